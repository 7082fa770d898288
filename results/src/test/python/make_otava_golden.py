"""Writes what Apache Otava finds in made-up series, for EDivisiveGoldenTest.

Otava's calculator gives the energy statistic of every split, its detector and its permutation test
the change points. Both are Otava's own; all that is added is a least number of points on either
side of a split, which Otava does not know and kvbench has. The script stops unless Otava's
statistics are those of the definition.
"""

import json
from pathlib import Path

import numpy as np
from otava.change_point_divisive.base import CandidateChangePoint
from otava.change_point_divisive.calculator import PairDistanceCalculator
from otava.change_point_divisive.detector import ChangePointDetector
from otava.change_point_divisive.significance_test import PermutationsSignificanceTester

FEWEST = 3
ALPHA = 0.02  # no p of these series is near it, or the random orders would decide
PERMUTATIONS = 1999
OUT = Path(__file__).parents[1] / "resources/dev/kvbench/results/history/otava.json"


def largest(calculator, start, stop, fewest):
    """The largest statistic of series[start:stop]; its split, its end and itself."""
    if stop - start < 2 * fewest:
        return start, stop, -np.inf
    q = calculator._get_Q_vals(start, stop)  # [i, j]: start .. start + i | .. start + j + 1
    i, j = np.indices(q.shape)
    before = i + 1
    after = j + 1 - i
    q = np.where((before >= fewest) & (after >= fewest), q, -np.inf)
    i, j = np.unravel_index(np.argmax(q), q.shape)
    return int(start + i + 1), int(start + j + 2), float(q[i, j])


def defined(x, y):
    """Matteson and James 2014, equations 5 and 6, exponent 1, distance by distance."""
    m, n = len(x), len(y)
    across = np.abs(np.subtract.outer(x, y)).mean()
    within = lambda z: np.abs(np.subtract.outer(z, z)).sum() / (len(z) * (len(z) - 1))
    return (2 * across - within(x) - within(y)) * m * n / (m + n)


class WithSegments(PairDistanceCalculator):
    def get_candidate_change_point(self, interval):
        stop = len(self.series) if interval.stop is None else interval.stop
        split, _, q = largest(self, interval.start or 0, stop, FEWEST)
        return CandidateChangePoint(index=split, qhat=q)


def made_up():
    rng = np.random.default_rng(20140130)
    noise = lambda n, size: size * rng.standard_normal(n)
    yield "noise", noise(30, 1)
    yield "noise with a tail", noise(40, 0.02) + rng.exponential(0.5, 40) * (rng.random(40) < 0.1)
    yield "step", np.repeat([0, 0.2], 12) + noise(24, 0.05)
    yield "small step", np.repeat([0, 0.1], 15) + noise(30, 0.05)
    yield "two steps", np.repeat([0, 0.3, 0.1], 12) + noise(36, 0.04)
    yield "a level that comes back", np.repeat([0, 0.2, 0, 0], 8) + noise(32, 0.02)
    yield "drift", np.linspace(0, 1, 25) + noise(25, 0.1)
    yield "four steps", np.repeat([0, 0.5, 1, 0.2, 0.6], 9) + noise(45, 0.05)
    yield "late step", np.repeat([0] * 9 + [0.4], 3) + noise(30, 0.03)


def main():
    cases = []
    for name, series in made_up():
        series = np.round(series, 6)
        calculator = PairDistanceCalculator(series)
        n = len(series)
        ranges = [(0, n, 2), (0, n, 3), (5, n, 3), (0, n - 4, 5), (n // 2, n, 2), (3, 10, 3)]
        found = [(a, b, m, *largest(calculator, a, b, m)) for a, b, m in ranges]
        for a, b, m, split, end, q in found:
            q_of = {
                (t, k): defined(series[a:t], series[t:k])
                for t in range(a + m, b - m + 1)
                for k in range(t + m, b + 1)
            }
            assert max(q_of, key=q_of.get) == (split, end) and abs(q_of[split, end] - q) < 1e-12
        tester = PermutationsSignificanceTester(ALPHA, PERMUTATIONS, WithSegments, seed=1)
        points = ChangePointDetector(tester, WithSegments).get_change_points(series)
        cases.append(
            {
                "name": name,
                "series": series.tolist(),
                "largest": [
                    dict(zip(("from", "to", "fewest", "split", "end", "q"), row)) for row in found
                ],
                "changes": [
                    # Otava leaves the observed order out of its count
                    {
                        "index": int(point.index),
                        "p": (int(point.stats.extreme_qhat_perm) + 1) / (PERMUTATIONS + 1),
                    }
                    for point in points
                ],
            }
        )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
    for case in cases:
        print(case["name"], case["changes"])


if __name__ == "__main__":
    main()
