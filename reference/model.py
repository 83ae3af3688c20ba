"""BERT, RoBERTa and ALBERT with their heads, and a small convolutional net, as pure functions of a dict of tensors.

Written from the papers and from the layout of Hugging Face's weights, without `transformers`.
"""

import math

import torch
import torch.nn.functional as F

TINY = dict(
    hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12, vocab_size=20,
    max_position_embeddings=12, type_vocab_size=2, layer_norm_eps=1e-5, hidden_act="gelu",
    hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
)


def config(kind, **changes):
    made = dict(TINY, model_type=kind, pad_token_id=1 if kind == "roberta" else 0, **changes)
    if kind == "albert":
        made.update(embedding_size=6, num_hidden_groups=1, inner_group_num=1, classifier_dropout_prob=0.0)
    return made


def shapes(c, labels):
    """Names and shapes of all parameters, as `transformers` saves them."""
    kind, h, i = c["model_type"], c["hidden_size"], c["intermediate_size"]
    e = c.get("embedding_size", h)
    s = {
        f"{kind}.embeddings.word_embeddings.weight": (c["vocab_size"], e),
        f"{kind}.embeddings.position_embeddings.weight": (c["max_position_embeddings"], e),
        f"{kind}.embeddings.token_type_embeddings.weight": (c["type_vocab_size"], e),
        f"{kind}.embeddings.LayerNorm.weight": (e,), f"{kind}.embeddings.LayerNorm.bias": (e,),
    }

    def dense(name, out, width):
        s[f"{name}.weight"], s[f"{name}.bias"] = (out, width), (out,)

    if kind == "albert":
        dense("albert.encoder.embedding_hidden_mapping_in", h, e)
        base = "albert.encoder.albert_layer_groups.0.albert_layers.0"
        for part in ("query", "key", "value", "dense"):
            dense(f"{base}.attention.{part}", h, h)
        dense(f"{base}.ffn", i, h), dense(f"{base}.ffn_output", h, i)
        for norm in ("attention.LayerNorm", "full_layer_layer_norm"):
            s[f"{base}.{norm}.weight"], s[f"{base}.{norm}.bias"] = (h,), (h,)
        dense("albert.pooler", h, h)
    else:
        for layer in range(c["num_hidden_layers"]):
            base = f"{kind}.encoder.layer.{layer}"
            for part in ("self.query", "self.key", "self.value", "output.dense"):
                dense(f"{base}.attention.{part}", h, h)
            dense(f"{base}.intermediate.dense", i, h), dense(f"{base}.output.dense", h, i)
            for norm in ("attention.output.LayerNorm", "output.LayerNorm"):
                s[f"{base}.{norm}.weight"], s[f"{base}.{norm}.bias"] = (h,), (h,)
    if kind == "bert":
        dense("bert.pooler.dense", h, h)
    if kind == "roberta" and c["task"] != "multiple-choice":
        dense("classifier.dense", h, h), dense("classifier.out_proj", labels, h)
    else:
        if kind == "roberta":
            dense("roberta.pooler.dense", h, h)
        dense("classifier", labels, h)
    return s


def parameters(wanted, generator, scale=0.3):
    made = {}
    for name, shape in wanted.items():
        value = scale * torch.randn(shape, generator=generator, dtype=torch.float64)
        if name.endswith(("LayerNorm.weight", "layer_norm.weight")):
            value = value + 1
        made[name] = value.float().double().requires_grad_()
    return made


ACTIVATIONS = {
    "gelu": F.gelu, "relu": F.relu,
    "gelu_new": lambda x: 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
}


