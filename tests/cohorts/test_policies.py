"""A gate's policy is kept in versions: frozen, audited, told to everyone concerned, read once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.page import count_rows
from tracker import clock
from tracker.audit import AuditEntry
from tracker.cohorts import actions, policies, policy_actions
from tracker.cohorts.models import GateDefault, GatePolicy, PhaseKind, PolicyRead
from tracker.cohorts.policy_actions import Letter
from tracker.cohorts.policy_text import standard_text
from tracker.cohorts.rules import Gate
from tracker.outbox.models import Message
from tracker.reasons import Refused


@pytest.fixture
def training(cast, make):
    return make.training(cast.cohort)


def tell(enrolment, before, after):
    return Letter(
        "It changed", f"Version {after.version} for {enrolment.person.name}, after {before.version}"
    )


def change(session, cast, phase, *, reason="A holiday was missed.", text=None, **changes):
    days = {name: changes.pop(name) for name in ("starts_on", "ends_on") if name in changes}
    stands = policy_actions.dates_of(phase)
    return actions.set_phase(
        session,
        cast.sam,
        cohort=cast.cohort,
        phase=replace(stands, gate=replace(stands.gate, **changes), **days),
        text=text,
        reason=reason,
        tell=tell,
    )


def test_a_new_cohort_has_a_first_version_of_each_gate(session, cast, training):
    found = policies.in_force(session, training)
    assert (found.version, found.default) == (1, GateDefault.CONTINUE_BY_DEFAULT)
    assert found.notice_by == training.ends_on - timedelta(days=21)
    assert (found.people, found.works, found.non_mentors, found.panel) == (3, 2, 1, 2)
    assert found.text.startswith("You move to the research phase unless we tell you otherwise in time.")


def test_a_change_is_a_new_version_and_the_old_one_stays_as_it_was(session, cast, training):
    first = training.policy
    was = policy_actions.facts(first)
    earlier = first.notice_by - timedelta(days=2)
    change(session, cast, training, notice_by=earlier, notice_days=23)
    session.expire_all()
    assert policy_actions.facts(session.get(GatePolicy, first.id)) == was
    found = policies.in_force(session, training)
    assert (found.version, found.notice_by, training.notice_by) == (2, earlier, earlier)
    assert "at least 23 days before the end of the phase" in found.text
    entry = session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "policy.publish").order_by(AuditEntry.id)
    ).all()[-1]
    assert entry.actor_id == cast.sam.id
    assert (entry.change["before"]["version"], entry.change["after"]["version"]) == ("1", "2")
    assert entry.change["after"]["reason"] == "A holiday was missed."


def test_saving_what_stands_makes_no_version_and_tells_nobody(session, cast, training):
    change(session, cast, training, reason=None)
    assert training.policy_version == 1
    assert count_rows(session, Message) == 0


def test_everybody_who_has_not_left_is_told_of_a_change_to_a_running_phase(session, cast, training, make):
    gone = make.enrolment(cast.cohort)
    actions.withdraw(session, cast.sam, enrolment=gone, on=clock.today())
    change(session, cast, training, notice_by=training.notice_by - timedelta(days=1))
    told = session.scalars(sa.select(Message).order_by(Message.id)).all()
    assert {one.person_id for one in told} == {cast.ada.person_id, cast.ben.person_id}
    assert {one.kind for one in told} == {"policy_changed"}
    assert all(one.body.startswith("Version 2 for") for one in told)


def test_a_change_before_the_phase_begins_tells_nobody_and_needs_no_reason(session, cast, make):
    research = actions.phase_of(cast.cohort, PhaseKind.RESEARCH)
    change(session, cast, research, reason=None, notice_by=research.notice_by - timedelta(days=1))
    assert research.policy_version == 2
    assert count_rows(session, Message) == 0


def test_a_refused_change_writes_nothing(session, cast, training):
    later = training.notice_by + timedelta(days=1)
    entries = count_rows(session, AuditEntry)
    with pytest.raises(Refused) as refusal:
        change(session, cast, training, notice_by=later, notice_days=20)
    assert refusal.value.decision.code == "notice_later"
    session.expire_all()
    assert (training.policy_version, count_rows(session, AuditEntry)) == (1, entries)
    assert count_rows(session, Message) == 0


def test_a_later_end_of_a_running_phase_is_a_version_as_well(session, cast, training):
    later = training.ends_on + timedelta(days=3)
    change(session, cast, training, ends_on=later)
    assert (training.policy_version, training.policy.phase_ends_on) == (2, later)


def test_limited_places_cannot_be_set_up_once_the_phase_has_started(session, cast, make):
    (dates, *_rest) = make.phases()
    gate = Gate(GateDefault.CAPACITY_LIMITED, None, dates.ends_on, places=8)
    with pytest.raises(Refused) as refusal:
        make.cohort(cast.program, "late", phases=[replace(dates, gate=gate)])
    assert refusal.value.decision.code == "limited_too_late"


def test_the_standard_text_follows_the_numbers_until_staff_write_their_own(session, cast, training):
    change(session, cast, training, people=4)
    assert "at least four people (one of them not your mentor)" in training.policy.text
    change(session, cast, training, text="Our own words.")
    change(session, cast, training, people=5)
    assert (training.policy.version, training.policy.text) == (4, "Our own words.")
    change(session, cast, training, text="")
    assert training.policy.text == standard_text(PhaseKind.TRAINING, policies.gate_of(training.policy))


def test_a_text_beyond_all_measure_is_refused(session, cast, training):
    with pytest.raises(Refused) as refusal:
        change(session, cast, training, text="x" * 8001)
    assert refusal.value.field == "text"


@pytest.mark.parametrize(
    ("gate", "said", "unsaid"),
    [
        (
            Gate(GateDefault.CONTINUE_BY_DEFAULT, clock.today(), clock.today()),
            "unless we tell you",
            "limited to",
        ),
        (Gate(GateDefault.CONTINUE_BY_DEFAULT, None, clock.today()), "nobody can be stopped", "panel"),
        (
            Gate(GateDefault.CAPACITY_LIMITED, None, clock.today(), places=8),
            "limited to eight people",
            "To stop somebody",
        ),
        (
            Gate(GateDefault.CAPACITY_LIMITED, clock.today(), clock.today(), places=1, panel=12),
            "limited to one person",
            "unless we tell you",
        ),
    ],
)
@pytest.mark.parametrize("kind", list(PhaseKind))
def test_each_kind_of_gate_has_its_own_honest_text(kind, gate, said, unsaid):
    text = standard_text(kind, gate)
    assert said in text
    assert unsaid not in text
    assert "Late or missing forms never count against you." in text
    assert "{" not in text


def test_a_scholar_reads_a_version_once_and_the_first_time_stands(session, cast, training):
    with clock.fixed(clock.now() - timedelta(days=3)):
        first = policy_actions.mark_read(session, cast.ada.person, policy=training.policy, enrolment=cast.ada)
    again = policy_actions.mark_read(session, cast.ada.person, policy=training.policy, enrolment=cast.ada)
    assert again.read_at == first.read_at
    assert count_rows(session, PolicyRead) == 1
    found = session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "policy.read").order_by(AuditEntry.id)
    ).all()
    assert [(one.actor_id, one.change["enrolment"]) for one in found] == [(cast.ada.person_id, cast.ada.id)]


def test_staff_see_who_has_not_read_the_version_in_force(session, cast, training):
    policy_actions.mark_read(session, cast.ada.person, policy=training.policy, enrolment=cast.ada)
    assert [one.id for one in policies.unread_by(session, training.policy, cast.cohort.id)] == [cast.ben.id]
    assert policies.unread_counts(session, cast.cohort, clock.today()) == {training.id: 1}
    change(session, cast, training, notice_by=training.notice_by - timedelta(days=1))
    unread = policies.unread_by(session, training.policy, cast.cohort.id)
    assert [one.id for one in unread] == [cast.ada.id, cast.ben.id]
    assert policies.unread_counts(session, cast.cohort, clock.today()) == {training.id: 2}


def test_a_policy_cannot_be_read_before_its_phase(session, cast):
    research = actions.phase_of(cast.cohort, PhaseKind.RESEARCH)
    with pytest.raises(Refused) as refusal:
        policy_actions.mark_read(session, cast.ada.person, policy=research.policy, enrolment=cast.ada)
    assert refusal.value.decision.code == "policy_not_yet"
    assert count_rows(session, PolicyRead) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"places": 3},
        {"notice_days": 0},
        {"panel": 0},
        {"non_mentors": 9},
        {"version": 1},
        {"phase_ends_on": None},
    ],
)
def test_the_database_refuses_a_version_that_makes_no_sense(session, training, changes):
    names = [one.name for one in GatePolicy.__table__.columns if one.name != "id"]
    values = {name: getattr(training.policy, name) for name in names} | {"version": 2} | changes
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.insert(GatePolicy).values(**values))
