"""The methods, one minibatch at a time, in float64. Each yields (loss to add to the gradient, weight, δ, mean loss)."""

import torch
import torch.nn.functional as F


def sizes(v):
    """‖v‖₂ of each example, broadcastable."""
    return v.flatten(1).norm(dim=1).reshape(-1, *[1] * (v.dim() - 1))


def unit(v, size):
    return v / torch.where(size > 0, size, torch.ones_like(size))


def kl(p, q):
    p, q = F.log_softmax(p, 1), F.log_softmax(q, 1)
    return (p.exp() * (p - q)).sum(1).mean()


class Run:
    """What a method sees of a micro-batch."""

    def __init__(self, model, params, inputs, loss, options):
        self.model, self.p, self.inputs, self.loss, self.o = model, params, inputs, loss, options
        self.x = model.embed(params, inputs).detach()
        mask = inputs.get("attention_mask")
        self.mask = 1 if mask is None else mask.double().unsqueeze(-1)

    def logits(self, delta):
        x = self.model.embed(self.p, self.inputs) + delta
        return self.model.trunk(self.p, self.model.stem(self.p, x, self.inputs), self.inputs)

    def mean(self, delta):
        return self.loss(self.logits(delta))

    def gradient(self, objective, delta):
        delta = delta.detach().requires_grad_()
        return torch.autograd.grad(objective(delta), delta)[0] * self.mask

    def start(self):
        """δ₀ by the formula of the paper's code, from the raw draw."""
        noise, s = self.inputs.get("noise"), self.o.get("initMagnitude", 0)
        if self.pixels:
            return self.inputs.get("delta0", torch.zeros_like(self.x))
        if noise is None:
            return torch.zeros_like(self.x)
        if self.o["norm"] == "linf":
            return noise * s * self.mask
        tokens = self.inputs["attention_mask"].double().flatten(1).sum(1)
        return noise * self.mask * s / torch.sqrt(tokens * self.x.shape[-1]).reshape(-1, *[1] * (noise.dim() - 1))

    @property
    def pixels(self):
        return "images" in self.inputs

    def ascend(self, delta, g):
        o = self.o
        if self.pixels:
            moved = (delta + o["stepSize"] * g.sign()).clamp(-o["epsilon"], o["epsilon"])
            return moved if o.get("pixelClampIn") == "forward" else (self.x + moved).clamp(0, 1) - self.x
        if o["norm"] == "linf":
            largest = g.abs().flatten(1).max(1)[0].reshape(-1, *[1] * (g.dim() - 1))
            moved = delta + o["stepSize"] * unit(g, largest)
            return moved.clamp(-o["maxNorm"], o["maxNorm"]) if o["maxNorm"] else moved
        move = o["stepSize"] * unit(g, sizes(g))
        # Official CommonsenseQA code: the input is formed before the projection.
        return self.project(delta) + move if "after" in o.get("projection", "") else self.project(delta + move)

    def project(self, delta):
        size, limit = sizes(delta), self.o["maxNorm"] or float("inf")
        return torch.where(size > limit, delta * limit / size, delta)


def natural(run):
    zero = torch.zeros_like(run.x)
    loss = run.mean(zero)
    yield loss, 1, zero, loss


def freelb(run):
    k, delta = run.o["forwardBackwardPasses"], run.start()
    for t in range(k):
        point = delta.detach().requires_grad_()
        loss = run.mean(point)
        g = torch.autograd.grad(loss, point, retain_graph=True)[0] * run.mask
        yield loss, 1 / k, delta, loss
        if t < k - 1:
            delta = run.ascend(delta, g).detach()


def pgd(run):
    delta = run.start()
    for _ in range(run.o["m"]):
        loss = run.mean(delta)
        yield None, 0, delta, loss
        delta = run.ascend(delta, run.gradient(run.mean, delta)).detach()
    loss = run.mean(delta)
    yield loss, 1, delta, loss


def fgm(run):
    zero = torch.zeros_like(run.x)
    clean = run.mean(zero)
    yield clean, 1, zero, clean
    g = run.gradient(run.mean, zero)
    delta = run.o["epsilon"] * unit(g, sizes(g))
    loss = run.mean(delta)
    yield loss, run.o.get("adversarialWeight", 1), delta, loss


def yopo(run):
    o, delta = run.o, run.start()
    passes = o.get("fullPasses", o["m"])
    weight = 1 if o["lossDivisor"].startswith("none") else 1 / passes
    way = o.get("layerOneGradient", "backpropOnly")
    seen = (lambda d: clip(run.x + d) - run.x) if run.pixels else (lambda d: d)
    for j in range(passes):
        x = run.model.embed(run.p, run.inputs) + delta
        stem = {n: v.detach() for n, v in run.p.items()} if way == "hamiltonianOnly" else run.p
        hidden = run.model.stem(stem, x, run.inputs)
        hidden.requires_grad_() if not hidden.requires_grad else None
        loss = run.loss(run.model.trunk(run.p, hidden, run.inputs))
        costate = torch.autograd.grad(loss, hidden, retain_graph=True)[0].detach()
        yield loss, weight, delta, loss
        if j == passes - 1 and way == "backpropOnly":
            return

        def hamiltonian(d, p=run.p, x=run.x):
            return (costate * run.model.stem(p, x + seen(d), run.inputs)).sum()

        for _ in range(o["n"]):
            delta = run.ascend(delta, run.gradient(hamiltonian, delta)).detach()
        if way != "backpropOnly":
            yield hamiltonian(delta), weight, None, None


