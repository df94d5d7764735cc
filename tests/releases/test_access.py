"""What somebody is to a case, from rows: it follows the work, the list, and the roles they hold today."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.releases import approving, reviewing
from tests.releases.casting import SEAL, Bench, a_case
from tracker import clock, sealed
from tracker.people import actions as people_actions
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects.models import Membership, WorkMentor
from tracker.releases import access, case_queries, cases
from tracker.releases.access_models import BreakGlass
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState, HardConflict, SoftConflict
from tracker.releases.review_models import Assessment, ConflictDeclaration, ConflictWaiver, ReviewPhase
from tracker.releases.submission_models import Contributor, Part, Submission

READS = (Ability.TEXT, Ability.OWN_ANSWERS, Ability.OTHERS, Ability.DELIBERATION, Ability.TIER)


@pytest.fixture
def case(session: Session, cast: Cast, bench: Bench) -> Case:
    """Ada's release, handed in, with Rhea seated as a reviewer."""
    made = a_case(session, cast.ada.person, cast.sprint)
    made.submitted_at, made.state = clock.now(), CaseState.SCREENING
    seat(session, made, bench.rhea, CaseRole.REVIEWER)
    return made


def seat(session: Session, case: Case, person: Person, role: CaseRole) -> None:
    cases.add_person(session, None, case=case, person=person, role=role)


def to(session: Session, person: Person, case: Case) -> Standing:
    session.expire(person, ["role_grants"])
    return access.standing(session, person, person.grants_on(clock.today()), case)


def found(session: Session, person: Person) -> list[tuple[str, frozenset[CaseRole]]]:
    rows = case_queries.found_by(session, person.id, person.grants_on(clock.today()))
    return [(row.case.label, row.roles) for row in rows]


def test_each_is_what_the_work_and_the_list_say(
    session: Session, cast: Cast, bench: Bench, case: Case
) -> None:
    expected = {
        cast.ada.person: {CaseRole.AUTHOR},
        cast.mara: {CaseRole.MENTOR},
        bench.cora: {CaseRole.COORDINATOR},
        bench.dev: {CaseRole.DEPUTY},
        bench.rhea: {CaseRole.REVIEWER},
        cast.lea: {CaseRole.DIRECTOR},
        bench.aude: {CaseRole.AUDITOR},
        **{
            one: set()
            for one in (bench.ravi, bench.pia, bench.xeno, cast.ben.person, cast.sam, cast.outsider)
        },
    }
    assert {one.name: set(to(session, one, case).roles) for one in expected} == {
        one.name: roles for one, roles in expected.items()
    }


@pytest.mark.parametrize("who", ["ravi", "pia", "xeno"])
def test_a_role_in_the_program_alone_opens_no_case(
    session: Session, bench: Bench, case: Case, who: str
) -> None:
    standing = to(session, getattr(bench, who), case)
    assert [one for one in Ability if may(standing, one)] == []


def test_losing_the_role_or_the_seat_ends_access_at_once(session: Session, bench: Bench, case: Case) -> None:
    assert may(to(session, bench.rhea, case), Ability.TEXT)
    grant = bench.rhea.role_grants[0]
    grant.ends_on = clock.today() - timedelta(days=1)
    session.flush()
    assert not may(to(session, bench.rhea, case), Ability.NEUTRAL)
    grant.ends_on = None
    session.flush()
    cases.remove_person(session, None, case=case, person=bench.rhea, role=CaseRole.REVIEWER)
    assert not may(to(session, bench.rhea, case), Ability.NEUTRAL)


def test_a_seat_with_an_end_ends_by_itself(session: Session, bench: Bench, case: Case) -> None:
    until = clock.now() + timedelta(hours=1)
    cases.add_person(session, None, case=case, person=bench.ravi, role=CaseRole.APPEAL_READER, ends_at=until)
    assert may(to(session, bench.ravi, case), Ability.OTHERS)
    with clock.fixed(until):
        assert not may(to(session, bench.ravi, case), Ability.NEUTRAL)


@pytest.mark.parametrize("as_what", ["member", "mentor", "listed", "once listed"])
def test_a_reviewer_who_comes_to_have_made_it_reads_the_review_no_more(
    session: Session, make: Factory, cast: Cast, bench: Bench, case: Case, as_what: str
) -> None:
    if as_what == "member":
        session.add(
            Membership(work_id=cast.sprint.id, enrolment_id=make.enrolment(cast.cohort, bench.rhea).id)
        )
    elif as_what == "mentor":
        session.add(WorkMentor(work_id=cast.sprint.id, person_id=bench.rhea.id))
    else:
        gone = clock.now() if as_what == "once listed" else None
        session.add(Contributor(case_id=case.id, part=Part.AUTHOR, person_id=bench.rhea.id, removed_at=gone))
    session.flush()
    standing = to(session, bench.rhea, case)
    assert standing.barred
    for ability in (Ability.TEXT, Ability.OTHERS, Ability.DELIBERATION, Ability.VOTE, Ability.TIER):
        assert not may(standing, ability)
    assert may(standing, Ability.OWN_ANSWERS).allowed is (as_what != "once listed")


