"""Decisions in the database: saved with what follows and rests behind them, or refused, nothing written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.advancement import deciding
from tests.advancement.deciding import PIECES, STOP, decide, gathering, ready, told, viewed
from tests.advancement.deciding_facts import DECIDES, LAST, NOTICE_BY, RESEARCH, VIEWED, WHY
from tests.evaluations.rated import rated
from tests.factories import answers
from tests.page import count_rows
from tracker import audit
from tracker.advancement import decision_queries as queries
from tracker.advancement import decisions, panels
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_checks import CHECKS
from tracker.advancement.decision_models import GateCase, GateDecision, Outcome, PanelSeat
from tracker.advancement.decisions import ChecksFail, DecidedAlready
from tracker.advancement.models import Closing, Concern, Verdict
from tracker.cohorts import actions as cohorts
from tracker.cohorts import calendar, policy_actions
from tracker.cohorts.calendar_models import Cause, Shift
from tracker.evaluations import actions as forms
from tracker.permissions import Role
from tracker.reasons import Refused

WISH = "I asked for it."
BECAUSE = "He agreed with us by phone."


@pytest.fixture
def gate(gathered):
    return gathered


def code(refused) -> str:
    return refused.value.decision.code


def everything(session) -> dict[str, int]:
    """How much is written of each kind, the trail included."""
    kinds = (GateDecision, GateCase, PanelSeat, Shift, Concern, audit.AuditEntry)
    return {kind.__tablename__: count_rows(session, kind) for kind in kinds}


def untouched(session, gate, before) -> bool:
    """Whether a refusal left everything as it was, in the database and in memory."""
    enrolment = gate.scholar
    as_stored = sa.select(type(enrolment).withdrew_on, type(enrolment).ended_on)
    stored = session.execute(as_stored.where(type(enrolment).id == enrolment.id)).one()
    session.refresh(enrolment)
    return everything(session) == before and tuple(stored) == (None, None) and enrolment.left_on is None


def overridden(outcome, **changes) -> Wanted:
    return Wanted(outcome, reasons=WHY, override=True, because=BECAUSE, **changes)


# A stop with everything in order, and with each single piece missing.


def test_a_stop_with_everything_in_order_is_saved_with_what_it_rests_on(session, whole):
    row = decide(whole)
    assert (row.outcome, row.by_default, row.reasons) == (Outcome.STOP, False, WHY)
    assert (row.decided_on, row.decided_by_id, row.round) == (whole.day(VIEWED), whole.sam.id, 1)
    assert row.concern.closing is Closing.DECIDED
    assert whole.scholar.ended_on == whole.day(VIEWED)
    assert whole.scholar.withdrew_on is None
    assert (row.override_by_id, row.override_reason) == (None, "")
    assert set(row.checks) == {check.value for check in CHECKS[Outcome.STOP]}
    assert all(one == {"passed": True, "code": "", "figures": {}} for one in row.checks.values())
    assert queries.standing(session, whole.scholar.id, whole.phase.id) is row
    assert queries.of_cohort(session, whole.cohort.id) == {(whole.scholar.id, whole.phase.id): row}
    assert list(audit.broken_links(session)) == []


@pytest.mark.parametrize("piece", PIECES)
def test_a_stop_without_one_piece_is_refused_with_the_piece_named_and_nothing_is_written(
    session, gate, piece
):
    concern = ready(gate, piece)
    before = everything(session)
    with pytest.raises(ChecksFail) as refused:
        decide(gate)
    named = {check.value for check in refused.value.failing}
    # Without a concern, or without proof of it, there was no notice, no time and no plan either.
    follows = {"notice", "response", "plan"} if piece in ("concern", "proof") else set()
    assert named == {"concern" if piece == "proof" else piece} | follows
    assert all(answer.code and not answer for answer in refused.value.failing.values())
    assert untouched(session, gate, before)
    if concern is not None:
        session.refresh(concern)
        assert concern.closed_on is None


def test_a_plan_that_was_met_leaves_nothing_to_stop_on(session, gate):
    deciding.forms(gate)
    concern = told(gate)
    deciding.planned(gate, concern)
    deciding.judged(gate, concern, Verdict.MET)
    viewed(gate, (gate.pia, Outcome.STOP), (gate.paul, Outcome.STOP))
    with pytest.raises(ChecksFail) as refused:
        decide(gate)
    assert {one.value for one in refused.value.failing} == {"concern", "notice", "response", "plan"}


def test_a_concern_that_was_taken_back_leaves_nothing_to_stop_on(session, whole):
    concern = session.scalars(sa.select(Concern)).one()
    with whole.on(VIEWED):
        deciding.actions.withdraw(session, whole.sam, concern=concern, reason="It was unfair.")
    with pytest.raises(ChecksFail):
        decide(whole)


def test_forms_without_an_overall_are_no_evidence(session, gate):
    ready(gate, "people")
    deciding.form(gate, gate.milo, 2, deciding.Relation.SECOND_MENTOR, overall=None)
    with pytest.raises(ChecksFail) as refused:
        decide(gate)
    assert {one.value: answer.params for one, answer in refused.value.failing.items()} == {
        "people": {"count": 2, "needed": 3}
    }


def test_who_was_ever_a_mentor_counts_as_no_outsider(session, gate):
    """Somebody reviews blind in one form and mentors in another: that is a mentor."""
    ready(gate, "non_mentors")
    deciding.form(gate, gate.rhea, 2, deciding.Relation.BLIND_REVIEWER)
    with pytest.raises(ChecksFail) as refused:
        decide(gate)
    assert [one.value for one in refused.value.failing] == ["non_mentors"]


def test_ten_forms_of_two_people_are_two_people(session, gate):
    ready(gate, "people")
    for number in range(10):
        relation = deciding.Relation.PRIMARY_MENTOR
        deciding.form(gate, gate.mara, number % 3, relation, day=31 + number)
    with pytest.raises(ChecksFail) as refused:
        decide(gate)
    assert [one.value for one in refused.value.failing] == ["people"]


@pytest.mark.parametrize("number", [LAST - 1, LAST])
def test_nobody_is_stopped_before_the_phase_is_over(session, gate, number):
    ready(gate, "panel")
    with pytest.raises(Refused) as early:
        viewed(gate, (gate.paul, Outcome.STOP), day=number)
    assert code(early) == "view_too_early"
    with pytest.raises(Refused) as refused:
        decide(gate, day=number)
    assert code(refused) == "decision_too_early"


def test_a_stop_is_a_decision_of_the_decision_day_at_the_latest(session, whole):
    before = everything(session)
    with pytest.raises(Refused) as refused:
        decide(whole, day=DECIDES + 1)
    assert code(refused) == "default_stands"
    assert untouched(session, whole, before)
    assert decide(whole, day=DECIDES).outcome is Outcome.STOP


# Overrides.


def test_a_lead_overrides_by_name_with_a_reason_and_what_was_missing_stays_on_record(session, gate):
    ready(gate, "people")
    row = decide(gate, overridden(Outcome.STOP), actor=gate.lea)
    assert (row.override_by_id, row.override_reason) == (gate.lea.id, BECAUSE)
    failed = {name: one for name, one in row.checks.items() if not one["passed"]}
    assert failed == {"people": {"passed": False, "code": "people_few", "figures": {"count": 2, "needed": 3}}}
    entry = session.scalars(sa.select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc())).first()
    assert (entry.action, entry.actor_id) == ("decision.make", gate.lea.id)
    assert entry.change["overridden"] == ["people"]
    assert gate.scholar.ended_on == gate.day(VIEWED)


@pytest.mark.parametrize(
    ("who", "because", "expected"),
    [
        ("sam", BECAUSE, "override_by_lead"),
        ("sam", "", "override_by_lead"),
        ("lea", "", "override_reason_needed"),
        ("lea", " \n", "override_reason_needed"),
    ],
)
def test_nobody_else_overrides_and_no_lead_without_a_reason(session, gate, who, because, expected):
    ready(gate, "people")
    before = everything(session)
    with pytest.raises(Refused) as refused:
        decide(gate, overridden(Outcome.STOP), actor=getattr(gate, who), because=because)
    assert code(refused) == expected
    assert untouched(session, gate, before)


def test_an_override_of_nothing_is_refused(session, whole):
    with pytest.raises(Refused) as refused:
        decide(whole, overridden(Outcome.STOP), actor=whole.lea)
    assert code(refused) == "override_unneeded"


@pytest.mark.parametrize("who", ["mara", "rhea", "pia", "scholar"])
def test_nobody_but_staff_writes_down_a_decision(session, whole, who):
    actor = whole.scholar.person if who == "scholar" else getattr(whole, who)
    before = everything(session)
    for wanted in (STOP, overridden(Outcome.STOP), Wanted(Outcome.CONTINUE)):
        with pytest.raises(PermissionError):
            decide(whole, wanted, actor=actor)
    assert untouched(session, whole, before)


def test_staff_of_another_program_decide_nothing_here(session, whole):
    other = gathering(whole.make)
    with pytest.raises(PermissionError):
        decide(whole, actor=other.lea)


def test_a_lead_who_is_the_scholar_decides_nothing_on_themselves(session, whole):
    whole.make.role(whole.scholar.person, Role.LEAD, whole.cohort)
    for wanted in (Wanted(Outcome.CONTINUE), overridden(Outcome.STOP)):
        with pytest.raises(Refused) as refused:
            decide(whole, wanted, actor=whole.scholar.person)
        assert code(refused) == "decision_on_self"


def test_a_phase_of_another_cohort_is_no_gate_of_this_scholar(session, whole):
    other = gathering(whole.make)
    with whole.on(VIEWED), pytest.raises(Refused) as refused:
        decisions.decide(session, whole.sam, enrolment=whole.scholar, phase=other.phase, wanted=STOP)
    assert code(refused) == "no_gate"


# Each outcome, with what follows.


def wanted_of(gate, outcome) -> Wanted:
    """An outcome with everything that it says."""
    return Wanted(
        outcome,
        reasons=WHY,
        wish=WISH if outcome in (Outcome.WITHDRAWN, Outcome.DEFERRED) else "",
        plan="A talk each week." if outcome is Outcome.CONTINUE_WITH_PLAN else "",
        until_on=gate.day(LAST + 14) if outcome is Outcome.EXTEND else None,
    )


ALL_BUT_PLACES = [one for one in Outcome if one is not Outcome.NOT_PLACED]


@pytest.mark.parametrize("outcome", ALL_BUT_PLACES)
def test_each_outcome_is_saved_with_what_follows(session, gate, outcome):
    ready(gate, "agreement" if outcome is not Outcome.STOP else "")
    if outcome in (Outcome.EXTEND, Outcome.REPEAT):
        gate.make.role(gate.rhea, Role.PANEL_MEMBER, gate.cohort)
        gate.make.role(gate.milo, Role.PANEL_MEMBER, gate.cohort)
        gate.make.role(gate.mara, Role.PANEL_MEMBER, gate.cohort)
        viewed(gate, (gate.rhea, outcome), (gate.milo, outcome), (gate.mara, outcome))
    row = decide(gate, wanted_of(gate, outcome))
    concern = session.scalars(sa.select(Concern)).one()
    assert (row.outcome, concern.closing, concern.closed_by_id) == (outcome, Closing.DECIDED, gate.sam.id)
    assert concern.closed_on == gate.day(VIEWED)
    ended = outcome in (Outcome.STOP, Outcome.REPEAT, Outcome.DEFERRED)
    assert gate.scholar.ended_on == (gate.day(VIEWED) if ended else None)
    withdrew = gate.day(VIEWED) if outcome is Outcome.WITHDRAWN else None
    assert gate.scholar.withdrew_on == withdrew
    assert (row.concern_id is not None) is (outcome in (Outcome.STOP, Outcome.EXTEND, Outcome.REPEAT))
    room = queries.case(session, gate.scholar.id, gate.phase.id)
    assert room.round == (2 if outcome is Outcome.EXTEND else 1)
    stands = queries.standing(session, gate.scholar.id, gate.phase.id)
    assert stands is (None if outcome is Outcome.EXTEND else row)


def test_not_placed_is_a_decision_of_the_panel_on_evidence_and_ends_the_part(session, make):
    gate = gathering(make, gate=deciding.limited())
    deciding.forms(gate)
    viewed(gate, (gate.pia, Outcome.NOT_PLACED), (gate.paul, Outcome.NOT_PLACED))
    wanted = Wanted(Outcome.NOT_PLACED, reasons="All places are taken.")
    with pytest.raises(ChecksFail) as refused:  # nobody was sorted
        decide(gate, wanted)
    assert [one.value for one in refused.value.failing] == ["places"]
    row = decide(gate, overridden(Outcome.NOT_PLACED), actor=gate.lea)
    assert (row.outcome, row.concern_id) == (Outcome.NOT_PLACED, None)
    assert gate.scholar.ended_on == gate.day(VIEWED)


def test_an_extension_moves_every_later_date_and_begins_a_new_panel(session, gate):
    ready(gate, "agreement")
    until = gate.day(LAST + 14)
    row = decide(gate, Wanted(Outcome.EXTEND, reasons=WHY, wish=WISH, until_on=until))
    with gate.on(VIEWED):
        training, research = calendar.phases_of(session, gate.scholar)
    assert (training.starts_on, training.ends_on) == (gate.first, until)
    assert training.decision_on == gate.day(DECIDES + 14)
    assert training.notice_by == gate.day(NOTICE_BY)  # what has passed stays passed
    assert research.starts_on == gate.day(RESEARCH + 14)
    shift = session.scalars(sa.select(Shift)).one()
    assert (shift.cause, shift.days, shift.reason) == (Cause.EXTENSION, 14, WHY)
    room = queries.case(session, gate.scholar.id, gate.phase.id)
    assert queries.seats(room) == []
    assert [seat.person_id for seat in queries.panel_of(session, row)] == [gate.pia.id, gate.paul.id]


def test_after_an_extension_the_views_of_before_and_its_concern_stop_nobody(session, gate):
    ready(gate, "")
    decide(gate, Wanted(Outcome.EXTEND, reasons=WHY, wish=WISH, until_on=gate.day(LAST + 14)))
    with pytest.raises(ChecksFail) as refused:
        decide(gate, day=LAST + 15)
    assert {"concern", "notice", "plan", "panel"} <= {one.value for one in refused.value.failing}
    with pytest.raises(Refused) as again:
        decide(
            gate, Wanted(Outcome.EXTEND, reasons=WHY, wish=WISH, until_on=gate.day(LAST + 30)), day=LAST + 15
        )
    assert code(again) == "extended_before"


def test_only_an_extension_that_leaves_notice_and_answer_opens_the_gate_to_a_new_concern(session, gate):
    ready(gate, "agreement")
    until = gate.day(VIEWED + 35)
    decide(gate, Wanted(Outcome.EXTEND, reasons=WHY, wish=WISH, until_on=until))
    with gate.on(VIEWED):
        training, research = calendar.phases_of(session, gate.scholar)
        assert (training.ends_on, training.notice_by) == (until, gate.day(VIEWED + 14))
        assert training.notice_by < training.ends_on < research.starts_on
    concern = told(gate, day=VIEWED + 14, proven=VIEWED + 14, target=VIEWED + 30)
    assert concern.counts_at_gate


def test_an_extension_that_the_dates_refuse_is_not_written(session, whole):
    """A leave that lies ahead keeps dates from moving; then there is no extension without its dates."""
    deciding.away(whole, VIEWED + 2, said_on=VIEWED)
    before = everything(session)
    with pytest.raises(Refused) as refused:
        decide(whole, Wanted(Outcome.EXTEND, reasons=WHY, wish=WISH, until_on=whole.day(LAST + 14)))
    assert code(refused) == "shift_on_leave"
    assert untouched(session, whole, before)
    concern = session.scalars(sa.select(Concern)).one()
    session.refresh(concern)
    assert concern.closed_on is None
    assert decide(whole).outcome is Outcome.STOP


# Twice, too late, one after the other.


@pytest.mark.parametrize("outcome", ALL_BUT_PLACES)
def test_a_double_click_decides_once(session, gate, outcome):
    ready(gate, "" if outcome is Outcome.STOP else "agreement")
    wanted = wanted_of(gate, outcome)
    if outcome in (Outcome.EXTEND, Outcome.REPEAT):
        wanted = replace(wanted, wish=WISH)
    first = decide(gate, wanted)
    before = everything(session)
    assert decide(gate, wanted) is first
    assert decide(gate, replace(wanted, reasons=f" {WHY}\n")) is first
    assert everything(session) == before


@pytest.mark.parametrize("first", [Outcome.CONTINUE, Outcome.STOP])
def test_the_second_to_decide_gets_the_first_beside(session, whole, first):
    made = decide(whole, wanted_of(whole, first))
    before = everything(session)
    for actor, outcome in ((whole.lea, first), (whole.sam, Outcome.DEFERRED), (whole.lea, Outcome.WITHDRAWN)):
        with pytest.raises(DecidedAlready) as refused:
            decide(whole, wanted_of(whole, outcome), actor=actor)
        assert refused.value.first is made
        assert code(refused) == "decided_already"
    assert everything(session) == before


def test_who_did_not_see_an_extension_decides_nothing_over_it(session, whole):
    """The other half of two at once: an extension lets a decision follow, but not one made in ignorance."""
    extension = decide(whole, Wanted(Outcome.EXTEND, reasons=WHY, wish=WISH, until_on=whole.day(LAST + 14)))
    before = everything(session)

    def second(seen):
        with whole.on(VIEWED):
            return decisions.decide(
                session,
                whole.lea,
                enrolment=whole.scholar,
                phase=whole.phase,
                wanted=Wanted(Outcome.CONTINUE),
                seen=seen,
            )

    with pytest.raises(DecidedAlready) as refused:
        second(1)
    assert refused.value.first is extension
    assert everything(session) == before
    assert second(2).outcome is Outcome.CONTINUE


@pytest.mark.parametrize("outcome", ALL_BUT_PLACES)
def test_nothing_is_decided_after_a_withdrawal(session, whole, outcome):
    cohorts.withdraw(session, whole.sam, enrolment=whole.scholar, on=whole.day(VIEWED - 1))
    before = everything(session)
    with pytest.raises(Refused) as refused:
        decide(whole, wanted_of(whole, outcome))
    assert code(refused) == "decision_after_leaving"
    assert everything(session) == before
    assert whole.scholar.ended_on is None


def test_a_panel_of_the_mentor_alone_stops_nobody(session, gate):
    ready(gate, "concern")
    other = gathering(gate.make)
    ready(other, "panel_others")
    before = everything(session)
    with pytest.raises(ChecksFail) as refused:
        decide(other)
    assert {one.value: answer.code for one, answer in refused.value.failing.items()} == {
        "panel_others": "panel_of_mentors"
    }
    assert untouched(session, other, before)


# What it rests on stays as it was.


def test_the_evidence_says_what_lay_before_those_who_decided(session, whole):
    with whole.on(31):  # a level needs others to compare with
        rated(whole.make, whole.cohort)
    evidence = decide(whole).evidence
    assert (evidence["policy_version"], evidence["people"], evidence["works"]) == (1, 3, 2)
    assert [(one["mentor"], one["overall"]) for one in evidence["forms"]] == [
        (whole.mara.id, 2), (whole.milo.id, 2), (whole.rhea.id, 2)
    ]  # fmt: skip
    assert evidence["forms"][2]["relation"] == "blind_reviewer"
    assert evidence["dates"]["decide_by"] == whole.day(DECIDES).isoformat()
    assert (evidence["concern"]["plan"], evidence["concern"]["delivered_by"]) == ("not_met", "acknowledged")
    assert evidence["level"]["people"] == 3
    assert evidence["level"]["q05"] <= evidence["level"]["level"] <= evidence["level"]["q95"]


def test_nothing_later_changes_the_evidence(session, whole):
    row = decide(whole, Wanted(Outcome.CONTINUE, reasons=WHY))
    frozen, checks, policy = json.dumps(row.evidence), json.dumps(row.checks), row.policy_id
    deciding.form(whole, whole.milo, 2, deciding.Relation.SECOND_MENTOR, day=VIEWED, overall=5)
    with whole.on(VIEWED + 1):
        filed = queries.filed(session, whole.scholar.id, whole.phase.id)[0].form
        session.refresh(filed, ["ratings"])
        kinder = forms.amend(session, filed.mentor, form=filed, answers=answers(overall=5), base_version=1)
        assert (kinder.overall, kinder.version) == (5, 2)
        stands = policy_actions.dates_of(whole.phase)
        cohorts.set_phase(
            session,
            whole.sam,
            cohort=whole.cohort,
            phase=replace(stands, gate=replace(stands.gate, people=5)),
            reason="Five is fairer.",
        )
        whole.mara.name = "Another Name"
        session.commit()
    session.expire_all()
    again = queries.standing(session, whole.scholar.id, whole.phase.id)
    assert (json.dumps(again.evidence), json.dumps(again.checks)) == (frozen, checks)
    assert (again.policy_id, again.policy.version, again.policy.people) == (policy, 1, 3)
    assert whole.phase.policy.people == 5
    assert queries.filed(session, whole.scholar.id, whole.phase.id)[0].form.overall == 5


def test_the_numbers_are_those_of_the_policy_in_force(session, whole):
    stands = policy_actions.dates_of(whole.phase)
    with whole.on(50):
        cohorts.set_phase(
            session,
            whole.sam,
            cohort=whole.cohort,
            phase=replace(stands, gate=replace(stands.gate, people=4)),
            reason="Four is fairer.",
        )
    with pytest.raises(ChecksFail) as refused:
        decide(whole)
    assert [one.value for one in refused.value.failing] == ["people"]


# Panels.


def test_a_view_is_filed_once_by_its_member_and_stays(session, gate):
    viewed(gate, (gate.pia, Outcome.STOP))
    room = queries.case(session, gate.scholar.id, gate.phase.id)
    with gate.on(VIEWED):
        first = panels.file_view(session, gate.pia, room=room, view=Outcome.STOP, reasons="As I see it. ")
        assert (first.view, first.filed_at) == (Outcome.STOP, queries.seats(room)[0].filed_at)
        for who, expected in ((gate.pia, "view_filed"), (gate.paul, "panel_not_seated")):
            with pytest.raises(Refused) as refused:
                panels.file_view(session, who, room=room, view=Outcome.CONTINUE, reasons="Otherwise.")
            assert code(refused) == expected
    assert [seat.view for seat in queries.seats(room)] == [Outcome.STOP]


def test_who_owes_a_form_on_the_scholar_files_that_before_a_view(session, gate):
    with gate.on(30):
        asked = gate.make.assignment(gate.scholar, gate.rhea, gate.works[0], due_on=gate.day(31))
        gate.make.role(gate.rhea, Role.PANEL_MEMBER, gate.cohort)
        panels.appoint(session, gate.sam, enrolment=gate.scholar, phase=gate.phase, person=gate.rhea)
        room = queries.case(session, gate.scholar.id, gate.phase.id)
        with pytest.raises(Refused) as refused:
            panels.file_view(session, gate.rhea, room=room, view=Outcome.CONTINUE, reasons="Fine.")
        assert code(refused) == "view_after_form"
        gate.make.form(asked)
        assert panels.file_view(
            session, gate.rhea, room=room, view=Outcome.CONTINUE, reasons="Fine."
        ).filed_at


@pytest.mark.parametrize(
    ("who", "expected"),
    [("scholar", "panel_on_self"), ("mara", "panel_role"), ("stranger", "panel_role")],
)
def test_nobody_sits_on_a_panel_about_themselves_or_without_the_role(session, gate, who, expected):
    if who == "scholar":
        gate.make.role(gate.scholar.person, Role.STAFF, gate.cohort)
    person = {"scholar": gate.scholar.person, "mara": gate.mara, "stranger": gathering(gate.make).pia}[who]
    with gate.on(60), pytest.raises(Refused) as refused:
        panels.appoint(session, gate.sam, enrolment=gate.scholar, phase=gate.phase, person=person)
    assert code(refused) == expected
    assert count_rows(session, PanelSeat) == 0


@pytest.mark.parametrize("who", ["mara", "pia", "scholar"])
def test_nobody_but_staff_chooses_the_panel(session, gate, who):
    actor = gate.scholar.person if who == "scholar" else getattr(gate, who)
    with gate.on(60), pytest.raises(Refused) as refused:
        panels.appoint(session, actor, enrolment=gate.scholar, phase=gate.phase, person=gate.paul)
    assert code(refused) == "panel_not_yours"


def test_asked_twice_somebody_sits_there_once_and_leaves_before_their_view_only(session, gate):
    with gate.on(60):
        panels.appoint(session, gate.sam, enrolment=gate.scholar, phase=gate.phase, person=gate.pia)
        with pytest.raises(Refused) as refused:
            panels.appoint(session, gate.sam, enrolment=gate.scholar, phase=gate.phase, person=gate.pia)
        assert code(refused) == "panel_seated"
        room = queries.case(session, gate.scholar.id, gate.phase.id)
        panels.unseat(session, gate.sam, room=room, person=gate.pia)
    assert count_rows(session, PanelSeat) == 0
    viewed(gate, (gate.pia, Outcome.STOP))
    room = queries.case(session, gate.scholar.id, gate.phase.id)
    with gate.on(VIEWED), pytest.raises(Refused) as refused:
        panels.unseat(session, gate.sam, room=room, person=gate.pia)
    assert code(refused) == "view_filed"


def test_a_member_whose_role_has_ended_files_no_view(session, gate):
    with gate.on(60):
        panels.appoint(session, gate.sam, enrolment=gate.scholar, phase=gate.phase, person=gate.pia)
    (grant,) = gate.pia.role_grants
    grant.ends_on = gate.day(65)
    session.flush()
    room = queries.case(session, gate.scholar.id, gate.phase.id)
    with gate.on(66), pytest.raises(Refused) as refused:
        panels.file_view(session, gate.pia, room=room, view=Outcome.STOP, reasons="As I saw it.")
    assert code(refused) == "panel_not_seated"


def test_nothing_is_filed_after_the_decision_and_a_dissent_is_kept_with_it(session, gate):
    ready(gate, "agreement")
    row = decide(gate, Wanted(Outcome.CONTINUE))
    with gate.on(VIEWED + 1):
        kept = panels.dissent(session, gate.pia, decision=row, text="Nothing ran, with all our help.")
        assert (
            panels.dissent(session, gate.pia, decision=row, text="Nothing ran, with all our help. ") is kept
        )
        for who, text, expected in (
            (gate.pia, "Another text.", "dissent_written"),
            (gate.paul, "Me too.", "dissent_agrees"),
            (gate.sam, "Me too.", "dissent_without_view"),
        ):
            with pytest.raises(Refused) as refused:
                panels.dissent(session, who, decision=row, text=text)
            assert code(refused) == expected
    assert [seat.dissent for seat in queries.panel_of(session, row)] == [
        "Nothing ran, with all our help.",
        "",
    ]


# What the database refuses by itself.


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": Outcome.STOP, "concern_id": None},
        {"outcome": Outcome.STOP, "reasons": ""},
        {"outcome": Outcome.STOP, "by_default": True, "decided_by_id": None},
        {"by_default": True},
        {"decided_by_id": None},
        {"override_reason": "No name."},
        {"outcome": Outcome.EXTEND, "until_on": None},
        {"until_on": deciding.FIRST},
        {"outcome": Outcome.WITHDRAWN, "wish": ""},
        {"plan": "A talk."},
    ],
)
def test_the_database_knows_what_a_decision_implies(session, gate, changes):
    values = {
        "enrolment_id": gate.scholar.id,
        "phase_id": gate.phase.id,
        "policy_id": gate.phase.policy.id,
        "outcome": Outcome.CONTINUE,
        "by_default": False,
        "decided_by_id": gate.sam.id,
        "decided_on": gate.day(VIEWED),
        "reasons": WHY,
        "evidence": {},
        "checks": {},
    }
    with session.begin_nested() as kept:
        session.add(GateDecision(**values))
        session.flush()
        kept.rollback()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(GateDecision(**{**values, **changes}))


def test_the_database_lets_two_decisions_stand_on_nobody(session, gate):
    row = decide(gate, Wanted(Outcome.CONTINUE), day=1)
    same = {column.key: getattr(row, column.key) for column in sa.inspect(GateDecision).column_attrs}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(GateDecision(**{**same, "id": None}))
    row.undone_at = row.decided_at + timedelta(days=1)
    session.flush()
    assert decide(gate, Wanted(Outcome.CONTINUE), day=2).id != row.id
