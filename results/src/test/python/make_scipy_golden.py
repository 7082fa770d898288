"""Writes what SciPy says of pairs of samples, for ChangeGoldenTest. See README.md."""

import json
import math
import sys

import numpy
import scipy.stats

SHAPES = [(2, 2), (3, 3), (4, 4), (5, 5), (5, 8), (10, 10), (3, 12), (20, 20)]
NOISE = [0.001, 0.01, 0.1]
RATIOS = [1.0, 1.05, 0.7]


def case(random, a, b, noise, ratio):
    baseline = [2.5 * math.exp(x) for x in random.normal(0, noise, a)]
    candidate = [2.5 * ratio * math.exp(x) for x in random.normal(0, 2 * noise, b)]
    x, y = numpy.log(baseline), numpy.log(candidate)
    welch = scipy.stats.ttest_ind(y, x, equal_var=False)
    interval = welch.confidence_interval(0.95)
    fewer, more = sorted((a, b))
    freedom = min(welch.df, (fewer - 1) * (1 + fewer / more))
    difference = y.mean() - x.mean()
    half_width = scipy.stats.t.isf(0.025, freedom) * abs(difference / welch.statistic)
    return {
        "baseline": baseline,
        "candidate": candidate,
        "p": 2 * scipy.stats.t.sf(abs(welch.statistic), freedom),
        "low": math.exp(difference - half_width),
        "high": math.exp(difference + half_width),
        "welchLow": math.exp(interval.low),
        "welchHigh": math.exp(interval.high),
        "rankP": scipy.stats.mannwhitneyu(y, x, method="exact").pvalue,
    }


def main():
    random = numpy.random.default_rng(7)
    cases = [
        case(random, a, b, noise, ratio)
        for a, b in SHAPES
        for noise in NOISE
        for ratio in RATIOS
    ]
    golden = {"scipy": scipy.__version__, "cases": cases}
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(golden, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
