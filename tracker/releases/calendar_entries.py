"""The days of release reviews: number and codename of a case, and never which kind of day it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.outbox.calendar_entries import Entry
from tracker.people.models import Person
from tracker.permissions import Grants
from tracker.releases import access, access_rules, approval_queries, approvals, case_queries
from tracker.releases.access_rules import Ability
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.releases.review_models import ReviewAssignment
from tracker.web.addresses import full_address
from tracker.web.texts import gettext as _


def entries(session: Session, person: Person, grants: Grants) -> list[Entry]:
    """The ends of embargoes, to who may read the approval, and the days of what somebody is asked to review.

    All are worded alike: what kind of day it is would say what was decided. A few statements for each case
    that has such a day.
    """
    cases = {row.case.id: row.case for row in case_queries.found_by(session, person.id, grants)}
    asked = _asked(session, person)
    found = {one.id: one for one in case_queries.some(session, asked.keys() - cases.keys())}
    return _embargoes(session, person, grants, cases) + _reviews(
        session, person, grants, asked, cases | found
    )


def _embargoes(session: Session, person: Person, grants: Grants, cases: Mapping[int, Case]) -> list[Entry]:
    held = [one.id for one in cases.values() if one.state in approvals.SETTLED]
    found = sa.select(Approval).where(
        Approval.case_id.in_(held), Approval.voided_at.is_(None), Approval.embargo_until.is_not(None)
    )
    entries = []
    for approval in session.scalars(found.order_by(Approval.id)):
        case, embargo = cases[approval.case_id], approval_queries.embargo(approval)
        standing = access.standing(session, person, grants, case)
        if embargo is not None and access_rules.may(standing, Ability.LETTER):
            entries.append(_entry(f"embargo-{approval.id}", case, embargo.end))
    return entries


def _asked(session: Session, person: Person) -> dict[int, ReviewAssignment]:
    """Case id → what somebody was asked to review and has neither declined nor left."""
    found = sa.select(ReviewAssignment).where(
        ReviewAssignment.person_id == person.id, ReviewAssignment.ended_at.is_(None)
    )
    return {one.case_id: one for one in session.scalars(found)}


def _reviews(
    session: Session,
    person: Person,
    grants: Grants,
    asked: Mapping[int, ReviewAssignment],
    cases: Mapping[int, Case],
) -> list[Entry]:
    entries = []
    for case_id, one in asked.items():
        case = cases[case_id]
        if one.accepted is None:
            entries.append(_entry(f"invitation-{one.id}", case, one.answer_by))
        elif one.due_on is not None and case.state is CaseState.EXPEDITED:
            standing = access.standing(session, person, grants, case)
            if standing.judges and not standing.filed:
                entries.append(_entry(f"review-{one.id}", case, one.due_on))
    return entries


def _entry(name: str, case: Case, day: date) -> Entry:
    return Entry(
        name=name,
        day=day,
        title=_("[review] %(case)s: action needed", case=case.public_id),
        text=case.codename,
        link=full_address("releases.case_page", case_id=case.id),
    )
