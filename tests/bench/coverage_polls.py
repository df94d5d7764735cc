"""How often the intervals of polls hold the truth, exactly: python -m tests.bench.coverage_polls

Nominal 95 %; every outcome is gone through, so there is no chance in the figures. Averaged over p in
.05 to .95, for a change over all pairs of them. Takes about half a minute.
Pairs cover more where most keep their answer: the continuity correction takes their correlation too small.
"""

from __future__ import annotations

from tests.evidence.coverage import of_difference, of_pairs, of_share


def main() -> None:
    print("share of answers             n = 10, 30, 100: ", _row(of_share(n) for n in (10, 30, 100)))
    print("share, a group of 4 n known  n = 10, 30, 100: ", _row(of_share(n, 4 * n) for n in (10, 30, 100)))
    print("change, two polls            n = 10, 30, 100: ", _row(of_difference(n) for n in (10, 30, 100)))
    for stays in (0.0, 0.7, 0.9):
        row = _row(of_pairs(n, stays) for n in (10, 30))
        print(f"change, pairs, {stays:.0%} stay: n = 10, 30:  ", row)


def _row(figures: object) -> str:
    return "  ".join(f"{figure:.4f}" for figure in figures)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
