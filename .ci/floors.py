#!/usr/bin/env python3
"""Fails where the program codes the gold texts worse than it did: floors.py EVAL_FOLDER PROGRAM

Floors stand in floors.tsv: gold file, options of score.py, measure, least value. They lie a little below what is
reached; raise them with every gain.
"""
import json, subprocess, sys, tempfile
from pathlib import Path

eval_folder, program = Path(sys.argv[1]), sys.argv[2]
floors = [line.split("\t") for line in (Path(__file__).parent / "floors.tsv").read_text().splitlines() if line and line[0] != "#"]
scores, failed = {}, False
for gold, options, measure, least in floors:
    path = eval_folder / gold
    if not path.is_file():
        print(f"passed over: {gold} is not there")
        continue
    if (gold, options) not in scores:
        with tempfile.NamedTemporaryFile("w+", suffix=".jsonl") as predicted:
            subprocess.run([program, "extract", "--quiet", str(path)], stdout=predicted, check=True)
            command = [sys.executable, str(eval_folder / "score.py"), str(path), predicted.name, "--json", *options.split()]
            scores[gold, options] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    score = scores[gold, options][measure]
    value = score["f1"] if "f1" in score else score["agree"] / max(1, score["of"]) if isinstance(score["agree"], int) else score["agree"]
    good = value >= float(least)
    failed |= not good
    print(f"{gold:16} {measure:10} {value:.3f}  floor {least}{'' if good else '  TOO LOW'}")
sys.exit(failed)
