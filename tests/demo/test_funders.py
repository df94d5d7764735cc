"""What funders would read of the demo's three cohorts, attacked with every relation of the report at once."""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa
from scipy.optimize import linprog
from scipy.sparse import csr_array, lil_array

from tests.reports.attacker import printed
from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.demo.stages import Stage
from tracker.evidence.suppression import LEAST
from tracker.reports import borrowed, open_counts, report
from tracker.reports.funder_view import for_funder
from tracker.reports.known_counts import cells, named
from tracker.reports.numbers import Report, Share


class Attacker:
    """Knows what adds up in a report, that no part is larger than its whole, and some of its counts."""

    def __init__(self, made: Report) -> None:
        self._at = {key: place for place, key in enumerate(sorted(made.counts))}
        sums = [{one.total: -1, **dict.fromkeys(one.parts, 1)} for one in made.relations]
        shares = {(one.part, one.whole) for one in cells(made) if isinstance(one, Share)}
        self._equal = self._rows(sums)
        self._less = self._rows([{part: 1, whole: -1} for part, whole in sorted(shares) if part != whole])

    def _rows(self, equations: list[dict[str, int]]) -> csr_array:
        rows = lil_array((len(equations), len(self._at)))
        for row, equation in enumerate(equations):
            for key, sign in equation.items():
                rows[row, self._at[key]] = sign
        return rows.tocsr()

    def width(self, key: str, told: dict[str, int]) -> float:
        """How far apart the least and the most are that a count can be."""
        bounds = [(told[one], told[one]) if one in told else (0, None) for one in self._at]
        aim = np.zeros(len(self._at))
        ends = []
        for aim[self._at[key]] in (1, -1):
            found = linprog(
                aim,
                A_ub=self._less,
                b_ub=np.zeros(self._less.shape[0]),
                A_eq=self._equal,
                b_eq=np.zeros(self._equal.shape[0]),
                bounds=bounds,
            )
            ends.append(np.inf if found.status == 3 else found.x[self._at[key]])
        return ends[1] - ends[0]


def known(made: Report) -> dict[str, int]:
    """What everybody may know anyhow."""
    counts = made.counts
    return {k: n for k, n in counts.items() if k in made.public or open_counts.is_open(k, n, LEAST)}


def test_no_small_count_of_the_demos_cohorts_can_be_worked_out(demo):
    session = demo(Stage.CLOSED)[0]
    wide = 0
    for cohort in session.scalars(sa.select(Cohort).order_by(Cohort.id)):
        made = borrowed.without(report.make(session, cohort, as_of=clock.today(cohort.program.time_zone)))
        told, attacker = printed(for_funder(made).report), Attacker(made)
        small = {key for cell in cells(made) for key in named(cell) if made.counts[key] < LEAST}
        for key in sorted(small - told.keys() - known(made).keys()):
            width = attacker.width(key, told)
            wide += width >= LEAST - 1
            if width < LEAST - 1:
                # Then what everybody may know says as much.
                assert width >= attacker.width(key, known(made)) - 1e-6, (cohort.slug, key)
    assert wide > 50
