"""Makes the fixtures that the test suite holds the methods to: `python3 reference/make.py` from the repository's root.

Made with Python 3.11 and PyTorch 1.13 and 2.15, in float64, deterministic on one machine. Written from
the papers; where an option is named for an official code, from what that code computes.
"""

import json
import math
import pathlib
import shutil
import struct

import torch

import methods
import model as models

OUT = pathlib.Path(__file__).parent / "fixtures"
TEXT = dict(norm="l2", stepSize=0.2, maxNorm=0.3, initMagnitude=0.4)
PIXELS = dict(norm="linf", stepSize=0.06, epsilon=0.1)
SGD = dict(name="sgd", learningRate=0.1)
ADAM = dict(name="adam", learningRate=0.01, betas=[0.9, 0.98], eps=1e-6, weightDecay=0.05, epsForm="afterBiasCorrection")
ADAMW = dict(ADAM, name="adamw", decayOrder="after", decayExclude=["bias", "LayerNorm.weight"], epsForm="beforeBiasCorrection")

CASES = {
    # name: (method, model kind, task, options of the method, what else)
    "natural-regression-adam": ("natural", "roberta", "regression", {}, dict(optimizer=ADAM, clipNorm=0.5, learningRatePerUpdate=[0.01, 0.02, 0.005])),
    "natural-adamw-before": ("natural", "bert", "classification", {}, dict(optimizer=dict(ADAMW, decayOrder="before", epsForm="afterBiasCorrection"), accumulate=2, average="example", sizes=[3, 2, 1, 3])),
    "freelb-k1-momentum": ("freelb", "bert", "classification", dict(TEXT, forwardBackwardPasses=1, maxNorm=0), dict(optimizer=dict(SGD, momentum=0.9, weightDecay=0.05))),
    "freelb-k4-albert-linf": ("freelb", "albert", "classification", dict(TEXT, norm="linf", forwardBackwardPasses=4, stepSize=0.1, maxNorm=0.15, initMagnitude=0.05), dict(optimizer=ADAMW, act="relu")),
    "freelb-regression-accumulated": ("freelb", "roberta", "regression", dict(TEXT, forwardBackwardPasses=3), dict(accumulate=2, average="example", sizes=[3, 2, 3, 1], clipNorm=0.7)),
    "freelb-choices": ("freelb", "bert", "multiple-choice", dict(TEXT, forwardBackwardPasses=3, maxNorm=0.25), {}),
    "pgd-m1-regression": ("pgd", "albert", "regression", dict(TEXT, m=1, maxNorm=0), dict(act="gelu_new")),
    "pgd-m4-no-padding": ("pgd", "roberta", "classification", dict(TEXT, m=4), dict(full=True, accumulate=2)),
    "freeat-carried": ("freeat", "bert", "classification", dict(TEXT, m=3, carry="by batch slot", lossDivisor=1, initMagnitude=0), dict(sizes=[3, 2, 3, 1])),
    "freeat-reset-accumulated": ("freeat", "roberta", "classification", dict(TEXT, m=2, carry="none", lossDivisor=3), dict(accumulate=2, average="example", sizes=[3, 3, 2, 3], learningRatePerUpdate=[0.1, 0.05])),
    "freeat-pixels-in-delta": ("freeat", "cnn", "classification", dict(PIXELS, m=2, carry="by batch slot", pixelClampIn="delta"), dict(sizes=[3, 2, 3, 3])),
    "freeat-pixels-in-forward": ("freeat", "cnn", "classification", dict(PIXELS, m=3, carry="by batch slot", pixelClampIn="forward"), dict(optimizer=dict(SGD, momentum=0.9))),
    "yopo-3-4": ("yopo", "bert", "classification", dict(TEXT, m=3, n=4, fullPasses=4, maxNorm=0, lossDivisor="m+1", stepSize=0.05), {}),
    "yopo-1-2-choices": ("yopo", "roberta", "multiple-choice", dict(TEXT, m=1, n=2, fullPasses=2, lossDivisor="m+1"), {}),
    "yopo-pixels": ("yopo", "cnn", "classification", dict(PIXELS, m=3, n=2, lossDivisor="none", layerOneGradient="backpropOnly"), dict(activation=False)),
    "yopo-pixels-both": ("yopo", "cnn", "classification", dict(PIXELS, m=2, n=3, lossDivisor="none", layerOneGradient="officialDouble"), dict(activation=False)),
    "yopo-pixels-hamiltonian": ("yopo", "cnn", "classification", dict(PIXELS, m=1, n=2, lossDivisor="none", layerOneGradient="hamiltonianOnly"), {}),
    "fast-previous": ("fast-at", "cnn", "classification", dict(PIXELS, m=1, deltaInit="previous"), dict(sizes=[3, 2, 3, 3])),
    "fast-zero": ("fast-at", "cnn", "classification", dict(PIXELS, m=1, deltaInit="zero"), {}),
    "fast-random-unclamped": ("fast-at", "cnn", "classification", dict(PIXELS, m=1, deltaInit="random", clampInit=False), {}),
    "pgd-pixels-from-clean": ("pgd-at", "cnn", "classification", dict(PIXELS, m=2, randomInit=False), {}),
    "fgm-regression": ("fgm", "roberta", "regression", dict(epsilon=0.4, adversarialWeight=0.5), {}),
    "vat-2": ("vat", "albert", "classification", dict(xi=0.3, epsilon=0.5, weight=0.7, powerIterations=2), {}),
    "smart-paper": ("smart", "bert", "classification", dict(TEXT, norm="linf", stepSize=0.2, maxNorm=0.15, K=2, adversarialWeight=2.0, adversarialLoss="symmetricKL"), {}),
    "smart-paper-regression": ("smart", "roberta", "regression", dict(TEXT, norm="linf", stepSize=0.2, maxNorm=0.15, K=1, adversarialWeight=2.0, adversarialLoss="squared"), {}),
    "smart-official-2": ("smart", "roberta", "classification", dict(norm="linf per token", stepSize=0.5, epsilon=1e-6, K=2, adversarialWeight=1.0, adversarialLoss="SymKlCriterion"), {}),
    "smart-official-regression": ("smart", "bert", "regression", dict(norm="linf per token", stepSize=0.5, epsilon=1e-6, K=1, adversarialWeight=1.0, adversarialLoss="MseCriterion"), {}),
    "r3f-normal": ("r3f", "bert", "classification", {"noiseType": "normal", "lambda": 0.6}, {}),
    "trades-text": ("trades", "bert", "classification", dict(TEXT, m=2, beta=3.0), {}),
    "trades-pixels": ("trades", "cnn", "classification", dict(PIXELS, m=2, beta=6.0), {}),
    "tavat": ("tavat", "bert", "classification", dict(TEXT, K=3, initMagnitude=0, vocabulary=20), {}),
    "freelb-linf-from-clean": ("freelb", "bert", "regression", dict(TEXT, norm="linf", forwardBackwardPasses=2, maxNorm=0, initMagnitude=0), dict(full=True)),
    "freelb-choices-projected-late": ("freelb", "roberta", "multiple-choice", dict(TEXT, forwardBackwardPasses=4, maxNorm=0.25, projection="after the input was formed"), {}),
    "pgd-choices": ("pgd", "albert", "multiple-choice", dict(TEXT, m=2), dict(act="relu", accumulate=2, average="example")),
    "freeat-reset-regression": ("freeat", "bert", "regression", dict(TEXT, m=4, carry="none", lossDivisor=5, maxNorm=0), dict(clipNorm=0.4)),
    "freeat-pixels-4-in-delta": ("freeat", "cnn", "classification", dict(PIXELS, m=4, carry="by batch slot", pixelClampIn="delta"), dict(optimizer=dict(SGD, momentum=0.9, weightDecay=0.01))),
    "yopo-regression": ("yopo", "roberta", "regression", dict(TEXT, m=2, n=1, fullPasses=3, lossDivisor="m+1"), dict(accumulate=2, average="example", sizes=[3, 2, 3, 1])),
    "fgm-choices": ("fgm", "bert", "multiple-choice", dict(epsilon=0.4), {}),
    "vat-official": ("vat", "bert", "classification", dict(xi=0.3, epsilon=0.5, powerIterations=2, weight=1.0, norm="l2 per example, denominator + 1e-8"), dict(accumulate=2)),
    "vat-official-regression": ("vat", "roberta", "regression", dict(xi=0.3, epsilon=0.5, powerIterations=1, weight=1.0), {}),
    "r3f-official-regression": ("r3f", "roberta", "regression", {"noiseType": "uniform", "lambda": 1.0}, {}),
    "smart-official-choices": ("smart", "bert", "multiple-choice", dict(norm="linf per token", stepSize=0.5, epsilon=1e-6, K=1, adversarialWeight=1.0, adversarialLoss="SymKlCriterion"), {}),
}


