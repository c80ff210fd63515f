"""Fit the weights of the confidence model (data/lexicon/confidence.toml) on development texts.

    cargo run --release --example features -- accurate < GOLD.jsonl > FEATURES.jsonl     (for each gold file)
    python3 train/calibrate.py SCORE_DIR GOLD.jsonl FEATURES.jsonl [GOLD FEATURES ...] > data/lexicon/confidence.toml

An event counts as right when score.py (in SCORE_DIR) pairs it with a gold event; optional gold is left out. Logistic
regression with an L2 penalty, by Newton's method; also prints a table of confidence bins against precision, estimated
by ten-fold cross-validation over texts, to standard error. Standard library and numpy only.
"""
import json
import sys
from collections import defaultdict

import numpy as np

PENALTY = 2.0


def examples(score, gold_path, feature_path):
    gold = score.load(gold_path)
    by_text = defaultdict(list)
    for line in open(feature_path, encoding="utf-8"):
        row = json.loads(line)
        by_text[row["article"]].append(row)
    plover = "plover" in gold_path
    for text, rows in by_text.items():
        g = [score.event(e) for e in gold[text]["events"]]
        p = [score.event(r["event"]) for r in rows]
        if plover:
            g, p = [score.as_plover(e) for e in g], [score.as_plover(e) for e in p]
        # Pair the likeliest first: an event's own sentence order must not decide.
        paired = {j: i for i, j in score.pair_up(g, p)}
        for j, row in enumerate(rows):
            if j in paired and g[paired[j]]["optional"]:
                continue
            yield text, row["features"], float(j in paired)


def fit(x, y, penalty):
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + penalty * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty * np.eye(len(w))
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    return w


def main():
    sys.path.insert(0, sys.argv[1])
    import score

    rows = [r for g, f in zip(sys.argv[2::2], sys.argv[3::2]) for r in examples(score, g, f)]
    names = sorted({n for _, f, _ in rows for n in f})
    x = np.array([[f.get(n, 0.0) for n in names] for _, f, _ in rows])
    y = np.array([label for _, _, label in rows])
    texts = sorted({t for t, _, _ in rows})
    fold = {t: i % 10 for i, t in enumerate(texts)}
    folds = np.array([fold[t] for t, _, _ in rows])
    held = np.zeros(len(y))
    for k in range(10):
        w = fit(x[folds != k], y[folds != k], PENALTY)
        held[folds == k] = 1 / (1 + np.exp(-x[folds == k] @ w))
    print(f"{len(y)} events, {y.mean():.3f} right", file=sys.stderr)
    for low in np.arange(0, 1, 0.1):
        inside = (held >= low) & (held < low + 0.1)
        if inside.any():
            print(f"{low:.1f}-{low + 0.1:.1f}: {inside.sum():4d} events, mean {held[inside].mean():.2f}, right {y[inside].mean():.2f}", file=sys.stderr)
    for floor in np.arange(0.1, 0.7, 0.05):
        kept = held >= floor
        print(f"floor {floor:.2f}: keeps {kept.sum()}, precision {y[kept].mean():.3f}, of the right ones {y[kept].sum() / y.sum():.3f}", file=sys.stderr)
    print("# Weights of the confidence model, fitted by train/calibrate.py on development texts. Do not edit by hand.")
    for name, weight in zip(names, fit(x, y, PENALTY)):
        print(f'"{name}" = {weight:.4f}')


if __name__ == "__main__":
    main()