@pytest.mark.parametrize("hard", [True, False])
def test_a_conflict_that_is_declared_later_ends_access_until_it_is_waived(
    session: Session, bench: Bench, case: Case, hard: bool
) -> None:
    session.add(
        ConflictDeclaration(
            case_id=case.id,
            person_id=bench.rhea.id,
            by_id=bench.rhea.id,
            hard=[HardConflict.FAMILY.value] if hard else [],
            soft=[SoftConflict.OWN_DOUBT.value],
        )
    )
    session.flush()
    assert not may(to(session, bench.rhea, case), Ability.TEXT)
    reason = sealed.keep(session, SEAL, vault(session, case), "waiver.reason", "They barely met.")
    session.add(
        ConflictWaiver(
            case_id=case.id,
            person_id=bench.rhea.id,
            conflict=SoftConflict.OWN_DOUBT,
            by_id=bench.cora.id,
            reason_id=reason.id,
        )
    )
    session.flush()
    assert may(to(session, bench.rhea, case), Ability.TEXT).allowed is not hard


def vault(session: Session, case: Case) -> sealed.Vault:
    return session.get_one(sealed.Vault, case.vault_id)


def test_a_draft_is_its_authors_own(session: Session, cast: Cast, bench: Bench) -> None:
    draft = a_case(session, cast.ada.person, cast.sprint)
    assert may(to(session, cast.ada.person, draft), Ability.WRITE)
    for person in (bench.cora, bench.dev, cast.lea, bench.aude):
        standing = to(session, person, draft)
        assert [one for one in READS if may(standing, one)] == []
        assert may(standing, Ability.NEUTRAL)
    assert may(to(session, bench.cora, draft), Ability.STOP)


def test_the_coordinator_who_is_named_handles_a_case_alone(
    session: Session, make: Factory, cast: Cast, bench: Bench, case: Case
) -> None:
    other = make.role(make.person("Cleo Bench"), Role.COORDINATOR, cast.cohort, whole_program=True)
    assert may(to(session, other, case), Ability.ROUTE)
    case.coordinator_id, case.deputy_id = bench.cora.id, bench.dev.id
    session.flush()
    session.refresh(case)
    standing = to(session, other, case)
    assert [one for one in Ability if may(standing, one)] == [Ability.NEUTRAL, Ability.STOP]
    assert may(to(session, bench.cora, case), Ability.ROUTE)
    for person in (bench.cora, bench.dev):  # once neither can, the case is not left with nobody
        person.role_grants[0].ends_on = clock.today() - timedelta(days=1)
    session.flush()
    assert may(to(session, other, case), Ability.ROUTE)


def test_a_coordinator_who_mentors_the_work_does_not_handle_it(
    session: Session, cast: Cast, bench: Bench, case: Case
) -> None:
    case.coordinator_id = bench.cora.id
    session.add(WorkMentor(work_id=cast.sprint.id, person_id=bench.cora.id))
    session.flush()
    session.refresh(case)
    standing = to(session, bench.cora, case)
    assert standing.roles == {CaseRole.MENTOR}
    assert not standing.desk
    assert may(to(session, bench.dev, case), Ability.ROUTE)


def test_a_coordinator_who_reviews_leaves_the_routing_to_the_deputy(
    session: Session, bench: Bench, case: Case
) -> None:
    seat(session, case, bench.cora, CaseRole.REVIEWER)
    standing = to(session, bench.cora, case)
    assert may(standing, Ability.VOTE)
    assert not may(standing, Ability.ROUTE)
    assert may(to(session, bench.dev, case), Ability.ROUTE)


@pytest.mark.parametrize("who", ["cora", "rhea", "aude"])
def test_running_the_server_as_well_closes_what_the_other_role_opened(
    session: Session, bench: Bench, case: Case, who: str
) -> None:
    person = getattr(bench, who)
    people_actions.grant_role(session, None, person=person, role=Role.OPERATOR, program_id=None)
    standing = to(session, person, case)
    closed = (*READS, Ability.VOTE, Ability.ROUTE, Ability.READ_LOG, Ability.WRITE)
    assert [one for one in closed if may(standing, one)] == []


