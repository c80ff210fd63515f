"""Writes a checkpoint as the ONNX model that the Rust engine runs: int8 weights, int8 arithmetic in every large product.

    python export.py --checkpoint work/epoch4.pt --treebanks ../../shared/treebanks --out ../data/model

Last in the training pipeline. Its one hard decision: activations are quantised with scales fixed here, from a sample of
the training sentences, and not measured over the batch at run time; so a sentence's numbers do not depend on its
neighbours, and no pass over the data is spent on finding a range. Weights keep to seven bits: processors without 8-bit
dot products add two products in sixteen bits, which eight bits by eight would overflow.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from data import inventory, training_set
from model import Joint
from train import ENCODER, batches, collate, encode, targets
from wordpiece import load_vocab

# Positions kept; longer sentences are cut into stretches by the engine.
POSITIONS = 256
WEIGHT_TOP = 63
OPSET = 20


class Ranges:
    """Collects the values that enter each quantised product and chooses the scale that loses least."""

    def __init__(self, net):
        self.seen = {}
        for name, module in net.named_modules():
            if isinstance(module, torch.nn.Linear):
                module.register_forward_pre_hook(self.hook(name))

    def hook(self, name):
        def keep(_, inputs):
            x = inputs[0].detach().flatten()
            take = x[torch.randint(len(x), (20000,))]
            ends = torch.stack([x.min(), x.max()])
            self.seen.setdefault(name, []).append(torch.cat([take, ends]))

        return keep

    def scale(self, name):
        """Returns (scale, zero point) for unsigned bytes."""
        x = torch.cat(self.seen[name]).numpy().astype(np.float64)
        best = None
        for keep in (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3):
            low, high = min(x.min() * keep, 0.0), x.max() * keep
            for lo in {low, min(x.min(), 0.0)}:
                step = (high - lo) / 255
                zero = round(-lo / step)
                back = (np.clip(np.round(x / step) + zero, 0, 255) - zero) * step
                error = np.mean((back - x) ** 2)
                if best is None or error < best[0]:
                    best = (error, step, zero)
        return best[1], best[2]


class Graph:
    """Collects ONNX nodes and constants."""

    def __init__(self):
        self.nodes, self.constants = [], {}

    def constant(self, name, array):
        # Not `ascontiguousarray`, which makes a vector of a scalar.
        self.constants[name] = numpy_helper.from_array(np.array(array, order="C"), name)
        return name

    def op(self, kind, inputs, name, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def ints(self, name, values):
        return self.constant(name, np.array(values, np.int64))

    def linear(self, x, name, weight, bias, scale):
        """x @ weight.T + bias. With a scale, x is in bytes already; without one, all is f32."""
        weight, bias = weight.numpy(), bias.numpy()
        b = self.constant(f"{name}.b", bias.astype(np.float32))
        if scale is None:
            y = self.op("MatMul", [x, self.constant(f"{name}.w", weight.T)], f"{name}.product")
            return self.op("Add", [y, b], f"{name}.sum")
        step, zero = scale
        size = np.maximum(np.abs(weight).max(1), 1e-8) / WEIGHT_TOP
        packed = np.clip(np.round(weight / size[:, None]), -WEIGHT_TOP, WEIGHT_TOP).astype(np.int8)
        w, z = self.constant(f"{name}.w", packed.T), self.constant(f"{name}.xz", np.uint8(zero))
        none = self.constant(f"{name}.wz", np.int8(0))
        y = self.op("MatMulInteger", [x, w, z, none], f"{name}.product")
        y = self.op("Cast", [y], f"{name}.float", to=TensorProto.FLOAT)
        y = self.op("Mul", [y, self.constant(f"{name}.s", (size * step).astype(np.float32))], f"{name}.scaled")
        return self.op("Add", [y, b], f"{name}.sum")

    def bytes(self, x, name):
        """Cuts values that are scaled and shifted by a zero point and a half already; negative ones become 0."""
        return self.op("Cast", [x], f"{name}.q", to=TensorProto.UINT8)

    def quantise(self, x, name, scale):
        """x in bytes. `QuantizeLinear` says the same in one step, but the runtime takes twice as long over it."""
        if scale is None:
            return x
        step, zero = scale
        y = self.op("Mul", [x, self.constant(f"{name}.in", np.float32(1 / step))], f"{name}.stretched")
        return self.bytes(self.op("Add", [y, self.constant(f"{name}.zero", np.float32(zero + 0.5))], f"{name}.shifted"), name)

    def norm(self, x, name, module, scale):
        """Layer norm twice over: as it is, for the sum past the layer, and in bytes, for the product after it."""
        gain, bias = module.weight.numpy(), module.bias.numpy()

        def one(name, gain, bias):
            inputs = [x, self.constant(f"{name}.g", gain), self.constant(f"{name}.b", bias)]
            return self.op("LayerNormalization", inputs, name, axis=-1, epsilon=module.eps)

        y = one(name, gain, bias)
        if scale is None:
            return y, y
        step, zero = scale
        return y, self.bytes(one(f"{name}.in", gain / np.float32(step), bias / np.float32(step) + np.float32(zero + 0.5)), name)


def attention(g, i, layer, x, small, scales):
    """Self-attention of layer `i` over rows of packed sentences, kept apart by the mask; `small` is x in bytes."""
    name, heads = f"l{i}", layer.heads
    parts = (layer.query, layer.key, layer.value)
    weight, bias = torch.cat([p.weight for p in parts]), torch.cat([p.bias for p in parts])
    width = layer.out.weight.size(1)
    # The 1/sqrt(d) of the product goes into the query's weights.
    weight[:width] /= (width // heads) ** 0.5
    bias[:width] /= (width // heads) ** 0.5
    out = scales(f"encoder.layers.{i}.out")
    if out:
        # So do the next product's scale and zero point into the value's: attention weights sum to one.
        weight[2 * width :] /= out[0]
        bias[2 * width :] = bias[2 * width :] / out[0] + out[1] + 0.5
    qkv = g.linear(small, f"{name}.qkv", weight, bias, scales(f"encoder.layers.{i}.query"))
    qkv = g.op("Reshape", [qkv, g.ints("split5", [0, 0, 3, heads, -1])], f"{name}.five")
    outs = [f"{name}.{p}5" for p in "qkv"]
    g.nodes.append(helper.make_node("Split", [qkv], outs, name=f"{name}.split", axis=2, num_outputs=3))
    two = g.ints("two", [2])
    q, k, v = (g.op("Squeeze", [o, two], o[:-1]) for o in outs)
    q = g.op("Transpose", [q], f"{name}.qt", perm=[0, 2, 1, 3])
    k = g.op("Transpose", [k], f"{name}.kt", perm=[0, 2, 3, 1])
    v = g.op("Transpose", [v], f"{name}.vt", perm=[0, 2, 1, 3])
    a = g.op("MatMul", [q, k], f"{name}.qk")
    a = g.op("Add", [a, "mask"], f"{name}.masked")
    a = g.op("Softmax", [a], f"{name}.soft", axis=-1)
    a = g.op("MatMul", [a, v], f"{name}.mix")
    a = g.op("Transpose", [a], f"{name}.mt", perm=[0, 2, 1, 3])
    a = g.op("Reshape", [a, g.ints("join", [0, 0, -1])], f"{name}.joined")
    a = g.linear(g.bytes(a, f"{name}.mixed") if out else a, f"{name}.out", layer.out.weight, layer.out.bias, out)
    res = g.op("Add", [x, a], f"{name}.res1")
    return g.norm(res, f"{name}.n1", layer.norm1, scales(f"encoder.layers.{i}.up"))


def build(net, scales):
    """Lays down the whole graph; returns an ONNX model. Lemma rules and GUM's names stay behind: they only taught."""
    g, e = Graph(), net.encoder
    word = e.word.weight.numpy()
    size = np.maximum(np.abs(word).max(1, keepdims=True), 1e-8) / 127
    rows = g.constant("words", np.round(word / size).astype(np.int8))
    x = g.op("Cast", [g.op("Gather", [rows, "ids"], "row")], "rowf", to=TensorProto.FLOAT)
    x = g.op("Mul", [x, g.op("Gather", [g.constant("word_scale", size.astype(np.float32)), "ids"], "rs")], "wordv")
    for table, weight in (("positions", e.position.weight[:POSITIONS]), ("shapes", e.shape.weight)):
        rows = g.constant(f"{table}.w", weight.numpy())
        x = g.op("Add", [x, g.op("Gather", [rows, table], f"{table}.v")], f"{table}.x")
    x, small = g.norm(x, "embedded", e.norm, scales("encoder.layers.0.query"))
    for i, layer in enumerate(e.layers):
        x, small = attention(g, i, layer, x, small, scales)
        y = g.op("Gelu", [g.linear(small, f"l{i}.up", layer.up.weight, layer.up.bias, scales(f"encoder.layers.{i}.up"))], f"l{i}.gelu")
        down = scales(f"encoder.layers.{i}.down")
        y = g.linear(g.quantise(y, f"l{i}.down", down), f"l{i}.down", layer.down.weight, layer.down.bias, down)
        after = f"encoder.layers.{i + 1}.query"
        res = g.op("Add", [x, y], f"l{i}.res2")
        x, small = g.norm(res, f"l{i}.n2", layer.norm2, scales(after) if i + 1 < len(e.layers) else None)
    x = g.op("Reshape", [x, g.ints("flat", [-1, word.shape[1]])], "pieces")
    w = g.op("Gather", [x, "first"], "first.v")
    w = g.op("Concat", [w, g.constant("root", net.root.numpy()[None])], "rooted", axis=0)
    w = g.quantise(w, "rooted", scales("tag"))

    plain = [("tag", net.tag), ("names", net.names)]
    bent = [("arc_head", net.arc_head), ("arc_dep", net.arc_dep), ("rel_head", net.rel_head), ("rel_dep", net.rel_dep)]
    for name, part in (("plain", plain), ("bent", bent)):
        weight, bias = torch.cat([m.weight for _, m in part]), torch.cat([m.bias for _, m in part])
        y = g.linear(w, name, weight, bias, scales("tag"))
        if name == "bent":
            y = g.op("Gelu", [y], "bent.gelu")
        sizes = g.ints(f"{name}.sizes", [m.weight.size(0) for _, m in part])
        g.nodes.append(helper.make_node("Split", [y, sizes], [n for n, _ in part], axis=-1))
    arcs, rels, dims = scales("arc"), scales("rel"), net.arc.size(1)
    g.linear(g.quantise("arc_dep", "arc", arcs), "arc", net.arc[:dims].T.contiguous(), net.arc[dims], arcs)
    # Label scores: rel[r] is a matrix (dependent, head), each with a constant 1 appended; the dependent side is done here.
    d = net.rel.size(1) - 1
    side = net.rel.permute(0, 2, 1).reshape(-1, d + 1)
    g.linear(g.quantise("rel_dep", "rel", rels), "rel", side[:, :d].contiguous(), side[:, d].contiguous(), rels)

    ints = lambda name, *shape: helper.make_tensor_value_info(name, TensorProto.INT32, shape)
    floats = lambda name, *shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    inputs = [ints(n, "rows", "length") for n in ("ids", "positions", "shapes")]
    inputs += [floats("mask", "rows", 1, "length", "length"), ints("first", "words")]
    outputs = [floats(n, "rooted_words", None) for n in ("tag", "names", "arc_head", "arc.sum", "rel_head", "rel.sum")]
    graph = helper.make_graph(g.nodes, "accurate", inputs, outputs, list(g.constants.values()))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def calibrate(net, examples):
    """Runs a sample and returns a function from a product's name to its input scale."""
    ranges = Ranges(net)
    extra = {"arc": [], "rel": []}
    hooks = [
        net.arc_dep.register_forward_hook(lambda m, i, o: extra["arc"].append(torch.nn.functional.gelu(o).flatten())),
        net.rel_dep.register_forward_hook(lambda m, i, o: extra["rel"].append(torch.nn.functional.gelu(o).flatten())),
    ]
    with torch.no_grad():
        for batch in batches(examples, 2000, False):
            net(*collate(batch, True)[0])
    for hook in hooks:
        hook.remove()
    for name, seen in extra.items():
        ranges.seen[name] = [torch.cat(seen)[::7]]
    return ranges.scale


