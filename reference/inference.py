"""Makes packages/statistics/test/fixtures/reference.json: `python3 reference/inference.py`.

Made with Python 3.11.7, scipy 1.17.1, statsmodels 0.15.0 and numpy 2.4.6. The formulas of rliable (google-research/rliable, 3ccd9f4) stand here as its rliable/metrics.py calls
scipy and numpy; the generator is written from Blackman and Vigna's published C.
"""

import json
import pathlib
import sys

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

OUT = pathlib.Path(__file__).parents[1] / "packages/statistics/test/fixtures/reference.json"
random = np.random.default_rng(15)


def listed(values):
    return [float(value) for value in np.asarray(values).ravel()]


def exact(size, scale=512):
    """Multiples of a power of two: their sums are exact, so a tie is a tie on both sides."""
    return np.round(random.normal(0.3, 1, size) * scale) / scale


def normal():
    x = np.concatenate([np.linspace(-38, 9, 95), random.normal(size=20)])
    p = np.concatenate([10.0 ** -np.arange(1, 300, 13), random.random(30), [0.5, 0.075, 0.925, 1 - 1e-12]])
    return dict(x=listed(x), cdf=listed(stats.norm.cdf(x)), p=listed(p), quantile=listed(stats.norm.ppf(p)))


def sign_flip():
    cases = []
    for size in (2, 3, 5, 8, 10, 13):
        for values in (random.normal(0.5, 1, size), np.round(random.normal(0.5, 1, size) * 4) / 4):
            mean = lambda x, axis: np.mean(x, axis=axis)
            p = stats.permutation_test((values,), mean, permutation_type="samples", n_resamples=np.inf).pvalue
            cases.append(dict(values=listed(values), p=float(p)))
    return cases


def holm():
    cases = []
    for size in (1, 2, 5, 12):
        for ps in (random.random(size), random.random(size) ** 4, np.repeat(random.random() / 4, size)):
            cases.append(dict(ps=listed(ps), corrected=listed(multipletests(ps, method="holm")[1])))
    return cases


def mcnemars():
    cases = []
    for first, second in ((0, 0), (0, 1), (5, 0), (3, 3), (4, 11), (17, 40), (90, 61), (700, 640)):
        p = mcnemar([[7, first], [second, 9]], exact=True).pvalue
        few, both = min(first, second), first + second
        mid = 2 * stats.binom.cdf(few, both, 0.5) - stats.binom.pmf(few, both, 0.5)
        cases.append(dict(onlyFirst=first, onlySecond=second, exact=float(p), midP=float(min(1, mid))))
    return cases


def bootstrap():
    """scipy's intervals with the replicates that they came from: ours have to make the same of those."""
    cases = []
    statistics = dict(mean=np.mean, iqm=lambda x, axis: stats.trim_mean(x, 0.25, axis=axis))
    for name, statistic in statistics.items():
        for size in (4, 8, 16):
            for confidence in (0.95, 0.8):
                values = exact(size) ** (3 if size == 16 else 1)
                case = dict(statistic=name, values=listed(values), confidence=confidence)
                for method in ("percentile", "BCa"):
                    drawn = np.random.default_rng(size)
                    found = stats.bootstrap((values,), statistic, n_resamples=400, confidence_level=confidence,
                                            method=method, rng=drawn, vectorized=True)
                    case["replicates"] = listed(found.bootstrap_distribution)
                    case[method.lower()] = listed(found.confidence_interval)
                cases.append(case)
    return cases


def rliable():
    cases = []
    for tasks, of_a, of_b in ((1, 3, 3), (1, 5, 9), (4, 5, 5), (7, 10, 6)):
        for digits in (6, 1):
            a = np.round(random.normal(0.6, 0.2, (of_a, tasks)), digits)
            b = np.round(random.normal(0.5, 0.2, (of_b, tasks)), digits)
            u = [stats.mannwhitneyu(a[:, t], b[:, t], alternative="greater")[0] / (of_a * of_b) for t in range(tasks)]
            thresholds = listed(np.linspace(0, 1, 6))
            cases.append(dict(
                a=[listed(a[:, t]) for t in range(tasks)], b=[listed(b[:, t]) for t in range(tasks)],
                improvement=float(np.mean(u)), iqm=float(stats.trim_mean(a, proportiontocut=0.25, axis=None)),
                thresholds=thresholds, profile=[float(np.mean(a > tau)) for tau in thresholds]))
    return cases


def stratified():
    """The interval of the mean over tasks and runs: 400,000 resamples as rliable draws them."""
    a = np.round(random.normal(0.6, 0.2, (6, 3)), 3)
    means = np.concatenate([
        np.take_along_axis(a[None], random.integers(0, 6, (20000, 6, 3)), axis=1).mean(axis=(1, 2)) for _ in range(20)])
    return dict(scores=[listed(a[:, t]) for t in range(3)], mean=listed(np.quantile(means, [0.025, 0.975])))


def two_level():
    """The interval of a table's mean with rows and columns drawn anew: 200,000 resamples."""
    table = (random.random((5, 40)) < 0.4).astype(float) - (random.random((5, 40)) < 0.25)
    means = []
    for _ in range(200000):
        rows, columns = np.bincount(random.integers(0, 5, 5), minlength=5), np.bincount(random.integers(0, 40, 40), minlength=40)
        means.append(rows @ table @ columns / 200)
    return dict(table=[listed(row) for row in table], interval=listed(np.quantile(means, [0.025, 0.975])))


def powers():
    """The power of the two-sided t test, which the exact test comes near to."""
    from statsmodels.stats.power import TTestPower
    return [dict(size=size, seeds=seeds, power=float(TTestPower().power(size, seeds, 0.05)))
            for seeds in (10, 15, 20) for size in (0.5, 0.8, 1.0)]


def generator(seed, count):
    mask = 2**32 - 1
    rotated = lambda x, k: ((x << k) | (x >> (32 - k))) & mask

    def mixed(x):
        x &= mask
        x = (x ^ (x >> 16)) * 0x21F0AAAD & mask
        x = (x ^ (x >> 15)) * 0x735A2D97 & mask
        return x ^ (x >> 15)

    s = [mixed(seed + place * 0x9E3779B9) for place in (1, 2, 3, 4)]
    drawn = []
    for _ in range(count):
        drawn.append(rotated(s[1] * 5 & mask, 7) * 9 & mask)
        t = s[1] << 9 & mask
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotated(s[3], 11)
    return drawn


cases = dict(normal=normal(), signFlip=sign_flip(), holm=holm(), mcnemar=mcnemars(), bootstrap=bootstrap(), rliable=rliable(),
             stratified=stratified(), twoLevel=two_level(), power=powers(),
             generator=[dict(seed=seed, bits=generator(seed, 20)) for seed in (0, 1, 12345, 2**32 - 1)])
OUT.parent.mkdir(exist_ok=True)
OUT.write_text(json.dumps(cases) + "\n")
print(f"Made with Python {sys.version.split()[0]}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, "
      f"numpy {np.__version__}.")
