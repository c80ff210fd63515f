"""Labels the training sentences with names by a trained network, held to what the treebanks know about them.

Runs between the first and the second round of `train.py`. Universal NER covers two thousand sentences of web text; this
carries its convention over to the rest of EWT and to GUM. Its one hard decision: the treebanks vote but do not rule: a
word that is no proper noun is seldom in a name, and GUM's entity type counts for the type, while where a name begins and
ends is left to the network, because GUM draws its borders elsewhere.
"""

import torch

from data import NAME_LABELS, NAME_LINKS

KINDS = [x[2:] for x in NAME_LABELS]


def votes(sent):
    """What the treebank adds to the label scores of each word."""
    out = torch.zeros(len(sent.tokens), len(NAME_LABELS))
    for i, token in enumerate(sent.tokens):
        if token.upos != "PROPN" and token.form.lower() not in NAME_LINKS:
            out[i, 0] += 1.5
        elif token.upos == "PROPN":
            out[i, 0] -= 0.5
        if sent.gum_names and token.upos == "PROPN":
            kind = sent.gum_names[i][2:]
            out[i] += torch.tensor([1.5 * (k == kind) for k in KINDS])
    return out


def decode(scores):
    """The best sequence of labels in which every inside follows its own kind."""
    best, back = scores[0].clone(), []
    for k, label in enumerate(NAME_LABELS):
        if label[0] == "I":
            best[k] = -1e9
    closed = torch.zeros(len(NAME_LABELS), len(NAME_LABELS))
    for j, label in enumerate(NAME_LABELS):
        if label[0] == "I":
            for i, before in enumerate(KINDS):
                closed[i, j] = 0 if before == label[2:] else -1e9
    for row in scores[1:]:
        top, come = (best[:, None] + closed).max(0)
        best = top + row
        back.append(come)
    path = [int(best.argmax())]
    for come in reversed(back):
        path.append(int(come[path[-1]]))
    return [NAME_LABELS[k] for k in reversed(path)]


def label(net, batches, collate):
    """Gives `names` to every sentence of `batches` that has none; returns how many names there are."""
    net.eval()
    found = 0
    with torch.no_grad():
        for batch in batches:
            logits = net(*collate(batch, False)[0])["names"].log_softmax(-1)
            for scores, (_, _, sent) in zip(logits, batch):
                if not sent.names:
                    sent.names = decode(scores[: len(sent.tokens)] + votes(sent))
                    found += sum(x[0] == "B" for x in sent.names)
    net.train()
    return found
