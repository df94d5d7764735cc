"""One scholar's dates through the product's own actions: leave, return, moved by hand, and what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.advancement.raising import aim, arrived, concern, judged, plan
from tests.page import count_rows
from tracker import audit, clock
from tracker.advancement import dates, delivery, queries
from tracker.advancement import rules as concern_rules
from tracker.advancement.models import Verdict
from tracker.cohorts import calendar
from tracker.cohorts.calendar_models import Cause, Leave, Shift
from tracker.cohorts.models import PhaseKind
from tracker.cohorts.policy_rules import DefaultState, default_state
from tracker.evaluations import actions as forms
from tracker.evaluations import board, setup, visibility
from tracker.evaluations import rules as form_rules
from tracker.evaluations.answers import Relation
from tracker.overview import gates
from tracker.overview import queries as overview
from tracker.reasons import Refused


def in_days(days):
    return clock.today() + timedelta(days=days)


def later(days):
    """The clock so many days on, at the same time of day."""
    return clock.fixed(clock.now() + timedelta(days=days))


def training(session, enrolment):
    (found,) = (p for p in calendar.phases_of(session, enrolment) if p.kind is PhaseKind.TRAINING)
    return found


def away(session, cast, who=None, **values):
    values.setdefault("from_on", clock.today())
    return dates.begin_leave(session, cast.sam, enrolment=who or cast.ada, **values)


def back(session, cast, leave, days=0):
    return dates.end_leave(session, cast.sam, leave=leave, back_on=in_days(days))


def moved(session, cast, *, days=14, from_on=None, cause=Cause.OTHER, **values):
    return dates.shift(
        session,
        cast.sam,
        enrolment=cast.ada,
        phase=training(session, cast.ada),
        from_on=from_on or clock.today(),
        days=days,
        cause=cause,
        reason="Ill for two weeks.",
        **values,
    )


def refusal(call, *args, **values):
    with pytest.raises(Refused) as refused:
        call(*args, **values)
    return refused.value.decision.code


def ends(session, enrolment):
    return [
        (p.starts_on, p.notice_by, p.ends_on, p.decision_on) for p in calendar.phases_of(session, enrolment)
    ]


def state(session, enrolment):
    gate = calendar.gate_at(training(session, enrolment))
    return default_state(gate, clock.today(), concern_in_time=False)


def all_later(before, days):
    return [tuple(day and day + timedelta(days=days) for day in row) for row in before]


# Moved by hand


def test_every_date_ahead_moves_and_nobody_elses_does(session, cast, make):
    start, ben = ends(session, cast.ada), ends(session, cast.ben)
    moved(session, cast)
    after = ends(session, cast.ada)
    assert after[0] == (start[0][0], *all_later(start[:1], 14)[0][1:]), "what has begun has begun"
    assert after[1:] == all_later(start[1:], 14)
    assert ends(session, cast.ben) == ben


def test_two_moves_add_up_and_a_second_click_adds_nothing(session, cast):
    start = ends(session, cast.ada)
    moved(session, cast, days=7, seen=0)
    assert refusal(moved, session, cast, days=7, seen=0) == "dates_changed"
    assert ends(session, cast.ada)[1:] == all_later(start[1:], 7)
    moved(session, cast, days=3, seen=1)
    assert ends(session, cast.ada)[1:] == all_later(start[1:], 10)
    assert count_rows(session, Shift) == 2


def test_an_extension_after_the_last_day_for_a_concern_leaves_that_day_passed(session, cast):
    start = training(session, cast.ada)
    with later((start.ends_on - clock.today()).days + 3):
        moved(session, cast, from_on=start.ends_on, cause=Cause.EXTENSION)
    after = training(session, cast.ada)
    assert after.notice_by == start.notice_by
    assert after.ends_on == start.ends_on + timedelta(days=14)
    assert after.decision_on == start.decision_on + timedelta(days=14)


def test_a_form_on_a_shifted_scholar_is_open_longer_and_due_later(session, cast, make):
    start = training(session, cast.ada)
    due = cast.from_mara.due_on
    from_ben = make.assignment(cast.ben, cast.mara)
    moved(session, cast)
    assert cast.from_mara.due_on == due + timedelta(days=14)
    with later((start.forms_close_on - clock.today()).days + 1):
        assert form_rules.may_write(forms.moment(session, cast.from_mara))
        assert form_rules.may_write(forms.moment(session, from_ben)).code == "phase_closed"
        hidden = visibility.hidden_from(session, cast.mara.id, clock.today())
        assert hidden == {cast.ada.id}, "who can still file sees nothing of the others' forms"
        rows = {row.person_id: row.forms for row in board.rows(session, cast.cohort.id, clock.today())}
        assert (rows[cast.ada.person_id].owed, rows[cast.ada.person_id].missing) == (2, 0)
        assert (rows[cast.ben.person_id].owed, rows[cast.ben.person_id].missing) == (0, 1)
        with later(14):
            assert visibility.hidden_from(session, cast.mara.id, clock.today()) == frozenset()


def test_a_form_can_be_asked_for_as_long_as_it_can_be_filed(session, cast, make):
    closes = training(session, cast.ada).forms_close_on
    work = make.work(cast.ada, cast.ben)

    def ask(*members, due_on):
        return setup.ask(
            session,
            cast.sam,
            work=work,
            members=members,
            mentor=cast.mara,
            relation=Relation.PRIMARY_MENTOR,
            due_on=due_on,
        )

    moved(session, cast)
    assert refusal(ask, cast.ada, cast.ben, due_on=closes + timedelta(days=14)) == "day_outside_phase"
    assert refusal(ask, cast.ada, due_on=closes + timedelta(days=15)) == "day_outside_phase"
    (row,) = ask(cast.ada, due_on=closes + timedelta(days=14))
    assert row.due_on == training(session, cast.ada).forms_close_on


def test_a_filed_or_excused_form_keeps_its_day(session, cast, make):
    make.form(cast.from_mara)
    cast.from_milo.excused_at = clock.now()
    kept = (cast.from_mara.due_on, cast.from_milo.due_on)
    moved(session, cast)
    assert (cast.from_mara.due_on, cast.from_milo.due_on) == kept


def test_two_open_forms_of_one_mentor_on_one_work_move_without_colliding(session, cast, make):
    later_due = cast.from_mara.due_on + timedelta(days=14)
    second = make.assignment(cast.ada, cast.mara, cast.sprint, due_on=later_due)
    filed = make.assignment(cast.ada, cast.milo, cast.sprint, due_on=later_due)
    make.form(filed)
    moved(session, cast)
    assert cast.from_mara.due_on == later_due
    assert second.due_on == later_due + timedelta(days=14)
    assert cast.from_milo.due_on == later_due + timedelta(days=1), "the filed one holds that day"


def test_an_open_milestone_is_due_later_and_a_done_one_is_not(session, cast, make):
    from tracker.cohorts import actions as cohorts

    due = make.milestone(cast.cohort, "Goal", in_days(5))
    done = make.milestone(cast.cohort, "Talk", in_days(6))
    cohorts.mark_milestone(session, cast.sam, milestone=done, enrolment=cast.ada, done_on=clock.today())
    moved(session, cast)
    rows = overview.standing(session, cast.ada, clock.today()).milestones
    assert [(row.milestone.id, row.due_on) for row in rows] == [(done.id, in_days(6)), (due.id, in_days(19))]


def test_a_shift_is_audited_and_needs_no_more_than_it_says(session, cast):
    row = moved(session, cast)
    (entry,) = session.scalars(sa.select(audit.AuditEntry).where(audit.AuditEntry.action == "dates.shift"))
    assert entry.object_id == row.id and entry.change["days"] == 14
    assert "Ill" not in str(entry.change)


# Leave


def test_on_leave_days_stand_still_and_move_by_its_length_afterwards(session, cast):
    start = ends(session, cast.ada)
    leave = away(session, cast)
    assert ends(session, cast.ada) == start
    for days in (1, 30, 200):
        with later(days):
            assert ends(session, cast.ada)[1:] == all_later(start[1:], days)
            assert training(session, cast.ada).notice_by > clock.today(), "it cannot pass meanwhile"
            assert calendar.on_leave(session, cast.cohort.id, clock.today()) == {cast.ada.id}
    with later(30):
        back(session, cast, leave)
        assert ends(session, cast.ada)[1:] == all_later(start[1:], 30)
        assert calendar.on_leave(session, cast.cohort.id, clock.today()) == frozenset()
    with later(60):
        assert ends(session, cast.ada)[1:] == all_later(start[1:], 30)


def test_on_leave_no_concern_is_raised_and_nothing_is_overdue(session, cast):
    leave = away(session, cast)
    assert refusal(concern, session, cast.sam, cast.ada) == "scholar_on_leave"
    with later(10):
        (ada, _ben) = board.rows(session, cast.cohort.id, clock.today())
        assert ada.away and (ada.forms.owed, ada.forms.overdue) == (2, 0)
        assert refusal(concern, session, cast.sam, cast.ada) == "scholar_on_leave"
        back(session, cast, leave)
        assert cast.from_mara.due_on == in_days(3)
        concern(session, cast.sam, cast.ada)


def test_a_leave_planned_ahead_begins_by_itself_and_can_be_taken_back(session, cast):
    start = ends(session, cast.ada)
    leave = away(session, cast, from_on=in_days(7))
    assert calendar.on_leave(session, cast.cohort.id, clock.today()) == frozenset()
    assert back(session, cast, leave, 7) is None
    assert ends(session, cast.ada) == start
    again = away(session, cast, from_on=in_days(7))
    with later(8):
        assert calendar.on_leave(session, cast.cohort.id, clock.today()) == {cast.ada.id}
        assert back(session, cast, again).days == 1


def test_a_leave_written_down_late_reopens_no_last_day_that_has_passed(session, cast):
    start = training(session, cast.ada)
    with later((start.notice_by - clock.today()).days + 1):
        assert state(session, cast.ada) is DefaultState.CONTINUES
        leave = away(session, cast, from_on=in_days(-3))
        with later(5):
            back(session, cast, leave)
            after = training(session, cast.ada)
            assert after.notice_by == start.notice_by
            assert after.ends_on == start.ends_on + timedelta(days=8)
            assert state(session, cast.ada) is DefaultState.CONTINUES


def test_nobody_is_on_leave_twice_and_the_same_click_counts_once(session, cast):
    one = away(session, cast, expected_until=in_days(10))
    assert away(session, cast, expected_until=in_days(10)) is one
    assert refusal(away, session, cast, expected_until=in_days(12)) == "leave_already"
    assert count_rows(session, Leave) == 1
    with later(2):
        back(session, cast, one)
        assert refusal(back, session, cast, one) == "leave_ended"
        assert count_rows(session, Shift) == 1


def test_nobody_who_left_is_on_leave(session, cast):
    from tracker.cohorts import actions as cohorts

    leave = away(session, cast)
    cohorts.withdraw(session, cast.sam, enrolment=cast.ada, on=clock.today())
    assert calendar.on_leave(session, cast.cohort.id, clock.today()) == frozenset()
    assert refusal(back, session, cast, leave) == "scholar_left"
    cohorts.withdraw(session, cast.sam, enrolment=cast.ben, on=clock.today())
    assert refusal(away, session, cast, cast.ben) == "scholar_left"


def test_dates_are_not_moved_by_hand_while_somebody_is_away(session, cast):
    away(session, cast)
    assert refusal(moved, session, cast) == "shift_on_leave"
    assert refusal(moved, session, cast, cause=Cause.EXTENSION) == "shift_on_leave"


# What hangs on the dates


def test_targets_and_the_review_wait_for_a_scholar_who_is_away(session, cast):
    made = arrived(session, cast.sam, cast.ada, targets=[aim(16), aim(20)])
    planned = plan(session, cast.sam, made, owner=cast.sam, days=22)
    with later(3):
        leave = away(session, cast)
        assert refusal(judged, session, cast.sam, made, Verdict.NOT_MET) == "scholar_on_leave"
        with later(30):
            assert refusal(judged, session, cast.sam, made, Verdict.NOT_MET) == "scholar_on_leave"
            back(session, cast, leave)
            assert [target.due_on for target in made.targets] == [in_days(13), in_days(17)]
            assert planned.due_on == in_days(19)
            assert refusal(judged, session, cast.sam, made, Verdict.NOT_MET) == "review_too_early"
            assert made.counts_at_gate, "a concern told in time stays one"


def test_a_new_day_that_one_of_two_named_moves_too(session, cast):
    made = arrived(session, cast.sam, cast.ada)
    planned = plan(session, cast.sam, made, owner=cast.sam, days=20)
    with later(20):
        judged(session, cast.sam, made, Verdict.PARTLY, until=in_days(7))
        leave = away(session, cast)
        with later(10):
            back(session, cast, leave)
            judged(session, cast.lea, made, Verdict.PARTLY, until=in_days(3))
            assert planned.extended_to == in_days(7)


def test_a_concern_that_arrives_while_somebody_is_away_leaves_two_weeks_after_they_are_back(session, cast):
    made = concern(session, cast.sam, cast.ada, targets=[aim(14)])
    leave = away(session, cast)
    with later(5):
        delivery.prove(session, made, by=delivery.Proof.READ, at=clock.now(), actor=cast.ada.person)
        with later(20):
            back(session, cast, leave)
            gate = delivery.gate_of(session, cast.ada, made.phase)
            assert in_days(14) <= made.targets[0].due_on <= gate.last_day


def test_a_concern_is_opened_by_the_scholars_own_dates(session, cast):
    start = training(session, cast.ada)
    moved(session, cast, days=60)
    with later((start.ends_on - clock.today()).days + 5):
        assert refusal(concern, session, cast.sam, cast.ben) == "no_phase_running"
        made = concern(session, cast.sam, cast.ada)
        assert made.notice_by == start.notice_by + timedelta(days=60)
        assert made.counts_at_gate
        assert queries.at_gate(session, cast.ada.id, start.id, clock.today()) == [made]
        assert concern_rules.counts_at_gate(made.opened_on, made.notice_by)


def test_the_page_of_a_shifted_scholar_speaks_of_their_own_days(session, cast):
    moved(session, cast)
    stands = overview.standing(session, cast.ada, clock.today())
    ahead = gates.ahead(session, stands)
    assert ahead is not None and ahead.own is not None
    assert ahead.own.decision_on == ahead.policy.decision_on + timedelta(days=14)
    other = overview.standing(session, cast.ben, clock.today())
    assert gates.ahead(session, other).own is None


def test_reading_dates_takes_two_statements_for_one_and_for_many(session, cast, make, client):
    counts = []
    for extra in (0, 1, 20):
        for _more in range(extra):
            row = make.enrolment(cast.cohort)
            dates.shift(
                session,
                cast.sam,
                enrolment=row,
                phase=training(session, row),
                from_on=clock.today(),
                days=7,
                cause=Cause.OTHER,
                reason="Late start.",
            )
        from tracker.cohorts import queries as cohorts

        rows = cohorts.scholars(session, cast.cohort.id)
        assert [row.cohort.phases for row in rows]
        with client.counting() as statements:
            calendar.phases_of_many(session, rows)
        counts.append(len(statements))
    assert counts == [2, 2, 2]
