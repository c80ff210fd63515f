"""Fit the confidence model (data/lexicon/confidence.toml) on development texts.

    cargo run --release --example features -- accurate < GOLD.jsonl > FEATURES.jsonl     (for each gold file)
    python3 train/calibrate.py SCORE_DIR GOLD.jsonl FEATURES.jsonl [GOLD FEATURES ...] > data/lexicon/confidence.toml

An event counts as right when score.py (in SCORE_DIR) pairs it with a gold event; optional gold is left out. Logistic
regression with an L2 penalty, by Newton's method. The penalty, the floor below which events are not told (where the event F1 is best), and the table
of confidence bins against precision (to standard error) all come from ten-fold cross-validation over texts. Features
seen in fewer than RARE events are dropped. Standard library and numpy only.
"""
import json
import sys
from collections import defaultdict

import numpy as np

PENALTIES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
FOLDS = 10
RARE = 8


def read(score, gold_path, feature_path):
    """Gold and predicted events of each text, with the predicted ones' features."""
    plover = "plover" in gold_path
    coded = lambda e: score.as_plover(score.event(e)) if plover else score.event(e)
    seen = defaultdict(list)
    with open(feature_path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            seen[row["article"]].append((coded(row["event"]), row["features"]))
    for text, row in score.load(gold_path).items():
        yield f"{gold_path} {text}", [coded(e) for e in row["events"]], seen.get(text, [])


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


def event_f1(score, texts, confidences, floor):
    """Event F1 over all texts when only events of at least this confidence are told."""
    right = wanted = told = 0
    for (_, gold, events), confidence in zip(texts, confidences):
        kept = [e for (e, _), c in zip(events, confidence) if c >= floor]
        pairs = score.pair_up(gold, kept)
        optional = sum(gold[i]["optional"] for i, _ in pairs)
        right += len(pairs) - optional
        told += len(kept) - optional
        wanted += sum(not g["optional"] for g in gold)
    return 2 * right / (wanted + told)


def main():
    sys.path.insert(0, sys.argv[1])
    import score

    texts = [t for g, f in zip(sys.argv[2::2], sys.argv[3::2]) for t in read(score, g, f)]
    count = defaultdict(int)
    for _, _, events in texts:
        for _, features in events:
            for name, value in features.items():
                count[name] += value != 0
    names = sorted(n for n, c in count.items() if c >= RARE)
    xs, ys, fold_of, place = [], [], [], []
    for t, (_, gold, events) in enumerate(texts):
        paired = {j: i for i, j in score.pair_up(gold, [e for e, _ in events])}
        for j, (_, features) in enumerate(events):
            place.append((t, j))
            xs.append([features.get(n, 0.0) for n in names])
            ys.append(np.nan if j in paired and gold[paired[j]]["optional"] else float(j in paired))
            fold_of.append(t % FOLDS)
    x, y, folds = np.array(xs), np.array(ys), np.array(fold_of)
    counted = ~np.isnan(y)

    def confidences_of(held):
        out = [[0.0] * len(events) for _, _, events in texts]
        for (t, j), c in zip(place, held):
            out[t][j] = c
        return out

    def all_held(penalty):
        held = np.zeros(len(y))
        for k in range(FOLDS):
            w = fit(x[counted & (folds != k)], y[counted & (folds != k)], penalty)
            held[folds == k] = 1 / (1 + np.exp(-x[folds == k] @ w))
        return held

    def loss(held):
        p = np.clip(held[counted], 1e-6, 1 - 1e-6)
        return -np.mean(y[counted] * np.log(p) + (1 - y[counted]) * np.log(1 - p))

    penalty = min(PENALTIES, key=lambda c: loss(all_held(c)))
    held = all_held(penalty)
    print(f"{counted.sum()} events, {y[counted].mean():.3f} right, {len(names)} features, penalty {penalty}, log loss {loss(held):.3f}", file=sys.stderr)
    for low in np.arange(0, 1, 0.1):
        inside = counted & (held >= low) & (held < low + 0.1)
        if inside.any():
            print(f"| {low:.1f} to {low + 0.1:.1f} | {inside.sum()} | {held[inside].mean():.2f} | {y[inside].mean():.2f} |", file=sys.stderr)
    confidences = confidences_of(held)
    floors = {round(f, 2): event_f1(score, texts, confidences, f) for f in np.arange(0.0, 0.7, 0.05)}
    for floor, value in floors.items():
        print(f"floor {floor:.2f}: event F1 {value:.3f}", file=sys.stderr)
    # Of floors that are as good to the third place, the lowest: nothing is kept back without need.
    floor = max(floors, key=lambda f: (round(floors[f], 3), -f))
    print("# The confidence model, fitted by train/calibrate.py on development texts. Do not edit by hand.")
    print(f"\n# Events less sure than this are not told.\nfloor = {floor}\n\n[weights]")
    for name, weight in zip(names, fit(x[counted], y[counted], penalty)):
        print(f'"{name}" = {weight:.4f}')


if __name__ == "__main__":
    main()
