"""The toy world of releases.md 4: what rules of approval let through and block."""

from __future__ import annotations

import numpy as np

# Rule: harmful let through, good blocked, share to the panel, as the specification gives them for a mean of 1
# and of 0. None where it gives none.
SPEC = {
    "any 1 of 5 may publish": ((0.87, 0.00, None), (0.82, 0.00, None)),
    "one reviewer decides": ((0.36, 0.13, 0), (0.33, 0.22, 0)),
    "any 1 of 5 may veto": ((0.01, 0.42, 1), (0.01, 0.62, 1)),
    "majority 3/5": ((0.29, 0.06, 1), (0.24, 0.13, 1)),
    "4/5": ((0.09, 0.17, 1), (0.07, 0.32, 1)),
    "two plain yes, else 3/5": ((0.32, 0.06, 0.27), (0.27, 0.12, 0.50)),
    "two clear yes, else 4/5": ((0.09, 0.16, 0.59), (0.08, 0.31, 0.80)),
}
# A clear yes: a reading of more than one standard error above nothing. The specification does not say how
# much; this gives its figures. The two who were asked first sit on the panel of five.
CLEAR = 1.0
MEANS = (1, 0)


def simulate(mean: float, draws: int, seed: int = 20_260_504) -> dict[str, tuple[float, float, float]]:
    """For each rule: harmful let through, good blocked, share to the panel, of what authors submit."""
    rng = np.random.default_rng(seed)
    value = rng.normal(mean, 1, draws)
    value = value[value + rng.normal(size=draws) > 0]
    readings = value[:, None] + rng.normal(size=(len(value), 5))
    yeses = (readings > 0).sum(axis=1)
    plain, sure = ((readings[:, :2] > bar).all(axis=1) for bar in (0, CLEAR))
    nobody, everybody = np.zeros(len(value), bool), np.ones(len(value), bool)
    rules = {
        "any 1 of 5 may publish": (yeses >= 1, everybody),
        "one reviewer decides": (readings[:, 0] > 0, nobody),
        "any 1 of 5 may veto": (yeses == 5, everybody),
        "majority 3/5": (yeses >= 3, everybody),
        "4/5": (yeses >= 4, everybody),
        "two plain yes, else 3/5": (plain | (yeses >= 3), ~plain),
        "two clear yes, else 4/5": (sure | (yeses >= 4), ~sure),
    }
    return {
        rule: (float(out[value < 0].mean()), float((~out)[value > 0].mean()), float(panel.mean()))
        for rule, (out, panel) in rules.items()
    }