def inputs(case, generator, batch, micro, length=6):
    """All micro-batches, [M, B, …]."""
    method, kind, task, o, more = case
    draw = lambda *shape: torch.randn(shape, generator=generator, dtype=torch.float64).float().double()
    even = lambda *shape: (2 * torch.rand(shape, generator=generator, dtype=torch.float64) - 1).float().double()
    whole = lambda low, high, shape: torch.randint(low, high, shape, generator=generator)
    if kind == "cnn":
        pixels = (torch.rand((micro, batch, 6, 6, 1), generator=generator, dtype=torch.float64) * 1.3 - 0.15).clamp(0, 1)
        made = {"images": pixels.float().double(), "labels": whole(0, 3, (micro, batch))}
        if method in ("yopo", "pgd-at", "fast-at", "trades") and o.get("randomInit") is not False and o.get("deltaInit", "random") == "random":
            made["noise"] = even(micro, batch, 6, 6, 1)
            made["delta0"] = made["noise"] * (0.01 if method == "trades" else o["epsilon"])
            made["delta0"] = made["delta0"].float().double()
        return made
    rows = (micro, batch, 4) if task == "multiple-choice" else (micro, batch)
    real = whole(length if more.get("full") else 2, length + 1, rows)
    real.view(-1)[0] = length
    mask = (torch.arange(length) < real.unsqueeze(-1)).long()
    padding = 1 if kind == "roberta" else 0
    made = {"input_ids": torch.where(mask == 1, whole(2, 20, (*rows, length)), torch.tensor(padding)), "attention_mask": mask}
    made["token_type_ids"] = whole(0, 2, (*rows, length))
    labels = {"regression": lambda: draw(micro, batch), "multiple-choice": lambda: whole(0, 4, (micro, batch))}
    made["labels"] = labels.get(task, lambda: whole(0, 3, (micro, batch)))()
    width = 6 if kind == "albert" else 8
    seen = mask.double().unsqueeze(-1)
    if o.get("initMagnitude", 0) and method in ("freelb", "pgd", "freeat", "yopo"):
        made["noise"] = even(*rows, length, width) * seen
    if method == "vat":
        made["noise"] = draw(*rows, length, width) * seen
    if method in ("smart", "r3f", "trades"):
        made["delta0"] = (0.1 * draw(*rows, length, width) * seen).float().double()
    return made


