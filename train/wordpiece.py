"""WordPiece over single words, as the encoder's vocabulary was made for.

`src/analyze/accurate/wordpiece.rs` is its twin and must split alike; `golden` in `export.py` writes cases for its test.
"""

import unicodedata
from pathlib import Path

PAD, UNKNOWN, CLS, SEP = 0, 100, 101, 102
# A longer word is one unknown piece, as in the tokenizer that the encoder was trained with.
LONGEST = 100


def load_vocab(path):
    """Reads `vocab.txt` into a dictionary from piece to id."""
    pieces = Path(path).read_text(encoding="utf-8").rstrip("\n").split("\n")
    return {piece: i for i, piece in enumerate(pieces)}


def fold(word):
    """Lower case without accents and control characters."""
    folded = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Cc", "Cf"))


def is_punctuation(c):
    """Every ASCII sign that is neither letter, digit nor blank, and Unicode's punctuation."""
    return (c.isascii() and c.isprintable() and not c.isalnum() and c != " ") or unicodedata.category(c)[0] == "P"


def is_ideograph(c):
    """Chinese signs, which the vocabulary holds one by one."""
    n = ord(c)
    return 0x4E00 <= n <= 0x9FFF or 0x3400 <= n <= 0x4DBF or 0x20000 <= n <= 0x2FA1F or 0xF900 <= n <= 0xFAFF


def chunks(word):
    """Splits a folded word at blanks, punctuation and ideographs."""
    out, glue = [], False
    for c in fold(word):
        if c.isspace():
            glue = False
        elif is_punctuation(c) or is_ideograph(c):
            out.append(c)
            glue = False
        elif glue:
            out[-1] += c
        else:
            out.append(c)
            glue = True
    return out


def pieces(vocab, word):
    """The ids of a word's pieces, longest match first; never empty."""
    ids = []
    for chunk in chunks(word):
        if len(chunk) > LONGEST:
            ids.append(UNKNOWN)
            continue
        found, begin = [], 0
        while begin < len(chunk):
            end = len(chunk)
            while end > begin and ("##" if begin else "") + chunk[begin:end] not in vocab:
                end -= 1
            if end == begin:
                found = [UNKNOWN]
                break
            found.append(vocab[("##" if begin else "") + chunk[begin:end]])
            begin = end
        ids += found
    return ids or [UNKNOWN]
