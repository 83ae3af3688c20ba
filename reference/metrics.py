"""Makes packages/datasets/test/fixtures/metrics.json, which the metrics are held to: `python3 reference/metrics.py`.

Made with scikit-learn 1.9.1, scipy 1.17.1 and numpy 2.4.6. A value of null is NaN.
"""

import json
import math
import pathlib
import warnings

import numpy as np
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import accuracy_score, f1_score, matthews_corrcoef

OUT = pathlib.Path(__file__).parents[1] / "packages/datasets/test/fixtures/metrics.json"
random = np.random.default_rng(0)
warnings.simplefilter("ignore")


def plain(value):
    value = float(value)
    return None if math.isnan(value) else value


def classes(predicted, labels):
    case = dict(predicted=list(map(int, predicted)), labels=list(map(int, labels)))
    case["accuracy"] = plain(accuracy_score(labels, predicted))
    case["matthews"] = plain(matthews_corrcoef(labels, predicted))
    if set(case["predicted"] + case["labels"]) <= {0, 1}:
        case["f1"] = plain(f1_score(labels, predicted, labels=[0, 1]))
    return case


def numbers(predicted, labels):
    case = dict(predicted=list(map(float, predicted)), labels=list(map(float, labels)))
    case["pearson"] = plain(pearsonr(predicted, labels)[0])
    case["spearman"] = plain(spearmanr(predicted, labels)[0])
    return case


def noisy(labels, count, share):
    return np.where(random.random(len(labels)) < share, random.integers(0, count, len(labels)), labels)


cases = []
for count in (2, 3, 5):
    for size in (1, 2, 7, 60):
        labels = random.integers(0, count, size)
        cases += [classes(noisy(labels, count, share), labels) for share in (0.2, 1)]
for predicted, labels in (([1, 1, 1], [1, 1, 1]), ([0, 0, 0], [0, 0, 0]), ([0, 0], [1, 1]), ([1, 1], [0, 1]),
                          ([0, 0], [0, 1]), ([1, 0, 1], [0, 1, 0]), ([2, 2], [0, 1])):
    cases.append(classes(predicted, labels))
for size in (3, 10, 60):
    x = random.normal(size=size)
    cases += [numbers(x, x + random.normal(size=size)), numbers(np.round(x), np.round(x * 2 + random.normal(size=size)) / 2)]
    cases += [numbers(1e6 + 1e-3 * x, random.normal(size=size)), numbers(1e200 * x, x**3), numbers(x, -x)]
cases += [numbers([0.1] * 7, [1, 2, 3, 4, 5, 6, 7]), numbers([1, 2, 3], [2, 2, 2]), numbers([1, 2], [3, 1]), numbers([0, 0, 0, 1], [1, 1, 0, 1])]
OUT.write_text(json.dumps(cases) + "\n")