def write(model, lists, vocab, folder):
    """Writes graph, weights and labels. The weights stand apart so that the engine need not copy them."""
    weights = folder / "accurate.data"
    weights.unlink(missing_ok=True)
    onnx.save_model(
        model, folder / "accurate.onnx", save_as_external_data=True, location=weights.name, size_threshold=1024
    )
    lists = {k: lists[k] for k in ("tags", "rels", "names")} | {"pieces": sorted(vocab, key=vocab.get)}
    text = json.dumps(lists, ensure_ascii=False, indent=0)
    (folder / "accurate.json").write_text(text + "\n", encoding="utf-8")
    for path in sorted(folder.glob("accurate.*")):
        print(path.name, path.stat().st_size, "bytes")


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("--checkpoint", type=Path, required=True)
    cli.add_argument("--labels", type=Path, help="labels.json beside the checkpoint unless given")
    cli.add_argument("--treebanks", type=Path, required=True)
    cli.add_argument("--out", type=Path, required=True)
    cli.add_argument("--sample", type=int, default=600, help="training sentences that set the activation scales")
    cli.add_argument("--float", action="store_true", help="keep products in f32, to see what quantising costs")
    args = cli.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    random.seed(1)
    labels = args.labels or args.checkpoint.parent / "labels.json"
    lists = json.loads(labels.read_text())
    net = Joint(ENCODER, lists)
    if args.checkpoint.exists():
        net.load_state_dict(torch.load(args.checkpoint))
    net.eval().requires_grad_(False)
    vocab = load_vocab(ENCODER / "vocab.txt")
    parsed, _ = training_set(args.treebanks)
    index = {k: {x: i for i, x in enumerate(v)} for k, v in lists.items()}
    sample = [(encode(vocab, s), targets(index, s), s) for s in random.sample(parsed, args.sample)]
    scales = calibrate(net, sample)
    model = build(net, (lambda _: None) if args.float else scales)
    args.out.mkdir(parents=True, exist_ok=True)
    write(model, lists, vocab, args.out)


if __name__ == "__main__":
    main()
