"""Reads the treebanks and turns sentences into training examples.

Stands first in the training pipeline: CoNLL-U and name files in, `Sentence` out. Its one hard decision is where
name labels come from: Universal NER says PER, LOC and ORG outright but covers only EWT's dev part, GUM's
`Entity=` brackets cover all of GUM but follow another convention, so each feeds a head of its own.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

NAME_LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"]
GUM_TYPES = {"person": "PER", "place": "LOC", "organization": "ORG"}
# Words that may stand inside a name between two proper nouns ("Bank of England").
NAME_LINKS = {"of", "the", "and", "for", "&", "-", "'s", "in", "de", "la", "al"}
IGNORE = -100


@dataclass
class Token:
    """One syntactic word of a treebank."""

    form: str
    lemma: str
    upos: str
    xpos: str
    head: int
    deprel: str
    misc: str


@dataclass
class Sentence:
    """A treebank sentence; `names` and `gum_names` hold BIO labels where that annotation exists."""

    sent_id: str
    tokens: list
    parsed: bool = True
    names: list = field(default_factory=list)
    gum_names: list = field(default_factory=list)


def read_conllu(path):
    """Yields the sentences of a CoNLL-U file, without multiword ranges and empty nodes."""
    sent_id, tokens = "", []
    for line in Path(path).read_text(encoding="utf-8").split("\n"):
        if line.startswith("# sent_id"):
            sent_id = line.split("=", 1)[1].strip()
        elif not line:
            if tokens:
                yield Sentence(sent_id, tokens)
            tokens = []
        elif line[0] != "#":
            col = line.split("\t")
            if col[0].isdigit():
                tokens.append(Token(col[1], col[2], col[3], col[4], int(col[6]), col[7], col[9]))


def read_names(path):
    """Yields lists of (form, label) from a two-column name file."""
    rows = []
    for line in Path(path).read_text(encoding="utf-8").split("\n"):
        if line.strip():
            form, label = line.split("\t")
            rows.append((form, label if label in NAME_LABELS else "O"))
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def attach_names(sentences, path):
    """Puts Universal NER labels on the sentences with the same words; returns how many got them."""
    same = {}
    for sent in sentences:
        same.setdefault(tuple(t.form for t in sent.tokens), []).append(sent)
    found = 0
    for row in read_names(path):
        for sent in same.get(tuple(form for form, _ in row), []):
            sent.names, found = [label for _, label in row], found + 1
    return found


def entity_brackets(tokens):
    """Returns (first, last, fields) for every closed bracket of GUM's `Entity=` column."""
    open_, closed = [], []
    for i, token in enumerate(tokens):
        m = re.search(r"Entity=([^|]*)", token.misc)
        for a in re.finditer(r"\(([^()]*)(\)?)|([^()]+)?\)", m.group(1) if m else ""):
            if a.group(1) is not None:
                fields = a.group(1).split("-")
                if a.group(2):
                    closed.append((i, i, fields))
                else:
                    open_.append((i, fields))
                continue
            ident = (a.group(3) or "").split("-")[0]
            for k in range(len(open_) - 1, -1, -1):
                if not ident or open_[k][1][0] == ident:
                    closed.append((open_[k][0], i, open_[k][1]))
                    del open_[k]
                    break
    return closed


def gum_names(tokens):
    """Derives BIO labels from GUM entities: the run of proper nouns around a proper-noun head."""

    def linked(k, step):
        near, far = tokens[k + step], k + 2 * step
        if near.upos == "PROPN":
            return True
        inside = 0 <= far < len(tokens) and tokens[far].upos == "PROPN"
        return inside and near.form.lower() in NAME_LINKS

    labels = ["O"] * len(tokens)
    for first, last, fields in sorted(entity_brackets(tokens), key=lambda s: s[0] - s[1]):
        if len(fields) < 6 or fields[1] not in GUM_TYPES:
            continue
        offset = fields[5].split(",")[0]
        head = first + int(offset) - 1 if offset.isdigit() else last + 1
        if head > last or tokens[head].upos != "PROPN":
            continue
        begin = end = head
        while begin > first and linked(begin, -1):
            begin -= 1
        while end < last and linked(end, 1):
            end += 1
        while tokens[begin].upos != "PROPN":
            begin += 1
        while tokens[end].upos != "PROPN":
            end -= 1
        # The outer name wins ("University of Chicago"), but a person inside it is still a person.
        if fields[1] != "person" and any(labels[k] != "O" for k in range(begin, end + 1)):
            continue
        for k in range(begin, end + 1):
            labels[k] = ("B-" if k == begin else "I-") + GUM_TYPES[fields[1]]
    return labels


def lemma_rule(form, lemma):
    """The edit that makes `lemma` of `form`: a casing (l, c, t), letters to strip, letters to add."""
    best = None
    for casing, base in (("l", form.lower()), ("c", form), ("t", form.capitalize())):
        i = 0
        while i < min(len(base), len(lemma)) and base[i] == lemma[i]:
            i += 1
        cost = len(base) - i + len(lemma) - i
        if best is None or cost < best[0]:
            best = (cost, f"{casing}{len(base) - i}+{lemma[i:]}")
    return best[1]


def shape(form):
    """The casing of a word, which the uncased vocabulary hides; `shape_of` in the Rust engine is its twin."""
    letters = [c for c in form if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    if any(c.isnumeric() for c in form):
        return 6 if letters else 5
    if not letters:
        return 7
    if upper == 0:
        return 0
    if upper == len(letters):
        return 3 if len(letters) == 1 else 2
    first = next(c for c in form if c.isalpha()).isupper()
    return 1 if first and upper == 1 else 4


SHAPES = 8


def inventory(sentences, least):
    """The label lists of a training set: tags, relations, and lemma rules seen at least `least` times."""
    tags, rels, rules = set(), set(), Counter()
    for sent in sentences:
        for t in sent.tokens:
            tags.add(f"{t.upos}|{t.xpos}")
            rels.add(t.deprel)
            rules[lemma_rule(t.form, t.lemma)] += 1
    return {
        "tags": sorted(tags),
        "rels": sorted(rels),
        "rules": sorted(r for r, n in rules.items() if n >= least),
        "names": NAME_LABELS,
    }


def training_set(folder):
    """EWT and GUM train with everything, EWT dev with names alone."""
    folder = Path(folder)
    ewt = list(read_conllu(folder / "ewt-train.conllu"))
    gum = list(read_conllu(folder / "gum-train.conllu"))
    for sent in gum:
        sent.gum_names = gum_names(sent.tokens)
    named = list(read_conllu(folder / "ewt-dev.conllu"))
    attach_names(named, folder / "uner-ewt-dev.ner")
    for sent in named:
        sent.parsed = False
    # An underscore stands where the text of a document is withheld.
    parsed = [s for s in ewt + gum if len(s.tokens) < 120 and s.tokens[0].form != "_"]
    return parsed, [s for s in named if s.names]
