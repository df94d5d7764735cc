"""The numbers of the demo's reports: every relation holds in each cohort, and known figures are told."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.reports.figures import adds_up, column, every_part
from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.demo.stages import Stage

ENDS = ("completed", "here", "withdrew", "not_placed", "stopped", "later")


def numbers(session, cohort) -> tuple[dict, dict[str, int]]:
    """The tables by key, each with the part that it stands in; and all counts, which agree."""
    tables, counts = {}, {}
    for part in every_part(session, cohort, clock.today(cohort.program.time_zone)):
        if part.relations:
            adds_up(part)
        tables |= {one.key: part for one in part.tables}
        for key, number in part.counts.items():
            assert counts.setdefault(key, number) == number, key
    return tables, counts


@pytest.mark.parametrize("stage", [Stage.TRAINING, Stage.CLOSED])
def test_every_relation_holds_in_all_three_cohorts(demo, stage):
    session = demo(stage)[0]
    cohorts = session.scalars(sa.select(Cohort).order_by(Cohort.id)).all()
    assert len(cohorts) == 3
    for cohort in cohorts:
        _tables, counts = numbers(session, cohort)
        assert counts["funnel.scholars"] == sum(counts[f"funnel.{end}"] for end in ENDS) > 0


def test_the_finished_cohort_tells_of_its_eight_places(closed):
    past, main, _coming = closed.scalars(sa.select(Cohort).order_by(Cohort.id))
    tables, counts = numbers(closed, past)
    assert (counts["funnel.applied"], counts["funnel.started"], counts["funnel.completed"]) == (214, 24, 8)
    assert counts["gate.training.places"] == counts["gate.training.continued"] == 8
    gate = column(tables["transition"], "transition", "training_capacity_limited")
    assert gate["told_21_days"] == (0, counts["gate.training.not_placed"])
    assert gate["override_reasons"].startswith("Ingvild Marchand, ")
    _tables, counts = numbers(closed, main)
    assert (counts["funnel.started"], counts["funnel.withdrew"]) == (48, 2)
    assert counts["gate.training.appeals_sent_back"] == counts["gate.training.undone"] == 1
