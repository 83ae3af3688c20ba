"""The numbers that products are computed in."""

import contextlib
import functools

import torch


def casting(precision):
    """What a forward pass runs under: autocast for bf16, nothing for fp32."""
    if precision == "bf16":
        return functools.partial(torch.autocast, "cpu", torch.bfloat16)
    return contextlib.nullcontext
