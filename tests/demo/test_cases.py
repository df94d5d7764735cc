"""Each hard case of the demo is there and can be found."""

from __future__ import annotations

from collections import defaultdict
from statistics import mean

import pytest

from tests.demo import finders
from tracker.cohorts import queries as cohort_queries
from tracker.demo.cases import CASES
from tracker.demo.people import MENTOR, SCHOLAR
from tracker.demo.stages import Stage
from tracker.evaluations import queries, visibility
from tracker.evaluations.answers import Blame, Relation, Result, Share

FROM_TRAINING = [Stage.TRAINING, Stage.GATE, Stage.RESEARCH, Stage.CLOSED]


@pytest.fixture(params=FROM_TRAINING)
def running(request, demo):
    """The demo at every stage since training began."""
    return demo(request.param)[0]


def test_thin_evidence_comes_from_one_rater(running):
    forms = finders.case(running, "thin_evidence")
    assert forms
    assert len({form.mentor_id for form in forms}) == 1


def test_split_raters_differ_by_three_levels(running):
    rounds = defaultdict(set)
    for form in finders.case(running, "split_raters"):
        rounds[form.assignment.milestone_id].add(form.overall)
    assert {2, 5} in rounds.values()


def test_a_form_is_overdue_on_one_scholar(running):
    late = [
        one
        for one in finders.assignments(running)
        if one.enrolment.person.email == CASES["overdue_form"]
        and one.form is None
        and one.excused_at is None
        and one.due_on < finders.today()
    ]
    assert late


def test_a_strong_scholar_had_one_bad_result_on_a_hard_problem(running):
    forms = finders.case(running, "hard_problem")
    bad = [form for form in forms if form.result is Result.NEGATIVE and form.blame is Blame.HARD_PROBLEM]
    assert bad[0].quality == 5
    assert mean(form.overall for form in forms if form.overall) >= 3.75


def test_a_good_result_was_carried_by_the_partner(running):
    forms = finders.case(running, "carried")
    good = [form for form in forms if form.result is Result.POSITIVE and form.share is Share.SUPPORTING]
    assert min(form.overall for form in good) <= 3


def test_one_scholar_withdrew(running):
    one = finders.enrolment(running, CASES["withdrew"])
    assert one.withdrew_on <= finders.today()
    assert all(form.filed_on <= one.withdrew_on for form in finders.case(running, "withdrew"))


def test_the_demo_mentor_reviews_somebody_blind(running):
    asked = [
        one.relation
        for one in finders.assignments(running)
        if one.mentor.email == MENTOR.email and one.enrolment.person.email == CASES["blind_reviewer"]
    ]
    assert asked == [Relation.BLIND_REVIEWER]


def test_one_mentor_owes_many(running):
    late = [one for one in finders.open_of(running, CASES["owes_many"]) if one.due_on < finders.today()]
    others = {one.mentor.email for one in finders.assignments(running)} - {CASES["owes_many"]}
    assert len(finders.open_of(running, CASES["owes_many"])) >= 6
    assert late
    assert all(len(finders.open_of(running, other)) <= 12 for other in others)


@pytest.mark.parametrize(("case", "side"), [("harsh_rater", -1), ("lenient_rater", 1)])
def test_one_rater_is_harsh_and_one_lenient(closed, case, side):
    """Each lies more than half a point from everybody's mean, and further out than anyone else."""
    given = defaultdict(list)
    for form in finders.forms(closed):
        if form.overall:
            given[form.mentor.email].append(form.overall)
    distances = {who: side * (mean(levels) - 3.4) for who, levels in given.items() if len(levels) > 5}
    assert distances[CASES[case]] > 0.5
    assert max(distances, key=lambda who: distances[who]) == CASES[case]


def test_the_demo_mentor_has_something_to_do(training):
    mentor = finders.person(training, MENTOR.email)
    owed = queries.owed(training, mentor.id)
    assert len(owed) >= 2
    assert [one.draft is not None for one in owed].count(True) == 1


def test_the_demo_scholar_has_something_to_read(training):
    """Released feedback with a reply, milestones done and ahead; the rest waits for the demo mentor."""
    one = finders.enrolment(training, SCHOLAR.email)
    feedback = visibility.feedback(training, one.id, finders.today())
    assert {bool(each.released) for each in feedback} == {True, False}
    assert any(each.form.replies for each in feedback if each.form)
    done = [status.done_on is not None for status in cohort_queries.milestones_of(training, one)]
    assert set(done) == {True, False}
    waiting = [each for each in finders.open_of(training, MENTOR.email) if each.enrolment_id == one.id]
    assert len(waiting) == 1
