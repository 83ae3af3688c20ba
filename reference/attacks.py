"""Makes traces of gradient attacks on a small net: δ and objectives of every step, from the papers' algorithms in PyTorch (float64).

Usage: python3 reference/attacks.py >packages/attacks/test/fixtures/traces.json

Nothing here knows TensorFlow.js. Where an official code departs from its paper, the code is followed, as
`packages/attacks/README.md` says. Made with Python 3.11 and PyTorch 2.15.
"""

import json
import math

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)

side, classes, rows = 6, 5, 4
net = {
    "w1": torch.randn(side * side, 12) * 0.5,
    "b1": torch.randn(12) * 0.1,
    "w2": torch.randn(12, classes),
    "b2": torch.randn(classes) * 0.1,
}
pixels = torch.rand(rows, side * side)
points = torch.randn(rows, side * side)


def logits_of(x):
    return torch.tanh(x @ net["w1"] + net["b1"]) @ net["w2"] + net["b2"]


def labels_of(x):
    return logits_of(x).argmax(1)


def pick(z, y):
    return z[torch.arange(len(y)), y]


def most_wrong(z, y):
    other = z.clone()
    other[torch.arange(len(y)), y] = -math.inf
    return other.max(1)[0]


def cross_entropy(z, y, t):
    return torch.logsumexp(z, 1) - pick(z, y)


def margin(z, y, t):
    return most_wrong(z, y) - pick(z, y)


def dlr(z, y, t):
    s = z.sort(1)[0]
    return margin(z, y, t) / (s[:, -1] - s[:, -3] + 1e-12)


def targeted_dlr(z, y, t):
    s = z.sort(1)[0]
    return (pick(z, t) - pick(z, y)) / (s[:, -1] - 0.5 * (s[:, -3] + s[:, -4]) + 1e-12)


def targeted_margin(z, y, t):
    return pick(z, t) - pick(z, y)


def climb(objective, x, y, t):
    x = x.clone().requires_grad_()
    z = logits_of(x)
    values = objective(z, y, t)
    (gradient,) = torch.autograd.grad(values.sum(), x)
    return z.detach(), values.detach(), gradient


def targets_of(x, y, rank):
    z = logits_of(x).clone()
    z[torch.arange(len(y)), y] = -math.inf
    return z.sort(1, descending=True)[1][:, rank]


class Space:
    """A ball around x: ℓ∞ within [0, 1], or l2 within it or without bounds."""

    def __init__(self, norm, radius, bounded):
        self.norm, self.radius, self.bounded = norm, radius, bounded

    def size(self, d):
        return d.abs().max(1)[0] if self.norm == "linf" else d.norm(dim=1)

    def direction(self, g):
        return g.sign() if self.norm == "linf" else g / (g.norm(dim=1, keepdim=True) + 1e-12)

    def bounds(self, x):
        return x.clamp(0, 1) if self.bounded else x

    def project(self, x, at):
        d = at - x
        if self.norm == "linf":
            d = d.clamp(-self.radius, self.radius)
        else:
            d = d * (self.radius / d.norm(dim=1, keepdim=True).clamp(min=1e-30)).clamp(max=1)
        return self.bounds(x + d)

    def begin(self, x):
        t = 2 * torch.rand(x.shape) - 1 if self.norm == "linf" else torch.randn(x.shape)
        length = t.abs().max(1, keepdim=True)[0] if self.norm == "linf" else t.norm(dim=1, keepdim=True)
        return self.bounds(x + self.radius * t / length)


def pgd(space, objective, x, y, steps, alpha):
    at = space.begin(x)
    seen, values = [at - x], []
    for _ in range(steps):
        _, value, gradient = climb(objective, at, y, None)
        values.append(value)
        at = space.project(x, at + alpha * space.direction(gradient))
        seen.append(at - x)
    values.append(objective(logits_of(at), y, None))
    return seen, values


