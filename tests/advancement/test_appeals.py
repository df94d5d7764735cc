"""Appeals as they are lived: filed in time, read by somebody new, upheld or sent back, and what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.advancement import appealing, deciding, lettering
from tests.advancement.appealing import FILED, LAST_TO_APPEAL, REASONS, TEXT
from tests.advancement.lettering import NOTICE
from tests.page import count_rows
from tracker import clock
from tracker.advancement import appeal_queries, appeals, decision_queries
from tracker.advancement.appeal_models import Appeal, AppealDraft, Ruling
from tracker.advancement.appeals import AppealedAlready, RuledAlready
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.letter_models import Letter, LetterKind
from tracker.advancement.models import Concern
from tracker.cohorts.calendar_models import ClosedDay
from tracker.cohorts.models import PhaseKind
from tracker.outbox.models import Message
from tracker.permissions import Role
from tracker.reasons import Refused


@pytest.fixture
def case(stopped):
    return stopped


def refused(code, act):
    with pytest.raises(Refused) as error:
        act()
    assert error.value.decision.code == code


def test_a_stop_is_appealed_against_until_the_end_of_the_fifth_working_day(session, case):
    assert case.letter.appeal_by == case.gate.day(LAST_TO_APPEAL)
    refused("appeal_late", lambda: appealing.filed(case, day=LAST_TO_APPEAL + 1))
    assert count_rows(session, Appeal) == 0
    made = appealing.filed(case, day=LAST_TO_APPEAL)
    assert made.filed_on == case.gate.day(LAST_TO_APPEAL)
    # Research begins on day 84, a Monday: five working days would end on that day.
    assert made.decide_by == case.gate.day(81)


def test_the_day_is_the_programs(make):
    case = appealing.stopped(make, zone="Pacific/Auckland")
    with deciding.at(case.gate.day(LAST_TO_APPEAL), 23, 59, case.gate.zone):
        assert clock.today() < case.gate.day(LAST_TO_APPEAL) + timedelta(days=1)
        assert appeals.file(make.session, case.scholar, decision=case.decision, text=TEXT)
    case = appealing.stopped(make, zone="America/Los_Angeles")
    with deciding.at(case.gate.day(LAST_TO_APPEAL) + timedelta(days=1), 0, 1, case.gate.zone):
        refused(
            "appeal_late",
            lambda: appeals.file(make.session, case.scholar, decision=case.decision, text=TEXT),
        )


def test_a_closed_day_entered_after_the_letter_takes_nothing_away(session, case):
    session.add(ClosedDay(program_id=case.gate.program.id, day=case.gate.day(73), name="Closed"))
    session.flush()
    assert appealing.filed(case, day=LAST_TO_APPEAL).filed_on == case.letter.appeal_by


def test_only_the_scholar_appeals_and_once(session, case):
    for person in (case.gate.sam, case.gate.mara, case.noor):
        with case.gate.on(FILED):
            refused(
                "appeal_not_yours",
                lambda who=person: appeals.file(session, who, decision=case.decision, text=TEXT),
            )
    first = appealing.filed(case)
    assert appealing.filed(case, text=f" {TEXT}\n") is first
    with pytest.raises(AppealedAlready) as error:
        appealing.filed(case, text="Something else.")
    assert error.value.first is first
    assert count_rows(session, Appeal) == 1


def test_an_empty_appeal_is_none(session, case):
    refused("reply_empty", lambda: appealing.filed(case, text="  "))
    refused("text_too_long", lambda: appealing.filed(case, text="x" * 8001))
    assert count_rows(session, Appeal) == 0


def test_before_the_letter_and_against_going_on_there_is_none(session, make):
    gate = deciding.gathering(make)
    with gate.on(70):
        decision = lettering.planned(session, gate.sam, gate.scholar)
        refused(
            "appeal_before_letter",
            lambda: appeals.file(session, gate.scholar.person, decision=decision, text=TEXT),
        )
        other = gate.another()
        onward = lettering.continued(session, gate.sam, other)
        assert lettering.sent(session, gate.sam, onward).appeal_by is None
        refused(
            "appeal_impossible",
            lambda: appeals.file(session, other.person, decision=onward, text=TEXT),
        )


def test_everybody_with_a_hand_in_it_is_kept_from_reading_it(session, case):
    """Each of them has the role; what keeps them is what they did."""
    gate, made = case.gate, appealing.filed(case)
    named = {
        case.scholar: "appeal_of_self",
        gate.sam: "appeal_decider",
        gate.pia: "appeal_panel",
        gate.paul: "appeal_panel",
        gate.lea: "appeal_planner",
        gate.mara: "appeal_rater",
        gate.milo: "appeal_rater",
        gate.rhea: "appeal_rater",
        case.noor: "",
        case.otto: "",
    }
    for person in (case.scholar, gate.mara, gate.milo, gate.rhea):
        gate.make.role(person, Role.PANEL_MEMBER, gate.cohort)
    offered = appeal_queries.candidates(session, case.decision, clock.today())
    assert {person: answer.code for person, answer in offered} == named
    for person, code in named.items():
        if code:
            refused(code, lambda who=person: appealing.given(case, made, who))
            # Even if somebody were put there past the rule, they could not decide it.
            made.reader_id, made.assigned_by_id, made.assigned_at = person.id, case.noor.id, clock.now()
            session.flush()
            with gate.on(FILED):
                refused(
                    code,
                    lambda who=person: appeals.prepare(
                        session, who, appeal=made, ruling=Ruling.UPHELD, reasons=REASONS
                    ),
                )
            made.reader_id = made.assigned_by_id = made.assigned_at = None
            session.flush()
    assert made.ruling is None


def test_who_opened_a_concern_and_who_was_only_asked_for_a_form_are_kept_out_too(session, case):
    gate = case.gate
    gate.make.role(gate.mara, Role.PANEL_MEMBER, gate.cohort)
    concern = session.scalars(sa.select(Concern)).one()
    concern.opened_by_id = case.noor.id
    with gate.on(60):
        gate.make.assignment(gate.scholar, gate.make.role(case.otto, Role.MENTOR, gate.cohort), gate.works[0])
    found = dict(appeal_queries.candidates(session, case.decision, clock.today()))
    assert found[case.noor].code == "appeal_opener"
    assert found[case.otto].code == "appeal_rater"


def test_somebody_who_rated_after_they_were_asked_cannot_decide(session, case):
    made = appealing.given(case, appealing.filed(case))
    with case.gate.on(FILED):
        mentor = case.gate.make.role(case.otto, Role.MENTOR, case.gate.cohort)
        case.gate.make.assignment(case.gate.scholar, mentor, case.gate.works[0])
    refused("appeal_rater", lambda: appealing.ruled(case, made, Ruling.UPHELD))
    assert made.ruling is None


def test_a_reader_without_the_role_or_account_is_none(session, case):
    made = appealing.filed(case)
    refused("appeal_role", lambda: appealing.given(case, made, case.gate.make.person()))
    case.otto.active = False
    refused("appeal_role", lambda: appealing.given(case, made))
    with case.gate.on(FILED):
        refused(
            "appeal_not_assigned_by_you",
            lambda: appeals.assign(
                session, case.otto, appeal=made, reader=case.noor, instead_of=None, notice=NOTICE
            ),
        )


def test_the_reader_gets_a_mail_that_says_nothing_and_only_one(session, case):
    before = count_rows(session, Message)
    made = appealing.given(case, appealing.filed(case))
    appealing.given(case, made)
    assert count_rows(session, Message) == before + 1
    mail = session.scalars(sa.select(Message).order_by(Message.id.desc()).limit(1)).one()
    assert (mail.person_id, mail.body) == (case.otto.id, NOTICE.body)


def test_two_people_giving_it_away_at_once(session, case):
    made = appealing.given(case, appealing.filed(case), case.otto)
    with case.gate.on(FILED):
        refused(
            "appeal_given_meanwhile",
            lambda: appeals.assign(
                session, case.noor, appeal=made, reader=case.noor, instead_of=None, notice=NOTICE
            ),
        )
    assert made.reader is case.otto
    assert appealing.given(case, made, case.noor).reader is case.noor


def test_upheld_the_decision_stands(session, case):
    made = appealing.given(case, appealing.filed(case))
    letter = appealing.ruled(case, made, Ruling.UPHELD)
    assert (made.ruling, made.reasons, made.decided_on) == (Ruling.UPHELD, REASONS, case.gate.day(73))
    assert letter.kind is LetterKind.APPEAL_UPHELD
    assert REASONS in letter.body
    assert letter.appeal_by is None
    assert case.decision.undone_at is None
    assert case.gate.scholar.ended_on == case.gate.day(70)
    refused("appeal_twice", lambda: appealing.filed(case, text="Once more."))


def test_sent_back_the_scholar_is_undecided_again_and_a_new_round_begins(session, case):
    gate = case.gate
    made = appealing.given(case, appealing.filed(case))
    letter = appealing.ruled(case, made, Ruling.SENT_BACK)
    assert case.decision.undone_at is not None
    assert decision_queries.standing(session, gate.scholar.id, gate.phase.id) is None
    assert gate.scholar.ended_on is None
    room = decision_queries.case(session, gate.scholar.id, gate.phase.id)
    assert (room.round, room.decide_by) == (2, gate.day(80))
    assert decision_queries.seats(room) == []
    assert session.scalars(sa.select(Concern.closed_on)).all() == [None]
    for words in ("no longer holds", REASONS, "A new panel decides by 22 April 2027", "you continue"):
        assert words in letter.body


def test_if_nobody_decides_anew_they_continue_by_default_the_day_after(session, case):
    made = appealing.given(case, appealing.filed(case))
    appealing.ruled(case, made, Ruling.SENT_BACK)
    assert deciding.defaults(case.gate, 80, 23, 59) == []
    (row,) = deciding.defaults(case.gate, 81, 0, 1)
    assert (row.outcome, row.by_default) == (Outcome.CONTINUE, True)
    assert deciding.defaults(case.gate, 82) == []


def test_a_fresh_panel_can_decide_anew_and_that_can_be_appealed_against(session, case):
    gate = case.gate
    appealing.ruled(case, appealing.given(case, appealing.filed(case)), Ruling.SENT_BACK)
    refused("panel_not_fresh", lambda: deciding.viewed(gate, (gate.pia, Outcome.STOP), day=74))
    with gate.on(74):
        vera, viktor = (gate.make.role(gate.make.person(), Role.PANEL_MEMBER, gate.cohort) for _ in range(2))
    deciding.viewed(gate, (vera, Outcome.STOP), (viktor, Outcome.STOP), day=74)
    again = deciding.decide(gate, day=75)
    assert (again.round, again.outcome) == (2, Outcome.STOP)
    with gate.on(75):
        case.decision, case.letter = again, lettering.sent(session, gate.sam, again)
    second = appealing.filed(case, day=76)
    refused("appeal_read_before", lambda: appealing.given(case, second, case.otto, day=76))
    refused("appeal_panel", lambda: appealing.given(case, second, gate.pia, day=76))
    appealing.ruled(case, appealing.given(case, second, case.noor, day=76), Ruling.UPHELD, case.noor, day=77)
    assert [one.ruling for one in session.scalars(sa.select(Appeal).order_by(Appeal.id))] == [
        Ruling.SENT_BACK,
        Ruling.UPHELD,
    ]


def test_at_limited_places_nobody_is_promised_to_continue(session, make):
    case = appealing.stopped(make, gate=deciding.limited())
    letter = appealing.ruled(case, appealing.given(case, appealing.filed(case)), Ruling.SENT_BACK)
    assert "A new panel decides by" in letter.body
    assert "you continue" not in letter.body
    assert deciding.defaults(case.gate, 90) == []


def test_an_early_decision_sent_back_waits_for_the_gates_own_day(session, make):
    case = appealing.stopped(make)
    gate, scholar = case.gate, case.gate.another()
    with gate.on(20):
        decision = lettering.planned(session, gate.sam, scholar)
        lettering.sent(session, gate.sam, decision)
        made = appeals.file(session, scholar.person, decision=decision, text=TEXT)
    appealing.given(case, made, day=21)
    appealing.ruled(case, made, Ruling.SENT_BACK, day=22)
    room = decision_queries.case(session, scholar.id, gate.phase.id)
    assert room.decide_by == case.gate.phase.decision_on
    assert deciding.defaults(gate, 40) == []


def test_what_was_typed_is_kept_for_its_author_and_goes_when_it_was_sent(session, case):
    for person in (case.scholar, case.otto):
        for typed in ("half", "more"):
            appeals.save_draft(session, person, decision=case.decision, typed={"text": typed})
    assert appeal_queries.draft(session, case.decision.id, case.scholar.id).typed == {"text": "more"}
    assert appeal_queries.draft(session, case.decision.id, case.noor.id) is None
    made = appealing.filed(case)
    assert count_rows(session, AppealDraft) == 1
    appealing.ruled(case, appealing.given(case, made), Ruling.UPHELD)
    assert count_rows(session, AppealDraft) == 0


def test_only_its_reader_decides_and_only_the_letter_that_was_shown(session, case):
    made = appealing.filed(case)
    refused("appeal_other_reader", lambda: appealing.ruled(case, made, Ruling.UPHELD, case.noor))
    appealing.given(case, made)
    refused("appeal_other_reader", lambda: appealing.ruled(case, made, Ruling.UPHELD, case.noor))
    refused("reply_empty", lambda: appealing.ruled(case, made, Ruling.UPHELD, reasons=" "))
    with case.gate.on(FILED):
        refused(
            "letter_changed",
            lambda: appeals.rule(
                session,
                case.otto,
                appeal=made,
                ruling=Ruling.UPHELD,
                reasons=REASONS,
                shown="another",
                notice=NOTICE,
            ),
        )


def test_preparing_decides_nothing(session, case):
    made = appealing.given(case, appealing.filed(case))
    with case.gate.on(FILED):
        appeals.prepare(session, case.otto, appeal=made, ruling=Ruling.SENT_BACK, reasons=REASONS)
    session.expire_all()
    assert session.get_one(Appeal, made.id).ruling is None
    assert session.get_one(GateDecision, case.decision.id).undone_at is None
    assert count_rows(session, Letter) == 1


def test_the_same_ruling_twice_is_one_and_another_is_shown_the_first(session, case):
    made = appealing.given(case, appealing.filed(case))
    first = appealing.ruled(case, made, Ruling.UPHELD)
    assert appealing.ruled(case, made, Ruling.UPHELD) is first
    with pytest.raises(RuledAlready) as error:
        appealing.ruled(case, made, Ruling.SENT_BACK)
    assert error.value.first.ruling is Ruling.UPHELD
    assert case.decision.undone_at is None
    assert count_rows(session, Letter) == 2


def test_a_late_ruling_is_still_one(session, case):
    made = appealing.given(case, appealing.filed(case))
    late = (made.decide_by - case.gate.first).days + 3
    appealing.ruled(case, made, Ruling.SENT_BACK, day=late)
    room = decision_queries.case(session, case.gate.scholar.id, case.gate.phase.id)
    assert room.decide_by > case.gate.day(late)


def test_the_next_phase_is_the_scholars_own(session, case):
    research = next(one for one in case.gate.cohort.phases if one.kind is PhaseKind.RESEARCH)
    made = appealing.filed(case, day=LAST_TO_APPEAL)
    assert made.decide_by < research.starts_on


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.DEFERRED])
def test_who_never_asked_to_leave_says_so_and_takes_part_again(session, case, outcome):
    """The words of a wish are typed by staff, so they too can be appealed against."""
    gate = case.gate
    appealing.ruled(case, appealing.given(case, appealing.filed(case)), Ruling.SENT_BACK)
    left = Wanted(outcome, reasons="They said so on the phone.", wish="I would like to stop here.")
    again = deciding.decide(gate, left, day=75)
    assert gate.scholar.left_on == gate.day(75)
    with gate.on(75):
        case.decision, case.letter = again, lettering.sent(session, gate.sam, again)
    assert "If this is not what you asked for, say so until" in case.letter.body
    second = appealing.filed(case, day=76)
    appealing.ruled(
        case, appealing.given(case, second, case.noor, day=76), Ruling.SENT_BACK, case.noor, day=77
    )
    assert gate.scholar.left_on is None
    assert decision_queries.standing(session, gate.scholar.id, gate.phase.id) is None
