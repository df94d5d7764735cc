"""The outcomes of the demo: most scholars publish something, some nothing, two things are restricted."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from tests.demo.finders import enrolment, today
from tracker.cohorts.models import Enrolment
from tracker.demo.outcome_titles import PAST
from tracker.demo.people import PAST_SCHOLARS
from tracker.projects import follow_up_queries
from tracker.projects.models import Membership
from tracker.projects.outcome_models import SEALED, Outcome, OutcomeKind, OutcomeStatus, OutcomeStep
from tracker.releases.approval_models import Publication
from tracker.releases.models import Case


def past(session):
    return enrolment(session, PAST_SCHOLARS[0].email).cohort


def of_past(session) -> list[Outcome]:
    members = sa.select(Membership.work_id).join(Membership.enrolment)
    found = sa.select(Outcome).where(
        Outcome.work_id.in_(members.where(Enrolment.cohort_id == past(session).id))
    )
    return list(session.scalars(found))


def test_about_seven_in_ten_scholars_have_something_to_publish(closed):
    titles = {one.title for one in PAST if one.out_on is not None}
    published = {one.work_id for one in of_past(closed) if one.title in titles}
    members = sa.select(Membership.enrolment_id).where(Membership.work_id.in_(published)).distinct()
    assert len(closed.scalars(members).all()) / len(PAST_SCHOLARS) == pytest.approx(0.70, abs=0.03)


def test_nothing_is_published_but_by_a_release(closed):
    released = sa.select(Case.outcome_id).join(Publication, Publication.case_id == Case.id)
    out = {one.id for one in of_past(closed) if one.status is OutcomeStatus.PUBLISHED}
    assert out <= set(closed.scalars(released))


def test_posts_are_most_frequent_and_some_results_are_negative(closed):
    kinds = Counter(one.kind for one in of_past(closed))
    assert kinds.most_common(1)[0][0] is OutcomeKind.POST
    assert kinds[OutcomeKind.NEGATIVE_RESULT] >= 2


def test_two_outputs_are_restricted(closed):
    assert len([one for one in closed.scalars(sa.select(Outcome)) if one.status in SEALED]) == 2


def test_every_outcome_has_a_history_that_ends_where_it_stands(closed):
    steps: dict[int, list[OutcomeStep]] = {}
    for one in closed.scalars(sa.select(OutcomeStep).order_by(OutcomeStep.position)):
        steps.setdefault(one.outcome_id, []).append(one)
    for outcome in closed.scalars(sa.select(Outcome)):
        assert steps[outcome.id][-1].status is outcome.status
    assert max(len(found) for found in steps.values()) >= 3


def test_the_follow_up_is_answered_by_some_and_owed_by_others(closed):
    (asked,) = follow_up_queries.rounds(closed, past(closed), today())
    assert 0 < asked.answered < len(asked.people)