def apgd(space, objective, x, y, t, n, rho=0.75):
    """Croce & Hein (2020), Algorithm 1, with the official code's way of counting the first rise."""
    k, least, less = max(int(0.22 * n), 1), max(int(0.06 * n), 1), max(int(0.03 * n), 1)
    at = space.begin(x)
    old, best = at.clone(), at.clone()
    _, value, gradient = climb(objective, at, y, t)
    seen, values = [at - x], [value]
    best_value, best_gradient, checked = value.clone(), gradient.clone(), value.clone()
    step = torch.full((len(x), 1), 2 * space.radius)
    losses = torch.zeros(n, len(x))
    reduced = torch.ones(len(x))
    since = 0
    for i in range(n):
        inertia, old = at - old, at.clone()
        a = 0.75 if i > 0 else 1.0
        tried = space.project(x, at + step * space.direction(gradient))
        at = space.project(x, at + a * (tried - at) + (1 - a) * inertia)
        _, value, gradient = climb(objective, at, y, t)
        seen.append(at - x)
        values.append(value)
        losses[i] = value
        better = value > best_value
        best[better], best_gradient[better], best_value[better] = at[better], gradient[better], value[better]
        since += 1
        if since == k:
            rises = sum((losses[i - j] > losses[i - j - 1]).double() for j in range(k))
            few = rises <= k * rho
            stuck = (reduced == 0) & (checked >= best_value)
            halve = few | stuck
            reduced, checked = halve.double(), best_value.clone()
            step[halve] /= 2
            at, gradient = at.clone(), gradient.clone()
            at[halve], gradient[halve] = best[halve], best_gradient[halve]
            since, k = 0, max(k - less, least)
    return seen, values


def to_hyperplane(space, x, w, gap):
    """The shortest way to w · (x + d) = w · x − gap, by bisection: another way than the one that is tested."""
    w, gap = w * gap.sign()[:, None], gap.abs()
    slope = torch.ones_like(w) if space.norm == "linf" else w.abs()
    room = torch.where(w > 0, x, 1 - x) if space.bounded else torch.full_like(w, math.inf)
    low, high = torch.zeros(len(x), 1), torch.full((len(x), 1), 1e6)
    for _ in range(200):
        middle = (low + high) / 2
        reach = (w.abs() * torch.minimum(middle * slope, room)).sum(1, keepdim=True)
        low, high = torch.where(reach < gap[:, None], middle, low), torch.where(reach < gap[:, None], high, middle)
    return -w.sign() * torch.minimum(high * slope, room)


def fab(space, x, y, t, n):
    at, best = x.clone(), x.clone()
    nearest = torch.full((len(x),), 1e10)
    seen = []
    for _ in range(n):
        _, gap, w = climb(targeted_margin, at, y, t)
        here = to_hyperplane(space, at, w, gap)
        there = to_hyperplane(space, x, w, gap + (w * (x - at)).sum(1))
        a1, a2 = space.size(here).clamp(min=1e-8), space.size(there).clamp(min=1e-8)
        alpha = (a1 / (a1 + a2)).clamp(0, 0.1)[:, None]
        at = space.bounds((at + 1.05 * here) * (1 - alpha) + (x + 1.05 * there) * alpha)
        over = labels_of(at) != y
        sizes = space.size(at - x)
        nearer = over & (sizes < nearest)
        best[nearer], nearest[nearer] = at[nearer], sizes[nearer]
        at = torch.where(over[:, None], x + 0.9 * (at - x), at)
        seen.append(at - x)
    return seen, nearest, best - x


def square(radius, x, y, queries, share=0.8):
    picture = x.view(-1, side, side)
    stripes = torch.where(torch.rand(len(x), 1, side) < 0.5, -1.0, 1.0)
    delta = (picture + radius * stripes).clamp(0, 1) - picture
    first = delta.clone()
    most = margin(logits_of((picture + delta).view(len(x), -1)), y, None)
    draws, seen = [], [delta]
    for i in range(queries - 1):
        drawn = torch.rand(len(x), 3)
        halved = sum(i > place for place in (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000))
        s = min(max(round(math.sqrt(share / 2**halved * side * side)), 1), side)
        tried = delta.clone()
        for row in range(len(x)):
            top, left = int(drawn[row, 0] * (side - s)), int(drawn[row, 1] * (side - s))
            tried[row, top : top + s, left : left + s] += 2 * radius * (1 if drawn[row, 2] >= 0.5 else -1)
        tried = (picture + tried.clamp(-radius, radius)).clamp(0, 1) - picture
        value = margin(logits_of((picture + tried).view(len(x), -1)), y, None)
        better = (value > most) | (value >= 0)
        delta = torch.where(better[:, None, None], tried, delta)
        most = torch.where(better, value, most)
        draws.append(drawn)
        seen.append(delta)
    return first, draws, seen, most


def bumps(rows, columns):
    """Nested rectangles, the innermost the highest, of norm 1."""
    bump = torch.zeros(rows, columns)
    top, left = rows // 2, columns // 2
    for k in range(max(top, left) + 1):
        bump[max(top - k, 0) : top + k + 1, max(left - k, 0) : left + k + 1] += 1 / (k + 1) ** 2
    return bump / bump.norm()