class Optimizer:
    def __init__(self, o):
        self.o, self.t, self.first, self.second = o, 0, {}, {}

    def step(self, params, gradient, rate):
        o, self.t = self.o, self.t + 1
        for name, g in gradient.items():
            p = params[name].data
            decay = 0 if any(part in name for part in o.get("decayExclude", [])) else o.get("weightDecay", 0)
            if o["name"] != "adamw":
                g = g + decay * p
            if o["name"] == "sgd":
                v = o.get("momentum", 0) * self.first.get(name, 0) + g
                self.first[name] = v
                p -= rate * v
                continue
            (b1, b2), eps = o["betas"], o["eps"]
            m = self.first[name] = b1 * self.first.get(name, 0) + (1 - b1) * g
            s = self.second[name] = b2 * self.second.get(name, 0) + (1 - b2) * g * g
            correction = math.sqrt(1 - b2**self.t)
            root = s.sqrt() + eps if o["epsForm"] == "beforeBiasCorrection" else s.sqrt() + eps * correction
            if o["name"] == "adamw" and o["decayOrder"] == "before":
                p *= 1 - rate * decay
            p -= rate * correction / (1 - b1**self.t) * m / root
            if o["name"] == "adamw" and o["decayOrder"] == "after":
                p *= 1 - rate * decay