def clip(x):
    inside = ((x > 0) & (x < 1)).double()
    return x * inside + x.detach().clamp(0, 1) * (1 - inside)


def vat(run):
    o, zero = run.o, torch.zeros_like(run.x)
    clean = run.logits(zero)
    target = clean.detach()
    tiny = 1e-8 if "1e-8" in o.get("norm", "") else 0
    d, seen = unit(run.inputs["noise"], sizes(run.inputs["noise"]) + tiny), [clean]
    for _ in range(o["powerIterations"]):
        g = run.gradient(lambda point: kl(target, run.logits(point)), o["xi"] * d)
        seen.append(run.logits(o["xi"] * d))
        d = unit(g, sizes(g) + tiny)
    seen.append(run.logits(o["epsilon"] * d))
    total = run.loss(clean) + o["weight"] * kl(target, seen[-1])
    yield total, 1, None, {"crossEntropy": run.loss(clean), "totalLoss": total, "logits": seen}


def stable_kl(noisy, clean):
    odds = lambda p: -(1 / (p + 1e-6) - 1 + 1e-6).log()
    p, q = noisy.softmax(1), clean.softmax(1)
    return (2 * p * (odds(p) - odds(q)).detach()).sum()


SMART = {
    # The paper's, then the official code's: what is climbed, what is lowered.
    "symmetricKL": (lambda a, c: kl(a, c) + kl(c, a),) * 2,
    "squared": (lambda a, c: ((a - c) ** 2).sum(1).mean(),) * 2,
    "SymKlCriterion": (stable_kl, lambda a, c: kl(a.detach(), c) + kl(c.detach(), a)),
    "MseCriterion": (lambda a, c: ((a - c) ** 2).sum(), lambda a, c: ((c.squeeze(1) - a) ** 2).mean()),
}


def smart(run):
    o, delta = run.o, run.inputs["delta0"]
    climbed, lowered = SMART[o["adversarialLoss"]]
    clean = run.logits(torch.zeros_like(run.x))
    official, seen = o["adversarialLoss"].endswith("Criterion"), [clean]
    for _ in range(o["K"]):
        seen.append(run.logits(delta))
        g = run.gradient(lambda point: climbed(run.logits(point), clean.detach()), delta)
        if official:
            v = delta + o["stepSize"] * g
            delta = v / (v.abs().max(-1, keepdim=True)[0] + o["epsilon"]) * run.mask
        else:
            delta = run.ascend(delta, g)
    seen.append(run.logits(delta))
    total = run.loss(clean) + o["adversarialWeight"] * lowered(seen[-1], clean)
    yield total, 1, None, {"taskLoss": run.loss(clean), "totalLoss": total, "logits": seen}


def r3f(run):
    clean, e = run.logits(0), run.model.embed(run.p, run.inputs)
    noised = run.logits(run.inputs["delta0"] + e.detach() - e)
    total = run.loss(clean)
    if clean.shape[1] > 1:  # for a regression the official code ignores the noised pass
        total = total + run.o["lambda"] * (kl(clean, noised) + kl(noised, clean))
    yield total, 1, None, {"totalLoss": total, "logits": [clean, noised]}


def trades(run):
    o, delta = run.o, run.inputs["delta0"]
    clean = run.logits(torch.zeros_like(run.x))
    for _ in range(o["m"]):
        delta = run.ascend(delta, run.gradient(lambda d: kl(clean.detach(), run.logits(d)), delta))
    total = run.loss(clean) + o["beta"] * kl(clean, run.logits(delta))
    yield total, 1, None, {"taskLoss": run.loss(clean), "totalLoss": total}


def tavat(run, table):
    o, ids = run.o, run.inputs["input_ids"]
    delta, eta = torch.zeros_like(run.x), F.embedding(ids, table) * run.mask
    for t in range(o["K"]):
        both = (delta + eta).detach().requires_grad_()
        loss = run.mean(both)
        g = torch.autograd.grad(loss, both, retain_graph=True)[0] * run.mask
        yield loss, 1 / o["K"], both.detach(), loss
        if t == o["K"] - 1:
            break
        delta = delta + o["stepSize"] * unit(g, sizes(g))
        eta = eta + o["stepSize"] * unit(g, g.norm(dim=-1, keepdim=True))
        size = eta.norm(dim=-1, keepdim=True)
        eta = eta * unit(size, size.max(1, keepdim=True)[0])
        whole = sizes(delta + eta)
        shrink = torch.where(whole > o["maxNorm"], o["maxNorm"] / whole, torch.ones_like(whole))
        delta, eta = delta * shrink, eta * shrink
    for token in ids[inside(run)].unique():
        at = (ids == token) & inside(run)
        table[token] = eta[at].mean(0)


def inside(run):
    return run.inputs["attention_mask"] == 1