def test_an_operator_finds_numbers_and_no_case(session: Session, make: Factory, case: Case) -> None:
    otto = make.person("Otto Operator")
    people_actions.grant_role(session, None, person=otto, role=Role.OPERATOR, program_id=None)
    standing = to(session, otto, case)
    assert [one for one in Ability if may(standing, one)] == []
    assert found(session, otto) == []
    assert f"{case.id}: {case.public_id}" in case_queries.numbers_alone(session)


def test_somebody_from_outside_reads_a_closed_case_for_two_weeks_more(
    session: Session, bench: Bench, case: Case
) -> None:
    closed_at = clock.now()
    for person in (bench.xeno, bench.pia):
        seat(session, case, person, CaseRole.VOTER)
    case.state, case.closed_at = CaseState.WITHDRAWN, closed_at
    session.flush()
    for days, reads in ((13, True), (14, False)):
        with clock.fixed(closed_at + timedelta(days=days)):
            assert may(to(session, bench.xeno, case), Ability.TEXT).allowed is reads
            assert may(to(session, bench.pia, case), Ability.TEXT)
            assert bool(found(session, bench.xeno)) is reads


def test_who_asked_with_another_reads_for_the_time_agreed(
    session: Session, cast: Cast, bench: Bench, case: Case
) -> None:
    reason = sealed.keep(session, SEAL, vault(session, case), "access.reason", "Nobody else is there.")
    asked = BreakGlass(case_id=case.id, asked_by_id=cast.lea.id, reason_id=reason.id)
    session.add(asked)
    session.flush()
    assert not may(to(session, cast.lea, case), Ability.TEXT)
    now: datetime = clock.now()
    asked.answered_by_id, asked.answered_at = bench.cora.id, now
    asked.ends_at = now + timedelta(minutes=60)
    session.flush()
    assert may(to(session, cast.lea, case), Ability.TEXT)
    assert not may(to(session, cast.lea, case), Ability.OTHERS)
    with clock.fixed(now + timedelta(minutes=60)):
        assert not may(to(session, cast.lea, case), Ability.TEXT)


def test_a_list_has_what_is_yours_and_all_of_the_program_for_who_overlooks_it(
    session: Session, cast: Cast, bench: Bench, case: Case
) -> None:
    assert found(session, cast.ada.person) == [(case.label, frozenset({CaseRole.AUTHOR}))]
    assert found(session, cast.mara) == [(case.label, frozenset({CaseRole.MENTOR}))]
    assert found(session, bench.rhea) == [(case.label, frozenset({CaseRole.REVIEWER}))]
    for person in (bench.cora, bench.dev, cast.lea, bench.aude):
        assert found(session, person) == [(case.label, frozenset())]
    for person in (bench.ravi, bench.pia, cast.ben.person, cast.sam, cast.outsider):
        assert found(session, person) == []


def files(session: Session, case: Case, person: Person, phase: ReviewPhase, at: datetime) -> None:
    submission = session.scalars(sa.select(Submission).where(Submission.case_id == case.id)).one()
    crux = sealed.keep(session, SEAL, vault(session, case), "assessment.crux", "It is in the manual.")
    said = {name: value for name, value in vars(reviewing.said()).items() if name in Assessment.__table__.c}
    row = Assessment(
        case_id=case.id,
        submission_id=submission.id,
        binding=submission.binding,
        person_id=person.id,
        phase=phase,
        round=1,
        version=1,
        crux_id=crux.id,
        filed_at=at,
        **{**said, "reason_codes": [], "escalate": False},
    )
    session.add(row)
    session.flush()


def test_what_was_filed_as_a_reviewer_or_before_the_seat_opens_nothing_of_a_panel(
    session: Session, cast: Cast, bench: Bench
) -> None:
    case = approving.under_review(session, cast, panel=True)
    seat(session, case, bench.pia, CaseRole.VOTER)
    assert not to(session, bench.pia, case).any_filed
    files(session, case, bench.pia, ReviewPhase.EXPEDITED, clock.now())
    standing = to(session, bench.pia, case)
    assert (standing.filed, standing.any_filed) == (False, True)
    assert may(standing, Ability.OTHERS).code == "access_file_first"
    files(session, case, bench.pia, ReviewPhase.PANEL, clock.now() - timedelta(days=30))
    assert not may(to(session, bench.pia, case), Ability.OTHERS)
    last = session.scalars(sa.select(Assessment).order_by(Assessment.id.desc())).first()
    assert last is not None
    last.filed_at = clock.now()
    session.flush()
    assert may(to(session, bench.pia, case), Ability.OTHERS)
    assert may(to(session, bench.cora, case), Ability.OTHERS)
