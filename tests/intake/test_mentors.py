"""Mentor links out of a file: projects with their people, who guides them, and the forms asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.intake.kinds_at_work import Bench, codes, contents, keep_promises, undo, verdicts
from tests.properties import given, st
from tests.releases.casting import a_case
from tracker import clock
from tracker.evaluations.answers import Relation
from tracker.evaluations.models import Assignment
from tracker.intake.mentors_importer import TABLES
from tracker.intake.mentors_kind import KIND
from tracker.projects.models import Membership, Work, WorkMentor
from tracker.releases.models import Case

pytestmark = pytest.mark.any_database

PROBING = {
    "work": "Probing",
    "phase": "training",
    "scholar": "Ada Adeyemi, Ben Okafor",
    "mentor": "Mara Lind",
}
SPRINT = {"work": "Sprint 1", "scholar": "Ada Adeyemi", "mentor": "milo.vance@example.org"}


@pytest.fixture
def bench(session, cast) -> Bench:
    return Bench(session, KIND, cast.program, cast.cohort, cast.sam, tables=TABLES)


def day(after: int) -> str:
    return (clock.today() + timedelta(days=after)).isoformat()


def test_who_is_not_here_or_may_not_judge_is_refused(bench, cast):
    lines = [
        SPRINT | {"scholar": "Nobody"},
        SPRINT | {"mentor": "Olga Outside"},
        SPRINT | {"mentor": "Ben Okafor"},
        SPRINT | {"mentor": "Ada Adeyemi"},
        SPRINT | {"scholar": "Ben Okafor"},
    ]
    assert [codes(one) for one in bench.look(lines)] == [
        {"scholar_unknown"},
        {"person_unknown"},
        {"mentor_lacks_role"},
        {"mentor_is_member"},
        {"not_a_member"},
    ]


def test_what_a_form_lacks_is_said(bench):
    lines = [
        SPRINT | {"relation": "blind reviewer"},
        SPRINT | {"relation": "friend"},
        SPRINT | {"due_on": day(400)},
        PROBING | {"phase": ""},
        PROBING | {"phase": "extension", "work": "Other"},
    ]
    assert [codes(one) for one in bench.look(lines)] == [
        {"due_needed"},
        {"choice"},
        {"day_outside_phase"},
        {"work_new_phase"},
        {"phase_missing"},
    ]


def test_what_a_review_makes_of_a_new_mentor_stays_when_the_mentor_goes(bench, session, cast):
    case = a_case(session, cast.ada.person, cast.sprint)
    judged, notebook = bench.take([SPRINT | {"mentor": "Sam Staff"}])
    assert verdicts(judged) == "new"
    assert {table for _what, table, *_rest in notebook.entries} == {"work_mentor"}
    undo(session, notebook)
    assert session.get(Case, case.id) is not None


def test_a_new_project_has_the_scholars_of_all_its_lines(bench, session, cast):
    lines = [
        PROBING | {"scholar": "Ada Adeyemi"},
        PROBING | {"scholar": "Ben Okafor", "mentor": "Milo Vance"},
    ]
    assert verdicts(bench.take(lines)[0]) == "new new"
    work = session.scalars(sa.select(Work).where(Work.title == "Probing")).one()
    members = sa.select(Membership.enrolment_id).where(Membership.work_id == work.id)
    mentors = sa.select(WorkMentor.person_id).where(WorkMentor.work_id == work.id)
    assert set(session.scalars(members)) == {cast.ada.id, cast.ben.id}
    assert set(session.scalars(mentors)) == {cast.mara.id, cast.milo.id}


def test_a_form_is_asked_of_each_mentor_on_each_scholar_once(bench, session, cast):
    line = PROBING | {"mentor": "Mara Lind; Milo Vance", "due_on": day(3), "relation": "Co-mentor"}
    bench.take([line])
    assert verdicts(bench.look([line])) == "unchanged"
    found = session.scalars(sa.select(Assignment).join(Assignment.work).where(Work.title == "Probing")).all()
    assert {(one.mentor_id, one.enrolment_id, one.relation) for one in found} == {
        (mentor.id, scholar.id, Relation.SECOND_MENTOR)
        for mentor in (cast.mara, cast.milo)
        for scholar in (cast.ada, cast.ben)
    }


def test_a_blind_reviewer_is_asked_and_is_no_mentor(bench, session, cast):
    bench.take([PROBING])
    bench.take([PROBING | {"mentor": "Milo Vance", "relation": "blind_reviewer", "due_on": day(3)}])
    work = session.scalars(sa.select(Work.id).where(Work.title == "Probing")).one()
    assert set(session.scalars(sa.select(WorkMentor.person_id).where(WorkMentor.work_id == work))) == {
        cast.mara.id
    }


def test_what_was_written_can_be_taken_back_to_the_byte(bench, session):
    before = contents(session)
    lines = [PROBING | {"due_on": day(2)}, SPRINT | {"mentor": "Mara Lind", "due_on": day(4)}]
    judged, notebook = bench.take(lines)
    assert verdicts(judged) == "new new"
    undo(session, notebook)
    assert contents(session) == before


def test_any_text_in_any_cell_gets_a_verdict_and_a_second_time_changes_nothing(bench):
    seen = keep_promises(bench, [PROBING, PROBING])
    seen |= keep_promises(bench, [SPRINT | {"scholar": "Nobody"}])
    cells = {
        "work": ["Probing", "Sprint 1"],
        "phase": ["training", ""],
        "scholar": ["Ada Adeyemi", "Ben Okafor"],
        "mentor": ["Mara Lind", "Milo Vance, Sam Staff"],
        "relation": ["second", "reviewer", ""],
        "due_on": [day(2), ""],
    }
    row = st.fixed_dictionaries(
        {
            name: st.one_of(st.sampled_from(known), st.sampled_from(known), st.text(max_size=6))
            for name, known in cells.items()
        }
    )

    @settings(max_examples=25)
    @given(st.lists(row, max_size=3))
    def holds(lines):
        seen.update(keep_promises(bench, lines))

    holds()
    assert {"new", "unchanged", "refused"} <= seen
