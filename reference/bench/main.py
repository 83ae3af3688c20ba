"""PyTorch's side of a measurement: answers lines of JSON on standard input by lines of JSON on standard output."""

import json
import os
import sys
import time

import torch

import memory


def main():
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    baseline = memory.now()
    runs = {}

    def answer(request):
        kind = request["do"]
        if kind == "prepare":
            from stepper import Step

            runs["step"] = Step(request)
            return {}
        if kind == "prepareAttack":
            from attacker import Attack

            runs["step"] = Attack(request)
            return {}
        if kind == "prepareSearch":
            from searcher import Search

            runs["step"] = Search(request)
            return {}
        if kind == "load":
            from learner import Learner

            began = time.perf_counter()
            runs["learn"] = Learner(request)
            return {"ms": 1e3 * (time.perf_counter() - began)}
        if kind == "tokenize":
            from tokens import tokenize

            return tokenize(request)
        if kind == "memory":
            return {"bytes": memory.peak() - baseline}
        began = time.perf_counter()
        result = runs[kind]()
        return {"ms": 1e3 * (time.perf_counter() - began), **result}

    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception as error:
            reply = {"error": f"PyTorch: {error}"}
        print(json.dumps(reply), flush=True)


main()
