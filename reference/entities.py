"""Makes packages/datasets/test/fixtures/entities.json, which the scores of entities are held to: `python3 reference/entities.py`.

Made with seqeval 1.2.2: its default mode, and its strict mode by each scheme, of random tags, most of which break the rules.
"""

import json
import pathlib
import random
import warnings

from seqeval.metrics import classification_report, f1_score, precision_score, recall_score
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES

OUT = pathlib.Path(__file__).parents[1] / "packages/datasets/test/fixtures/entities.json"
SCHEMES = {"IOB1": (IOB1, "IOB"), "IOB2": (IOB2, "IOB"), "BIOES": (IOBES, "BIOES"), "BILOU": (BILOU, "BILOU")}
TYPES = ["PER", "LOC", "a-b"]
warnings.simplefilter("ignore")
draw = random.Random(0)


def tags(prefixes, size, plain):
    def tag():
        prefix = draw.choice(prefixes)
        return "O" if prefix == "O" else prefix if plain and draw.random() < 0.2 else f"{prefix}-{draw.choice(TYPES)}"

    return [tag() for _ in range(size)]


def noisy(sentence, others):
    return [draw.choice(others) if draw.random() < 0.3 else tag for tag in sentence]


def scores(labels, predicted, **how):
    found = [score(labels, predicted, zero_division=0, **how) for score in (precision_score, recall_score, f1_score)]
    return [float(value) for value in found]


def types(labels, predicted, **how):
    """Precision, recall, F1 and how many are there, of each type; none for one that only predictions have, which its report leaves out in one mode."""
    each = classification_report(labels, predicted, zero_division=0, output_dict=True, **how)
    return {
        name: [float(each[name][part]) for part in ("precision", "recall", "f1-score")] + [int(each[name]["support"])]
        for name in sorted(each) if not name.endswith(" avg")
    }


cases = []
for name, (scheme, prefixes) in SCHEMES.items():
    for index in range(30):
        sizes = [draw.randint(1, 9) for _ in range(draw.randint(1, 6))]
        labels = [tags(prefixes, size, index % 3 == 0) for size in sizes]
        predicted = [noisy(sentence, tags(prefixes, 12, index % 3 == 0)) for sentence in labels]
        cases.append(dict(
            scheme=name, labels=labels, predicted=predicted,
            entities=[[[type_, start, end] for type_, start, end in get_entities(sentence)] for sentence in labels],
            lenient=scores(labels, predicted), strict=scores(labels, predicted, mode="strict", scheme=scheme), types=types(labels, predicted),
        ))
for labels, predicted in (([["O", "O"]], [["O", "O"]]), ([["B-PER"]], [["O"]]), ([["O"]], [["I-PER"]])):
    cases.append(dict(
        scheme="IOB2", labels=labels, predicted=predicted,
        entities=[[[type_, start, end] for type_, start, end in get_entities(sentence)] for sentence in labels],
        lenient=scores(labels, predicted), strict=scores(labels, predicted, mode="strict", scheme=IOB2), types=types(labels, predicted),
    ))
OUT.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
