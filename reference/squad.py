"""Makes packages/datasets/test/fixtures/answers.json: `python3 reference/squad.py`.

Exact match and F1 by the logic of SQuAD's evaluate-v1.1.py and evaluate-v2.0.py, and the best answer over the windows of a question by that
of transformers' utils_qa.py, of random answers and random logits. Needs nothing but Python.
"""

import collections
import json
import math
import pathlib
import random
import re
import string

OUT = pathlib.Path(__file__).parents[1] / "packages/datasets/test/fixtures/answers.json"
draw = random.Random(0)
WORDS = ["the", "The", "a", "an", "Paris", "paris", "in", "U.S.", "café", "Ångström", "(1999)", "theatre", "—", "it's", "\u00a0", "\n", "$5", "--", "İzmir"]


def normalize(text):
    text = "".join(ch for ch in text.lower() if ch not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def f1(prediction, truth, version):
    given, known = normalize(prediction).split(), normalize(truth).split()
    if version == 2 and (len(given) == 0 or len(known) == 0):
        return int(given == known)
    same = sum((collections.Counter(given) & collections.Counter(known)).values())
    if same == 0:
        return 0
    precision, recall = same / len(given), same / len(known)
    return 2 * precision * recall / (precision + recall)


def scores(predictions, truths, version):
    exact = total = 0
    for prediction, known in zip(predictions, truths):
        if version == 2:
            known = [each for each in known if normalize(each)] or [""]
        exact += max(int(normalize(prediction) == normalize(each)) for each in known)
        total += max(f1(prediction, each, version) for each in known)
    return [exact / len(truths), total / len(truths)]


def text():
    return " ".join(draw.choice(WORDS) for _ in range(draw.randint(0, 5)))


def best(passage, windows, version, most=20, longest=30):
    prelim, null = [], None
    for window in windows:
        start, end, spans = window["start"], window["end"], window["spans"]
        score = start[0] + end[0]
        if null is None or null["score"] > score:
            null = dict(span=(0, 0), score=score)
        order = lambda logits: sorted(range(len(logits)), key=lambda at: logits[at], reverse=True)[:most]
        for s in order(start):
            for e in order(end):
                if spans[s] is None or spans[e] is None or e < s or e - s + 1 > longest:
                    continue
                prelim.append(dict(span=(spans[s][0], spans[e][1]), score=start[s] + end[e]))
    if version == 2:
        prelim.append(null)
    found = sorted(prelim, key=lambda each: each["score"], reverse=True)[:most]
    if version == 2 and not any(each["span"] == (0, 0) for each in found):
        found.append(null)
    found = [dict(each, text=passage[each["span"][0] : each["span"][1]]) for each in found]
    if len(found) == 0 or (len(found) == 1 and found[0]["text"] == ""):
        found.insert(0, dict(span=(0, 0), score=0.0, text="empty"))
    highest = max(each["score"] for each in found)
    total = sum(math.exp(each["score"] - highest) for each in found)
    chosen = found[0] if version == 1 else next(each for each in found if each["text"])
    if version == 2 and null["score"] - chosen["score"] > 0:
        chosen = dict(null, text="")
    return dict(chosen, probability=math.exp(chosen["score"] - highest) / total)


def question(version):
    count, passage, spans = draw.randint(4, 40), "", []
    for _ in range(count):
        word = "".join(draw.choice("abcdef") for _ in range(draw.randint(1, 4)))
        spans.append((len(passage), len(passage) + len(word)))
        passage += word + " "
    windows, first = [], draw.choice([0, 12])
    for begin in range(0, count, 8):
        own = [None, None, None, *range(begin, min(begin + 12, count)), None]
        logits = lambda: [round(draw.gauss(0, 3) + (first if at == 0 else 0), 4) for at in range(len(own))]
        windows.append(dict(places=[-1 if each is None else each for each in own], spans=[each if each is None else spans[each] for each in own], start=logits(), end=logits()))
    answer = best(passage, windows, version)
    return dict(version=version, passage=passage, spans=spans, windows=[{k: v for k, v in each.items() if k != "spans"} for each in windows], answer=answer)


sets = []
for version in (1, 2):
    for _ in range(40):
        truths = [[text() for _ in range(draw.randint(1 if version == 1 else 0, 3))] for _ in range(draw.randint(1, 5))]
        predictions = [draw.choice([*known, text(), text()]) for known in truths]
        sets.append(dict(version=version, predictions=predictions, truths=truths, scores=scores(predictions, truths, version)))
OUT.write_text(json.dumps(dict(sets=sets, questions=[question(1 + index % 2) for index in range(40)]), separators=(",", ":")) + "\n")
