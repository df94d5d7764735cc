"""What rules of approval let through and block: OPENBLAS_NUM_THREADS=1 python -m tests.bench.release_rules

    python -m tests.bench.release_rules [--draws 300000]

Prints harmful let through, good blocked and the share to the panel beside the figures of releases.md 4, and
marks those that round to another figure. Takes a second.
"""

from __future__ import annotations

import argparse

from tests.releases.simulated_rules import MEANS, SPEC, simulate


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=300_000)
    draws = parser.parse_args().draws
    for place, mean in enumerate(MEANS):
        print(f"mean {mean}: harmful let through, good blocked, to the panel (said)")
        for rule, figures in simulate(mean, draws).items():
            said = SPEC[rule][place]
            print(f"  {rule:24s}", *(_cell(*pair) for pair in zip(figures, said, strict=True)), sep="  ")


def _cell(figure: float, said: float | None) -> str:
    if said is None:
        return f"{figure:.3f} (  - ) "
    return f"{figure:.3f} ({said:.2f}){' ' if abs(round(figure, 2) - said) <= 0.005 else '!'}"


if __name__ == "__main__":
    main()
