"""What the records know of somebody and a case: who is left out of the list, and what a waiver sets aside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.releases import approving
from tests.releases.casting import SEAL
from tracker import clock
from tracker.people import actions as people_actions
from tracker.permissions import Role
from tracker.projects.models import WorkMentor
from tracker.reasons import Refused
from tracker.releases import assignments, conflicts, declarations, desk_queries, panel_people, waivers
from tracker.releases.conflicts import months_before
from tracker.releases.parts import HardConflict, SoftConflict
from tracker.releases.review_models import AssignmentEnd
from tracker.releases.submission_models import Contributor, Part


@pytest.fixture
def case(session, cast, bench):
    return approving.under_review(session, cast)


def offered(session, case):
    return {one.person.name for one in desk_queries.offers(session, case) if one.free}


def test_authors_mentors_and_contributors_are_never_offered(session, cast, bench, case, make):
    for person in (cast.ada.person, cast.mara):
        make.role(person, Role.REVIEWER, cast.cohort, whole_program=True)
    session.add(Contributor(case_id=case.id, part=Part.AUTHOR, person_id=bench.rhea.id))
    session.flush()
    ties = conflicts.ties(session, case)
    assert ties.candidate(cast.ada.person_id).hard == {HardConflict.AUTHOR}
    assert HardConflict.MENTOR in ties.candidate(cast.mara.id).hard
    assert ties.candidate(bench.rhea.id).hard
    names = {one.person.name for one in desk_queries.offers(session, case)}
    assert names & {cast.ada.person.name, cast.mara.name, bench.rhea.name} == set()
    for person in (cast.ada.person, cast.mara, bench.rhea):
        with pytest.raises(Refused) as refused:
            assignments.ask(session, bench.cora, case=case, person=person)
        assert refused.value.decision.code == "conflict_hard"


def test_who_was_taken_off_the_list_of_contributors_stays_out(session, bench, case):
    row = Contributor(case_id=case.id, part=Part.AUTHOR, person_id=bench.rhea.id, removed_at=clock.now())
    session.add(row)
    session.flush()
    assert conflicts.of(session, case, bench.rhea.id).hard == {HardConflict.COAUTHOR}


def test_a_recent_co_author_is_a_soft_conflict_and_an_old_one_is_none(session, cast, bench, case, make):
    rhea, ravi = (make.enrolment(cast.cohort, one) for one in (bench.rhea, bench.ravi))
    make.work(cast.ada, rhea)
    make.work(cast.ada, ravi).due_on = clock.today() - timedelta(days=800)
    session.flush()
    assert conflicts.of(session, case, bench.rhea.id).soft == {SoftConflict.RECENT_COAUTHOR}
    assert conflicts.of(session, case, bench.ravi.id).soft == frozenset()
    assert "Rhea Bench" not in offered(session, case)


def test_one_mentors_stream_and_the_research_manager_are_soft_conflicts(session, cast, bench, case, make):
    other = make.work(make.enrolment(cast.cohort, bench.rhea))
    session.add(WorkMentor(work_id=other.id, person_id=cast.mara.id))
    make.role(bench.ravi, Role.RESEARCH_MANAGER, cast.cohort)
    session.flush()
    assert conflicts.of(session, case, bench.rhea.id).soft == {SoftConflict.SAME_STREAM}
    assert conflicts.of(session, case, bench.ravi.id).soft == {SoftConflict.RESEARCH_MANAGER}
    assert conflicts.of(session, case, bench.rosa.id).soft == frozenset()


def test_no_waiver_by_somebody_with_a_conflict_of_their_own(session, bench, case):
    doubt = [SoftConflict.OWN_DOUBT]
    for person in (bench.cora, bench.rhea):
        declarations.declare(session, SEAL, person, case=case, hard=(), soft=doubt)
    waive = {"case": case, "person": bench.rhea, "conflict": SoftConflict.OWN_DOUBT, "reason": "Far off."}
    with pytest.raises(Refused) as refused:
        waivers.waive(session, SEAL, bench.cora, **waive)
    assert refused.value.decision.code == "waiver_conflicted"
    waivers.waive(session, SEAL, bench.dev, **waive)
    assert "Rhea Bench" in offered(session, case)


def test_no_declaration_takes_an_earlier_one_back(session, bench, case):
    declarations.declare(session, SEAL, bench.rhea, case=case, hard=[HardConflict.FAMILY], soft=())
    declarations.declare(session, SEAL, bench.rhea, case=case, hard=(), soft=())
    assert conflicts.of(session, case, bench.rhea.id).hard == {HardConflict.FAMILY}


def test_losing_the_role_ends_the_part_of_a_reviewer(session, bench, case):
    row = assignments.ask(session, bench.cora, case=case, person=bench.rhea)
    assignments.answer(session, SEAL, bench.rhea, case=case, row=row, accepts=True)
    bench.rhea.role_grants.clear()
    session.flush()
    assignments.recheck(session, SEAL, case=case)
    assert row.end_code is AssignmentEnd.ROLE


def test_asking_of_one_person_finds_what_asking_of_all_does(session, cast, bench, case, make):
    make.role(cast.mara, Role.REVIEWER, cast.cohort, whole_program=True)
    people_actions.grant_role(session, None, person=bench.pia, role=Role.OPERATOR, program_id=None)
    for person, hard, soft in (
        (bench.ravi, [HardConflict.FAMILY], []),
        (bench.rosa, [], [SoftConflict.OWN_DOUBT]),
    ):
        declarations.declare(session, SEAL, person, case=case, hard=hard, soft=soft)
    bench.paul.active = False
    everybody = [*vars(bench).values(), cast.ada.person, cast.mara, cast.outsider]
    free = {one.name for one in everybody if panel_people.is_free(session, case, one.id)}
    assert free == {one.name for one in panel_people.free(session, case)}
    assert free & {f"{name} Bench" for name in ("Rhea", "Ravi", "Rosa", "Pia", "Paul")} == {"Rhea Bench"}
    assert not free & {cast.ada.person.name, cast.mara.name, cast.outsider.name}


def test_the_server_s_operator_is_asked_for_nothing(session, cast, bench, case, make):
    people_actions.grant_role(session, None, person=bench.rhea, role=Role.OPERATOR, program_id=None)
    assert "Rhea Bench" not in {one.name for one in conflicts.bench(session, case)}


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 24, date(2024, 1, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 12, 1), 12, date(2025, 12, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, before):
    assert months_before(day, months) == before
