"""Where a scholar stands: one sentence first, then dates, evidence, milestones and feedback."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tracker import clock
from tracker.cohorts import actions as cohort_actions
from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.cohorts.rules import Gate, PhaseDates
from tracker.permissions import Role

pytestmark = pytest.mark.any_database


def stand(client, enrolment):
    return client.sign_in(enrolment.person).get(f"/where-i-stand/{enrolment.id}")


def planned(make, dates):
    """A cohort set up a month before its phase, as limited places must be."""
    with clock.fixed(datetime.combine(dates.starts_on - timedelta(days=30), time(12), UTC)):
        return make.cohort(phases=[dates])


def test_the_first_sentence_says_what_happens_and_by_when(client, cast):
    page = stand(client, cast.ada)
    assert "You move to the research phase on" in page
    assert "unless we raise a concern in writing by" in page
    assert "Training phase, week 6 of 10" in page


def test_a_limited_gate_says_its_places(client, make):
    today = clock.today()
    dates = PhaseDates(
        PhaseKind.TRAINING,
        today - timedelta(days=10),
        today + timedelta(days=10),
        Gate(GateDefault.CAPACITY_LIMITED, None, today + timedelta(days=14), places=8),
    )
    scholar = make.enrolment(planned(make, dates))
    page = stand(client, scholar)
    assert "Places are limited: 8 people go on" in page
    assert "14 days until then." in page


def test_a_short_phase_says_that_nobody_is_stopped(client, make):
    today = clock.today()
    dates = PhaseDates(PhaseKind.TRAINING, today - timedelta(days=3), today + timedelta(days=10))
    page = stand(client, make.enrolment(make.cohort(phases=[dates])))
    assert "nobody is stopped" in page


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        (0, "unless we raise a concern in writing by"),
        (3, "You continue. No concern was raised in time. You move to the research phase on"),
        (3, "The last day for one was"),
        (6.5, "unless we raise a concern in writing by"),
        (40, "No concern was raised in time. You finished the research phase on"),
    ],
)
def test_the_default_is_said_as_it_stands_that_day(client, cast, weeks, words):
    with clock.fixed(clock.now() + timedelta(weeks=weeks)):
        assert words in stand(client, cast.ada)


def test_a_limited_gate_whose_day_has_passed_promises_nothing(client, make):
    today = clock.today()
    dates = PhaseDates(
        PhaseKind.TRAINING,
        today - timedelta(days=40),
        today - timedelta(days=10),
        Gate(GateDefault.CAPACITY_LIMITED, None, today - timedelta(days=3), places=8),
    )
    page = stand(client, make.enrolment(planned(make, dates)))
    assert "Places were limited to 8 people; yours is not decided yet. The decision was due on" in page.text
    assert "You will know" not in page


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        (-8, "The training phase starts on"),
        (4, "week 10 of 10"),
        (5, "The training phase ended on"),
        (6.5, "The research phase starts on"),
        (8, "Research phase, week 2 of 12"),
        (40, "The research phase ended on"),
    ],
)
def test_the_page_follows_the_clock(client, cast, weeks, words):
    with clock.fixed(clock.now() + timedelta(weeks=weeks)):
        assert words in stand(client, cast.ada)


def test_a_cohort_without_dates_says_so(client, make):
    assert "have not been set yet" in stand(client, make.enrolment(make.cohort(phases=[])))


def test_milestones_show_their_status(client, cast, make):
    training = make.training(cast.cohort)
    soon, late, done = (
        cohort_actions.add_milestone(
            make.session, None, phase=training, title=title, due_on=clock.today() + timedelta(days=shift)
        )
        for title, shift in (("Soon", 4), ("Late", -4), ("Done", -9))
    )
    cohort_actions.mark_milestone(
        make.session, cast.sam, milestone=done, enrolment=cast.ada, done_on=clock.today()
    )
    page = stand(client, cast.ada)
    assert "in 4 days" in page and "open since" in page and "done" in page


def test_nothing_filed_never_counts_against_a_scholar(client, cast):
    page = stand(client, cast.ben)
    assert "Nobody has filed a form on you yet." in page
    assert "never counts against you" in page


def test_a_held_form_shows_that_it_exists_and_nothing_it_says(client, cast, make):
    form = make.form(cast.from_mara, keep="Hidden words", overall=1)
    page = stand(client, cast.ada)
    assert "Filed, not yet released" in page
    assert "Hidden words" not in page.html
    assert "Mara" not in page.html
    assert f"/forms/{form.id}" not in page.html
    assert "1 person" in page and "1 work" in page


def test_feedback_is_released_five_days_after_the_round_was_due(client, cast, make):
    make.form(cast.from_mara, keep="Open words")
    with clock.fixed(clock.now() + timedelta(days=7)):
        assert "Open words" not in stand(client, cast.ada).html
    with clock.fixed(clock.now() + timedelta(days=8)):
        assert "Open words" in stand(client, cast.ada)


def test_a_scholar_reads_only_their_own_page(client, cast):
    client.sign_in(cast.ada.person)
    assert client.get(f"/where-i-stand/{cast.ben.id}").status == 404
    assert client.get(f"/scholars/{cast.ben.id}").status == 404


def test_a_scholar_who_left_reads_what_was_written(client, cast, session):
    ada = session.merge(cast.ada)
    cohort_actions.withdraw(session, cast.sam, enrolment=ada, on=clock.today())
    assert "You left the program on" in stand(client, cast.ada)


def test_an_earlier_cohort_is_linked(client, cast, make):
    earlier = make.cohort(cast.program, "summer", phases=make.phases(date(2020, 1, 6)))
    old = cohort_actions.enrol(make.session, None, cohort=earlier, person=cast.ada.person)
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{old.id}")
    assert "Your other cohorts" in page and "Winter 2026" in page


def test_home_of_a_scholar_is_where_they_stand(client, cast):
    client.sign_in(cast.ada.person)
    newest = client.get(client.get("/").location).location
    assert newest == f"/where-i-stand/{cast.ada.id}"


def test_the_page_takes_the_same_number_of_statements_for_1_3_and_60_scholars(client, cast, make):
    cohort = make.cohort(cast.program, "growing")
    mentor = make.role(make.person("Growing Mentor"), Role.MENTOR, cohort)
    first = make.enrolment(cohort)
    make.form(make.assignment(first, mentor))
    counts, size = {}, 1
    for wanted in (1, 3, 60):
        for _ in range(wanted - size):
            make.form(make.assignment(make.enrolment(cohort), mentor))
        size = wanted
        with client.counting() as seen:
            stand(client, first)
        counts[wanted] = len(seen)
    assert len(set(counts.values())) == 1, counts


def test_the_page_takes_the_same_number_of_statements_for_1_and_5_forms(client, cast, make):
    cohort = make.cohort(cast.program, "forms")
    mentor = make.role(make.person("Busy Mentor"), Role.MENTOR, cohort)
    scholar, counts = make.enrolment(cohort), []
    for more in (1, 4):
        for _ in range(more):
            make.form(make.assignment(scholar, mentor))
        with client.counting() as seen:
            stand(client, scholar)
        counts.append(len(seen))
    assert counts[0] == counts[1]
