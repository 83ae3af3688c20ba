"""PGD and APGD on a net of MNIST's shape with random weights, as their authors' loops are, without what those print."""

import torch
import torch.nn.functional as F
from torch import nn


class Attack:
    def __init__(self, request):
        torch.manual_seed(0)
        self.request = request
        self.net = nn.Sequential(
            nn.Conv2d(1, 16, 4, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(),
            nn.Flatten(), nn.Linear(32 * 49, 100), nn.ReLU(), nn.Linear(100, 10),
        ).eval().requires_grad_(False)  # fmt: skip
        count = request["images"]
        pixels = torch.arange(count * 784) * 7919 % 256
        self.images = (pixels.float() / 255).view(count, 1, 28, 28)
        self.labels = torch.cat([self.net(part).argmax(1) for part in self.images.split(request["batch"])])

    def __call__(self):
        climb = self.pgd if self.request["attack"] == "PGD" else self.apgd
        size = self.request["batch"]
        broken = [climb(x, y) for x, y in zip(self.images.split(size), self.labels.split(size))]
        return {"broken": sum(part.sum().item() for part in broken)}

    def look(self, x, y):
        x.requires_grad_()
        logits = self.net(x)
        values = F.cross_entropy(logits, y, reduction="none")
        (gradient,) = torch.autograd.grad(values.sum(), x)
        return logits.argmax(1) != y, values.detach(), gradient

    def pgd(self, x, y):
        radius, moves = self.request["radius"], self.request["moves"]
        alpha = 2.5 * radius / moves
        low, high = (x - radius).clamp(0, 1), (x + radius).clamp(0, 1)
        at = (x + radius * (2 * torch.rand_like(x) - 1)).clamp(0, 1)
        broken = torch.zeros(len(x), dtype=torch.bool)
        for _ in range(moves):
            wrong, _, gradient = self.look(at, y)
            broken |= wrong
            at = torch.min(torch.max(at.detach() + alpha * gradient.sign(), low), high)
        return broken | (self.net(at).argmax(1) != y)

    def apgd(self, x, y):
        radius, moves = self.request["radius"], self.request["moves"]
        low, high = (x - radius).clamp(0, 1), (x + radius).clamp(0, 1)
        drawn = 2 * torch.rand_like(x) - 1
        at = (x + radius * drawn / drawn.abs().amax((1, 2, 3), keepdim=True)).clamp(0, 1)
        broken, values, gradient = self.look(at, y)
        at = at.detach()
        old, best, best_gradient = at.clone(), at.clone(), gradient.clone()
        most, checked, last = values.clone(), values.clone(), torch.zeros(len(x))
        size = torch.full((len(x), 1, 1, 1), 2 * radius)
        rises, reduced = torch.zeros(len(x)), torch.ones(len(x), dtype=torch.bool)
        k, since = max(int(0.22 * moves), 1), 0
        for i in range(moves):
            a = 0.75 if i else 1.0
            tried = torch.min(torch.max(at + size * gradient.sign(), low), high)
            next_at = torch.min(torch.max(at + a * (tried - at) + (1 - a) * (at - old), low), high)
            old, at = at, next_at
            wrong, values, gradient = self.look(at, y)
            at = at.detach()
            broken |= wrong
            better = values > most
            best[better], best_gradient[better], most[better] = at[better], gradient[better], values[better]
            rises += values > last
            last, since = values, since + 1
            if since == k:
                halve = (rises <= 0.75 * k) | (~reduced & (checked >= most))
                reduced, checked = halve, most.clone()
                size[halve] /= 2
                at[halve], gradient[halve] = best[halve], best_gradient[halve]
                rises, since, k = torch.zeros(len(x)), 0, max(k - max(int(0.03 * moves), 1), max(int(0.06 * moves), 1))
        return broken