def waves(s):
    wave = torch.cat([bumps(s // 2, s), -bumps(s - s // 2, s)])
    return wave / wave.norm()


def square_l2(radius, picture, logits, y, queries, share=0.8):
    """Pictures are [B, side, side, C]. What two windows hold is that of all channels, as in AutoAttack's square.py."""
    depth = picture.shape[-1]
    delta = radius * torch.nn.functional.normalize(torch.randn(len(picture), side * side * depth)).view_as(picture)
    delta = (picture + delta).clamp(0, 1) - picture
    first = delta.clone()
    most = margin(logits(picture + delta), y, None)
    draws, seen = [], [delta]
    for i in range(queries - 1):
        drawn = torch.rand(len(picture), 5 + depth)
        halved = sum(i > place for place in (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000))
        s = max(round(math.sqrt(share / 2**halved * side * side)), 3)
        s += 1 - s % 2
        tried = delta.clone()
        for row in range(len(picture)):
            top, left, top2, left2 = (int(each) for each in drawn[row, :4] * (side - s))
            one = (slice(top, top + s), slice(left, left + s))
            two = (slice(top2, top2 + s), slice(left2, left2 + s))
            both = torch.zeros(side, side, 1)
            both[one] = both[two] = 1
            old = delta[row]
            wave = waves(s) if drawn[row, 4] < 0.5 else waves(s).T
            signs = torch.where(drawn[row, 5:] >= 0.5, 1.0, -1.0)
            new = wave[:, :, None] * signs + old[one] / (1e-12 + old[one].norm(dim=(0, 1)))
            spare = (radius**2 - old.norm() ** 2).clamp(min=0) / depth + (old * both).norm() ** 2
            tried[row][two] = 0
            tried[row][one] = new / (1e-12 + new.norm(dim=(0, 1))) * spare.sqrt()
            tried[row] *= radius / (1e-12 + tried[row].norm())
        tried = (picture + tried).clamp(0, 1) - picture
        value = margin(logits(picture + tried), y, None)
        better = (value > most) | (value >= 0)
        delta = torch.where(better[:, None, None, None], tried, delta)
        most = torch.where(better, value, most)
        draws.append(drawn)
        seen.append(delta)
    return first, draws, seen, most


def carlini_wagner(bounded, x, y, searches, steps, rate, c0):
    best, nearest = torch.zeros_like(x), torch.full((len(x),), 1e10)
    low, high, c = torch.zeros(len(x)), torch.full((len(x),), 1e10), torch.full((len(x),), c0)
    base = torch.atanh((2 * x - 1) * 0.999999) if bounded else x
    for _ in range(searches):
        w = torch.zeros_like(x, requires_grad=True)
        adam = torch.optim.Adam([w], lr=rate)
        broke = torch.zeros(len(x), dtype=torch.bool)
        for _ in range(steps):
            at = (torch.tanh(base + w) + 1) / 2 if bounded else x + w
            z = logits_of(at)
            loss = ((at - x) ** 2).sum(1) + c * (-margin(z, y, None)).clamp(min=0)
            over = (z.argmax(1) != y) & (margin(z, y, None) >= 0)
            size = (at - x).norm(dim=1).detach()
            nearer = over & (size < nearest)
            best[nearer], nearest[nearer] = (at - x).detach()[nearer], size[nearer]
            broke |= over
            adam.zero_grad()
            loss.sum().backward()
            adam.step()
        high = torch.where(broke, torch.minimum(high, c), high)
        low = torch.where(broke, low, torch.maximum(low, c))
        c = torch.where(high < 1e10, (low + high) / 2, c * 10)
    return nearest, best


def highest_loss(x, y, radius, steps, rate, tolerance):
    """What `get_highest_loss.py` of FreeLB's authors does with one example."""
    at = (2 * torch.rand_like(x) - 1) * radius / math.sqrt(x.shape[1])
    start, most, still, history, values = at.clone(), -1.0, 0, [-1.0], []
    while still < 50 and len(values) < steps:
        _, value, gradient = climb(cross_entropy, x + at, y, None)
        at = at + rate * gradient / gradient.norm()
        length = at.norm().item()
        if length > radius:
            at = at / length * radius
        loss = value.item()
        change = abs((loss - most) / loss)
        mean = sum(history) / len(history)
        spread = math.sqrt(sum((each - mean) ** 2 for each in history) / len(history)) / loss
        history = (history if len(history) < 25 else history[1:]) + [loss]
        still = still + 1 if (change < tolerance or spread < tolerance) and length >= radius * 0.999 else 0
        most = max(most, loss)
        values.append(most)
    return start, values, at


def listed(tensor):
    return json.loads(json.dumps(tensor.tolist()), parse_float=lambda text: float(f"{float(text):.8g}"))


def climbs(space, x, y, common):
    """APGD on each objective, PGD, and FAB towards two targets."""
    cases = []
    for name, objective, rank in (
        ("CE", cross_entropy, None),
        ("margin", margin, None),
        ("DLR", dlr, None),
        ("DLR-T", targeted_dlr, 0),
        ("DLR-T", targeted_dlr, 1),
    ):
        t = targets_of(x, y, rank or 0)
        n = 40
        seen, values = apgd(space, objective, x, y, t, n)
        case = {"attack": "APGD", "objective": name, "target": rank or 0, "steps": n}
        places = [0, 1, 2, 8, 9, 20, n]
        cases.append(common | case | {"seen": {i: listed(seen[i]) for i in places}, "values": listed(torch.stack(values))})
    alpha = space.radius / 4
    seen, values = pgd(space, cross_entropy, x, y, 10, alpha)
    case = {"attack": "PGD", "steps": 10, "stepSize": alpha, "values": listed(torch.stack(values))}
    cases.append(common | case | {"seen": {i: listed(seen[i]) for i in (0, 1, 5, 10)}})
    for rank in (0, 2):
        seen, nearest, best = fab(space, x, y, targets_of(x, y, rank), 30)
        case = {"attack": "FAB", "target": rank, "steps": 30, "nearest": listed(nearest), "best": listed(best)}
        cases.append(common | case | {"seen": {i: listed(seen[i]) for i in (0, 1, 5, 29)}})
    return cases


def main():
    cases = []
    for norm, x, radius in (("linf", pixels, 0.05), ("l2", points, 0.4)):
        bounded, y = norm == "linf", labels_of(x)
        common = {"norm": norm, "radius": radius, "labels": y.tolist()}
        cases += climbs(Space(norm, radius, bounded), x, y, common)
        nearest, best = carlini_wagner(bounded, x, y, 4, 40, 0.05, 0.05)
        case = {"attack": "CW", "searches": 4, "steps": 40, "learningRate": 0.05, "initial": 0.05}
        cases.append(common | case | {"nearest": listed(nearest), "best": listed(best)})
    y = labels_of(points)
    for row, radius in enumerate((0.1, 0.3, 0.6)):
        start, values, at = highest_loss(points[row : row + 1], y[row : row + 1], radius, 400, 0.02, 1e-3)
        case = {"attack": "highest loss", "norm": "l2", "radius": radius, "row": row, "steps": 400, "stepSize": 0.02}
        more = {"first": listed(start), "values": [listed(torch.tensor(values))], "last": listed(at), "tolerance": 1e-3}
        cases.append({"labels": y.tolist()} | case | more)
    y = labels_of(pixels)
    gray = pixels.view(-1, side, side, 1)
    for norm, radius, search in (
        ("linf", 0.1, lambda radius: square(radius, pixels, y, 70)),
        ("l2", 0.3, lambda radius: square_l2(radius, gray, lambda at: logits_of(at.flatten(1)), y, 70)),
    ):
        first, draws, seen, most = search(radius)
        case = {"attack": "Square", "norm": norm, "radius": radius, "labels": y.tolist(), "queries": 70, "first": listed(first)}
        cases.append(case | {"draws": listed(torch.stack(draws)), "last": listed(seen[-1]), "most": listed(most)})
    coloured, mix = torch.rand(rows, side, side, 3), torch.tensor([0.5, 0.3, 0.2])
    z = lambda at: logits_of((at @ mix).flatten(1))
    first, draws, seen, most = square_l2(0.25, coloured, z, z(coloured).argmax(1), 70)
    case = {"attack": "Square", "norm": "l2", "radius": 0.25, "labels": z(coloured).argmax(1).tolist(), "queries": 70}
    found = {"first": listed(first), "draws": listed(torch.stack(draws)), "last": listed(seen[-1]), "most": listed(most)}
    cases.append(case | {"pictures": listed(coloured), "mix": listed(mix)} | found)
    common = {"norm": "l2", "bounded": True, "radius": 0.3, "labels": y.tolist()}
    cases += climbs(Space("l2", 0.3, True), pixels, y, common)
    given = {"net": {name: listed(tensor) for name, tensor in net.items()}, "linf": listed(pixels), "l2": listed(points)}
    print(json.dumps(given | {"side": side, "classes": classes, "cases": cases}, separators=(",", ":")))


main()