class Trace:
    """Runs a case, and notes what the runner compares."""

    def __init__(self, case, net, params, data, sizes):
        self.method, _, self.task, self.o, self.more = case
        self.net, self.params, self.data, self.sizes = net, params, data, sizes
        self.optimizer = Optimizer(self.more.get("optimizer", SGD))
        self.expected, self.passes, self.norms, self.count = {}, [], [], {}
        self.gradient, self.total, self.updates = {}, 0, 0

    def batch(self, i):
        return {name: value[i][: self.sizes[i]] for name, value in self.data.items()}

    def loss(self, i):
        labels = self.batch(i)["labels"]
        if self.task == "regression":
            return lambda y: ((y[:, 0] - labels) ** 2).mean()
        return lambda y: torch.nn.functional.cross_entropy(y, labels)

    def run(self, i):
        return methods.Run(self.net, self.params, self.batch(i), self.loss(i), self.o)

    def take(self, i, rounds):
        """Adds the rounds of micro-batch i to the gradient."""
        share = self.sizes[i] if self.more.get("average") == "example" else 1
        self.total += share
        for loss, weight, delta, seen in rounds:
            if isinstance(seen, dict):
                self.passes += [{"microBatch": i, "logits": y.tolist()} for y in seen.pop("logits", [])]
                self.passes.append({"microBatch": i, **{k: v.item() for k, v in seen.items()}})
            elif seen is not None:
                at = self.count[i] = self.count.get(i, -1) + 1
                self.expected[f"delta/{i}/{at}"] = delta.detach()
                self.passes.append({"microBatch": i, "pass": at, "loss": seen.item()})
            if loss is None:
                continue
            found = torch.autograd.grad(weight * share * loss, list(self.params.values()), allow_unused=True)
            for name, g in zip(self.params, found):
                if g is not None:
                    self.gradient[name] = self.gradient.get(name, 0) + g

    def update(self):
        gradient = {name: g / self.total for name, g in self.gradient.items()}
        if not self.norms:
            self.expected.update({f"grad/{name}": g for name, g in gradient.items()})
        norm = math.sqrt(sum((g**2).sum().item() for g in gradient.values()))
        self.norms.append(norm)
        if "clipNorm" in self.more:
            gradient = {name: g * min(1, self.more["clipNorm"] / (norm + 1e-6)) for name, g in gradient.items()}
        rates, o = self.more.get("learningRatePerUpdate"), self.optimizer.o
        each = self.o["m"] if self.method == "freeat" else 1
        self.optimizer.step(self.params, gradient, rates[self.updates // each] if rates else o["learningRate"])
        self.gradient, self.total, self.updates = {}, 0, self.updates + 1

    def all(self):
        size = self.more.get("accumulate", 1)
        for start in range(0, len(self.sizes), size):
            group = range(start, start + size)
            if self.method == "freeat":
                self.freeat(group)
                continue
            for i in group:
                self.take(i, self.rounds(i))
            self.update()

    def rounds(self, i):
        if self.method == "tavat":
            self.table = getattr(self, "table", None)
            self.table = torch.zeros(20, 8, dtype=torch.float64) if self.table is None else self.table
            return methods.tavat(self.run(i), self.table)
        if self.method == "fast-at":
            return self.fast(i)
        return {"pgd-at": methods.pgd}.get(self.method, getattr(methods, self.method, None))(self.run(i))

    def held(self, run):
        """The carried δ, cut to the minibatch."""
        self.carried = getattr(self, "carried", torch.zeros((3, *run.x.shape[1:]), dtype=torch.float64))
        return self.carried[: run.x.shape[0]].clone()

    def fast(self, i):
        run = self.run(i)
        delta = self.held(run) if self.o["deltaInit"] == "previous" else run.start()
        loss = run.mean(delta)
        yield None, 0, delta, loss
        delta = run.ascend(delta, run.gradient(run.mean, delta)).detach()
        if self.o["deltaInit"] == "previous":
            self.carried[: delta.shape[0]] = delta
            self.expected["delta/carried"] = self.carried.clone()
        loss = run.mean(delta)
        yield loss, 1, delta, loss

    def freeat(self, group):
        slot, deltas = self.o["carry"] != "none", {}
        for _ in range(self.o["m"]):
            for i in group:
                run = self.run(i)
                if i not in deltas:
                    deltas[i] = self.held(run) * run.mask if slot else run.start()
                loss = run.mean(deltas[i])
                g = run.gradient(run.mean, deltas[i])
                self.take(i, [(loss, 1 / self.o.get("lossDivisor", 1), deltas[i], loss)])
                deltas[i] = run.ascend(deltas[i], g).detach()
                if slot:
                    self.keep(run, deltas[i])
            self.update()

    def keep(self, run, delta):
        self.carried[: delta.shape[0]] = delta
        self.expected["delta/carried"] = self.carried.clone()


def write(path, tensors):
    header, blobs, at = {}, [], 0
    for name, value in tensors.items():
        kind = "F32" if value.is_floating_point() else "I32"
        blob = value.detach().to(torch.float32 if kind == "F32" else torch.int32).contiguous().numpy().tobytes()
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def tolerances(trace):
    def limit(values, least=0.15):
        largest = max((v.abs().max().item() for v in values), default=1)
        return {"suggestedAbsTolerance": 2e-5 * max(largest, least)}

    of = lambda prefix: [v for n, v in trace.expected.items() if n.startswith(prefix)]
    numbers = lambda key: [torch.tensor(p[key]) for p in trace.passes if key in p]
    zero = {"names": [n for n in trace.params if n.endswith(("self.key.bias", "attention.key.bias"))]}
    moved = {"suggestedAbsTolerance": trace.updates * trace.optimizer.o["learningRate"] * 2.5}
    return {
        "params": limit(trace.params.values()), "gradients": limit(of("grad/")), "deltas": limit(of("delta/")),
        "losses": limit(numbers("loss") + numbers("totalLoss")), "gradNorms": limit([torch.tensor(trace.norms)]),
        **({"logits": limit(numbers("logits"), 1.5)} if numbers("logits") else {}),
        **({"paramsWithZeroTrueGradient": {**zero, **moved}} if trace.optimizer.o["name"] != "sgd" else {}),
    }


def make(index, name, case):
    method, kind, task, o, more = case
    generator = torch.Generator().manual_seed(1000 + index)
    sizes = more.get("sizes", [3] * (4 if more.get("accumulate") else 3))
    labels = {"regression": 1, "multiple-choice": 1}.get(task, 3)
    data = inputs(case, generator, 3, len(sizes))
    folder = OUT / name
    (folder / "model").mkdir(parents=True)
    if kind == "cnn":
        net = models.Images(more.get("activation", True), o.get("pixelClampIn") == "forward")
        params = models.parameters(net.shapes, generator)
    else:
        c = models.config(kind, hidden_act=more.get("act", "gelu"))
        net = models.Text(dict(c, task=task))
        params = models.parameters(models.shapes(dict(c, task=task), labels), generator)
        head = {"multiple-choice": "MultipleChoice"}.get(task, "SequenceClassification")
        family = {"bert": "Bert", "roberta": "Roberta", "albert": "Albert"}[kind]
        c.update(num_labels=labels, architectures=[f"{family}For{head}"], **({"problem_type": "regression"} if task == "regression" else {}))
        (folder / "model" / "config.json").write_text(json.dumps(c, indent=1))
    write(folder / "model" / "model.safetensors", params)
    trace = Trace(case, net, params, data, sizes)
    trace.all()
    trace.expected.update({f"param/{n}": v for n, v in params.items()})
    write(folder / "inputs.safetensors", data)
    write(folder / "expected.safetensors", trace.expected)
    (folder / "trace.json").write_text(json.dumps({"float64": {"passes": trace.passes, "gradNorms": trace.norms}}))
    accumulate = more.get("accumulate", 1)
    words = "sum of losses over all examples" if more.get("average") == "example" else "mean over micro-batches of the mean loss"
    network = {"layers": ["conv1 3x3 valid stride 1 bias 1->3", "relu", "maxpool 2x2 stride 2", "flatten", "fc1 12->3", "mean cross-entropy"],
               "layerOne": "conv1 + relu" if more.get("activation", True) else "conv1"}
    described = {
        "name": name, "kind": "training", "method": method, "options": {**o, "gradientAccumulationSemantics": words},
        "modelKind": kind, "task": task, "source": "reference/make.py, from the paper", "optimizer": trace.optimizer.o,
        **{key: more[key] for key in ("clipNorm", "learningRatePerUpdate") if key in more},
        "batchSize": 3, "batchSizes": sizes, "gradientAccumulation": accumulate,
        "numberOfSteps": len(sizes) // accumulate, "numberOfMicroBatches": len(sizes), "tolerance": tolerances(trace),
        **({"network": network} if kind == "cnn" else {}),
    }
    (folder / "case.json").write_text(json.dumps(described, indent=1))


if __name__ == "__main__":
    shutil.rmtree(OUT, ignore_errors=True)
    for index, (name, case) in enumerate(CASES.items()):
        make(index, name, case)
    print(f"{len(CASES)} fixtures in {OUT}")
