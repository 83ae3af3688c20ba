"""Training steps as the official text codes of FreeLB's authors write them, without what those print and log.

All take a `Step`. Dropout masks are shared by the rounds of a step, as in the paper: the generator is set back to where
the step began, which costs next to nothing.
"""

import torch

STEP_SIZE, START, RADIUS = 0.1, 0.1, 0.4


def natural(step, rounds):
    for _ in range(rounds):
        loss = step.loss(step.embed())
        (loss / rounds).backward()
    step.update()
    return loss


def freelb(step, rounds):
    delta = start(step)
    for k in range(rounds):
        step.same_masks()
        delta.requires_grad_()
        loss = step.loss(step.embed() + delta) / rounds
        loss.backward()
        if k + 1 < rounds:
            delta = ascend(delta, delta.grad)
    step.update()
    return loss * rounds


def pgd(step, rounds):
    delta = start(step)
    with torch.no_grad():
        embedded = step.embed()
    for _ in range(rounds):
        step.same_masks()
        delta.requires_grad_()
        (gradient,) = torch.autograd.grad(step.loss(embedded + delta), delta)
        delta = ascend(delta, gradient)
    step.same_masks()
    loss = step.loss(step.embed() + delta)
    loss.backward()
    step.update()
    return loss


def freeat(step, rounds):
    delta = start(step)
    for _ in range(rounds):
        delta.requires_grad_()
        loss = step.loss(step.embed() + delta)
        loss.backward()
        delta = ascend(delta, delta.grad)
        step.update()
    return loss


def yopo(step, rounds, inner=2):
    delta = start(step)
    with torch.no_grad():
        embedded = step.embed()
    for k in range(rounds):
        step.same_masks()
        hidden = step.stem(step.embed() + delta)
        hidden.retain_grad()
        loss = step.rest(hidden) / rounds
        loss.backward()
        if k + 1 == rounds:
            break
        costate = hidden.grad
        for _ in range(inner):
            step.same_masks()
            delta.requires_grad_()
            (gradient,) = torch.autograd.grad(step.stem(embedded + delta), delta, costate)
            delta = ascend(delta, gradient, STEP_SIZE / inner)
        delta = delta.detach()
    step.update()
    return loss * rounds


METHODS = {"natural": natural, "freelb": freelb, "pgd": pgd, "freeat": freeat, "yopo": yopo}


def start(step):
    """U(-1, 1) times start over the root of how many numbers an example has."""
    batch, length, width = step.shape
    return torch.empty(batch, length, width, device=step.device).uniform_(-1, 1) * (START / (length * width) ** 0.5)


def ascend(delta, gradient, size=STEP_SIZE):
    """One normalised step of ascent, and the projection onto the ball; norms are an example's."""
    norm = gradient.flatten(1).norm(dim=1).clamp_(min=1e-8).view(-1, 1, 1)
    moved = delta.detach() + size * gradient / norm
    norm = moved.flatten(1).norm(dim=1).view(-1, 1, 1)
    return moved * (RADIUS / norm).clamp_(max=1)
