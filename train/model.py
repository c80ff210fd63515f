"""The network: a six-layer BERT encoder over wordpieces and five heads over words.

Written out rather than taken from a library because the exporter walks these same modules to lay down the ONNX graph.
Its one hard decision: the vocabulary is uncased, so a word's casing enters as a small embedding of its own (`shape`),
without which neither proper nouns nor names can be told apart.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

from data import SHAPES


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, width, heads, inner):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out, self.norm1 = nn.Linear(width, width), nn.LayerNorm(width, 1e-12)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm2, self.drop = nn.LayerNorm(width, 1e-12), nn.Dropout(0.1)

    def forward(self, x, mask):
        b, n, w = x.shape
        split = lambda t: t.view(b, n, self.heads, -1).transpose(1, 2)
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, n, w))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Embeddings and layers; `load` fills them from the published weights."""

    def __init__(self, config):
        super().__init__()
        width = config["hidden_size"]
        self.word = nn.Embedding(config["vocab_size"], width)
        self.position = nn.Embedding(config["max_position_embeddings"], width)
        self.shape = nn.Embedding(SHAPES, width)
        nn.init.zeros_(self.shape.weight)
        self.norm, self.drop = nn.LayerNorm(width, 1e-12), nn.Dropout(0.1)
        inner, heads = config["intermediate_size"], config["num_attention_heads"]
        self.layers = nn.ModuleList(Layer(width, heads, inner) for _ in range(config["num_hidden_layers"]))
        # Frozen: a few hundred thousand words would only move the vectors of words that the treebanks hold.
        self.word.weight.requires_grad_(False)

    def forward(self, ids, shapes, mask):
        at = torch.arange(ids.size(1))
        x = self.drop(self.norm(self.word(ids) + self.position(at) + self.shape(shapes)))
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def load(self, folder):
        """Takes the weights of a published BERT; its single segment embedding joins the positions."""
        w = load_file(Path(folder) / "model.safetensors")
        w = {k.removeprefix("bert."): v.float() for k, v in w.items()}
        e = "embeddings."
        state = {
            "word.weight": w[e + "word_embeddings.weight"],
            "position.weight": w[e + "position_embeddings.weight"] + w[e + "token_type_embeddings.weight"][0],
            "norm.weight": w[e + "LayerNorm.weight"],
            "norm.bias": w[e + "LayerNorm.bias"],
            "shape.weight": self.shape.weight.data,
        }
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "out": "attention.output.dense", "norm1": "attention.output.LayerNorm",
            "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
        }
        for i in range(len(self.layers)):
            for ours, theirs in names.items():
                for part in ("weight", "bias"):
                    state[f"layers.{i}.{ours}.{part}"] = w[f"encoder.layer.{i}.{theirs}.{part}"]
        self.load_state_dict(state)


class Joint(nn.Module):
    """Encoder and heads: tags, lemma rules, names in two conventions, arcs and their labels."""

    def __init__(self, folder, labels, arc=256, rel=96, drop=0.15):
        super().__init__()
        config = json.loads((Path(folder) / "config.json").read_text())
        width = config["hidden_size"]
        self.encoder = Encoder(config)
        self.encoder.load(folder)
        self.tag = nn.Linear(width, len(labels["tags"]))
        self.lemma = nn.Linear(width, len(labels["rules"]))
        self.names = nn.Linear(width, len(labels["names"]))
        self.gum_names = nn.Linear(width, len(labels["names"]))
        self.arc_head, self.arc_dep = nn.Linear(width, arc), nn.Linear(width, arc)
        self.rel_head, self.rel_dep = nn.Linear(width, rel), nn.Linear(width, rel)
        self.arc = nn.Parameter(torch.randn(arc + 1, arc) * 0.02)
        self.rel = nn.Parameter(torch.randn(len(labels["rels"]), rel + 1, rel + 1) * 0.02)
        self.root = nn.Parameter(torch.randn(width) * 0.02)
        self.drop = nn.Dropout(drop)

    def words(self, ids, shapes, mask, first):
        """The encoder's vector at each word's first piece."""
        h = self.encoder(ids, shapes, mask[:, None, None, :])
        return torch.gather(h, 1, first.unsqueeze(-1).expand(-1, -1, h.size(-1)))

    def forward(self, ids, shapes, mask, first):
        """Returns the logits of every word head, arc scores (dependent, head; head 0 is the root), label vectors."""
        w = self.drop(self.words(ids, shapes, mask, first))
        rooted = torch.cat([self.root.expand(w.size(0), 1, -1), w], 1)
        one = lambda t: torch.cat([t, torch.ones_like(t[..., :1])], -1)
        heads, deps = self.drop(F.gelu(self.arc_head(rooted))), self.drop(F.gelu(self.arc_dep(w)))
        arcs = (one(deps) @ self.arc) @ heads.transpose(1, 2)
        rel_heads, rel_deps = self.drop(F.gelu(self.rel_head(rooted))), self.drop(F.gelu(self.rel_dep(w)))
        return {
            "tag": self.tag(w), "lemma": self.lemma(w), "names": self.names(w), "gum_names": self.gum_names(w),
            "arc": arcs, "rel": (one(rel_heads), one(rel_deps)),
        }

    def labels(self, rel, heads):
        """Label scores of each word under the given heads."""
        rel_heads, rel_deps = rel
        chosen = torch.gather(rel_heads, 1, heads.unsqueeze(-1).expand(-1, -1, rel_heads.size(-1)))
        b, n, d = rel_deps.shape
        side = (rel_deps.reshape(b * n, d) @ self.rel.permute(1, 0, 2).reshape(d, -1)).view(b * n, -1, d)
        return torch.bmm(side, chosen.reshape(b * n, d, 1)).view(b, n, -1)