class Text:
    """Embeddings, stem and trunk of an encoder; multiple choices are sequences of their own."""

    def __init__(self, c):
        self.c = c

    def embed(self, p, inputs):
        return F.embedding(inputs["input_ids"], p[f"{self.c['model_type']}.embeddings.word_embeddings.weight"])

    def stem(self, p, x, inputs, depth=1):
        c, kind = self.c, self.c["model_type"]
        length, width = x.shape[-2:]
        ids = inputs["input_ids"].reshape(-1, length)
        x = x.reshape(-1, length, width)
        place = torch.arange(length).expand_as(ids)
        if kind == "roberta":
            real = (ids != c["pad_token_id"]).long()
            place = torch.cumsum(real, 1) * real + c["pad_token_id"]
        x = x + F.embedding(place, p[f"{kind}.embeddings.position_embeddings.weight"])
        x = x + F.embedding(inputs["token_type_ids"].reshape(-1, length), p[f"{kind}.embeddings.token_type_embeddings.weight"])
        x = self.norm(p, f"{kind}.embeddings.LayerNorm", x)
        if kind == "albert":
            x = self.dense(p, "albert.encoder.embedding_hidden_mapping_in", x)
        return self.layers(p, x, inputs, 0, depth)

    def trunk(self, p, hidden, inputs, depth=1):
        c, kind = self.c, self.c["model_type"]
        first = self.layers(p, hidden, inputs, depth, c["num_hidden_layers"])[:, 0]
        if kind == "roberta" and c["task"] != "multiple-choice":
            return self.dense(p, "classifier.out_proj", torch.tanh(self.dense(p, "classifier.dense", first)))
        pooler = "albert.pooler" if kind == "albert" else f"{kind}.pooler.dense"
        scores = self.dense(p, "classifier", torch.tanh(self.dense(p, pooler, first)))
        return scores.reshape(inputs["input_ids"].shape[:-1]) if c["task"] == "multiple-choice" else scores

    def layers(self, p, x, inputs, start, end):
        c, kind = self.c, self.c["model_type"]
        length, heads = x.shape[1], c["num_attention_heads"]
        bias = (1 - inputs["attention_mask"].reshape(-1, 1, 1, length).double()) * -1e9
        for layer in range(start, end):
            albert = "albert.encoder.albert_layer_groups.0.albert_layers.0"
            base = albert if kind == "albert" else f"{kind}.encoder.layer.{layer}"
            own = "attention" if kind == "albert" else "attention.self"

            def split(part):
                y = self.dense(p, f"{base}.{own}.{part}", x)
                return y.reshape(y.shape[0], length, heads, -1).transpose(1, 2)

            scores = split("query") @ split("key").transpose(-1, -2) / math.sqrt(c["hidden_size"] / heads)
            seen = (torch.softmax(scores + bias, -1) @ split("value")).transpose(1, 2).reshape(x.shape)
            out = "attention.dense" if kind == "albert" else "attention.output.dense"
            norm = "attention.LayerNorm" if kind == "albert" else "attention.output.LayerNorm"
            x = self.norm(p, f"{base}.{norm}", x + self.dense(p, f"{base}.{out}", seen))
            wide, back, last = ("ffn", "ffn_output", "full_layer_layer_norm") if kind == "albert" else (
                "intermediate.dense", "output.dense", "output.LayerNorm")
            inner = ACTIVATIONS[c["hidden_act"]](self.dense(p, f"{base}.{wide}", x))
            x = self.norm(p, f"{base}.{last}", x + self.dense(p, f"{base}.{back}", inner))
        return x

    @staticmethod
    def dense(p, name, x):
        return x @ p[f"{name}.weight"].T + p[f"{name}.bias"]

    def norm(self, p, name, x):
        gap = x - x.mean(-1, keepdim=True)
        scaled = gap / torch.sqrt((gap**2).mean(-1, keepdim=True) + self.c["layer_norm_eps"])
        return scaled * p[f"{name}.weight"] + p[f"{name}.bias"]


class Images:
    """conv1 3x3 valid, relu, maxpool 2x2, flatten, fc1 in channels-last layout; the stem is conv1, with or without relu."""

    def __init__(self, activation=True, clips=False):
        self.activation, self.clips = activation, clips

    shapes = {"conv1/kernel": (3, 3, 1, 3), "conv1/bias": (3,), "fc1/kernel": (12, 3), "fc1/bias": (3,)}

    def embed(self, p, inputs):
        return inputs["images"]

    def stem(self, p, x, inputs):
        if self.clips:
            x = clip_strictly(x)
        y = F.conv2d(x.permute(0, 3, 1, 2), p["conv1/kernel"].permute(3, 2, 0, 1), p["conv1/bias"])
        return F.relu(y) if self.activation else y

    def trunk(self, p, hidden, inputs):
        y = F.max_pool2d(hidden if self.activation else F.relu(hidden), 2)
        return y.permute(0, 2, 3, 1).reshape(y.shape[0], -1) @ p["fc1/kernel"] + p["fc1/bias"]


def clip_strictly(x):
    """x cut to [0, 1], with no gradient at or beyond the border."""
    inside = ((x > 0) & (x < 1)).double()
    return x * inside + (x.detach().clamp(0, 1) * (1 - inside))
