"""What an earlier cohort counted by other rules bears a mark; what both counted alike bears none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import Factory
from tests.reports.figures import every_part
from tests.surveys.asking import answered, asked
from tracker import clock
from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.cohorts.rules import Gate, PhaseDates
from tracker.evaluations import setup as asking
from tracker.evaluations.default_rubric import DEFAULT_RUBRIC
from tracker.permissions import Role
from tracker.reports import definitions
from tracker.surveys.models import SurveyVersion
from tracker.surveys.questions import Kind, Slot, Sort, as_content, content_hash

pytestmark = pytest.mark.any_database


def earlier(make: Factory, cast, *, places: int | None = None):
    """A cohort of the same program whose training ended ten weeks before the cast's began."""
    start = clock.today() - timedelta(weeks=30)
    end = start + timedelta(weeks=10, days=-1)
    gate = None
    if places:
        gate = Gate(GateDefault.CAPACITY_LIMITED, None, end + timedelta(days=7), places=places)
    with clock.fixed(clock.now() - timedelta(weeks=32)):
        return make.cohort(cast.program, "before", phases=[PhaseDates(PhaseKind.TRAINING, start, end, gate)])


def marked(session, cohort) -> set[str]:
    parts = every_part(session, cohort, clock.today())
    return {row.key for part in parts for one in part.tables for row in one.rows if row.changed}


def test_a_first_cohort_bears_no_marks(session, cast, make):
    make.form(cast.from_mara)
    assert marked(session, cast.cohort) == set()


def test_an_earlier_gate_of_the_same_terms_is_no_mark(session, cast, make):
    earlier(make, cast)
    assert marked(session, cast.cohort) == set()


def test_a_gate_that_limited_places_marks_what_reads_otherwise(session, cast, make):
    before = earlier(make, cast, places=8)
    assert definitions.gates_changed(session, cast.cohort) == {PhaseKind.TRAINING}
    found = marked(session, cast.cohort)
    assert {"transition", "transitioned", "not_placed", "stopped", "continued", "places"} <= found
    assert not {"scholars", "withdrew", "applied", "undecided", "concerns"} & found
    # The mark says what came before: the earlier cohort stands beside nothing.
    assert marked(session, before) == set()


def test_another_program_s_gate_marks_nothing(session, cast, make):
    other = make.program("east")
    start = clock.today() - timedelta(weeks=30)
    gate = Gate(GateDefault.CAPACITY_LIMITED, None, start + timedelta(weeks=11), places=3)
    with clock.fixed(clock.now() - timedelta(weeks=32)):
        make.cohort(other, phases=[PhaseDates(PhaseKind.TRAINING, start, start + timedelta(weeks=10), gate)])
    assert definitions.gates_changed(session, cast.cohort) == frozenset()


def test_a_criterion_with_other_anchors_is_marked_in_both_tables(session, cast, make):
    before = earlier(make, cast)
    old = make.assignment(make.enrolment(before), make.role(make.person(), Role.MENTOR, before))
    with clock.fixed(clock.now() - timedelta(weeks=25)):
        make.form(old)
    texts = [
        one if one.slug != "rigor" else type(one)(one.slug, one.name, "Guesses", one.anchor_3, one.anchor_5)
        for one in DEFAULT_RUBRIC
    ]
    asking.set_rubric(session, None, program=cast.program, criteria=texts)
    make.form(cast.from_milo)
    assert marked(session, cast.cohort) == {"training.rigor"}


def test_a_question_that_was_asked_otherwise_is_marked_and_a_hint_is_not(session, cast, make):
    before = earlier(make, cast)
    survey = asked(session, cast.cohort, Slot.INTAKE)
    answered(session, survey, cast.ada, {"education": "master", "track": "Evals"})
    content = survey.version.questions
    changed = [
        type(one)(**{**{name: getattr(one, name) for name in one.__dataclass_fields__}, "hint": "Think."})
        if one.slug == "plans"
        else one
        for one in content
        if one.slug != "prior-role"
    ]
    assert {one.kind for one in content} == {Kind.ONE, Kind.SEVERAL, Kind.TEXT}
    older = SurveyVersion(
        program_id=cast.program.id,
        sort=Sort.INTAKE,
        version=99,
        content=as_content(changed),
        content_hash=content_hash(changed),
    )
    session.add(older)
    session.flush()
    asked(session, before, Slot.INTAKE, opens=-200, closes=-190).version = older
    session.flush()
    found = {key for key in marked(session, cast.cohort) if "." not in key}
    assert found == {"prior-role"}
