"""Reads of who agrees to a release, what its mentors think, and who is uneasy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.people.models import Person
from tracker.reasons import Decision, no, yes
from tracker.releases import contributor_queries, submission_queries
from tracker.releases.models import Case
from tracker.releases.submission_models import MentorView, SignOff, Unease
from tracker.releases.submission_rules import Said, Word, said


@dataclass(frozen=True)
class Line:
    """A contributor and their word."""

    person: Person
    said: Said
    last: SignOff | None


def lines(session: Session, case: Case) -> list[Line]:
    """Every author with what they said last, by name. Outside names sign nothing here."""
    people = contributor_queries.everybody(session, case)
    now = submission_queries.live(session, case).binding
    words: dict[int, list[SignOff]] = defaultdict(list)
    for one in _words(session, case.id):
        words[one.person_id].append(one)
    found = contributor_queries.by_id(session, people.authors)
    return [
        Line(
            person,
            said([Word(one.binding, one.agrees) for one in words[person.id]], now),
            words[person.id][-1] if words[person.id] else None,
        )
        for person in sorted(found.values(), key=lambda one: (one.name, one.id))
    ]


def waiting(session: Session, case: Case) -> list[Person]:
    """Contributors who have not said yes or no to what stands now."""
    return [one.person for one in lines(session, case) if one.said is Said.PENDING]


def refused(session: Session, case: Case) -> list[Person]:
    """Contributors whose no stands."""
    return [one.person for one in lines(session, case) if one.said is Said.NO]


def all_agreed(session: Session, case: Case) -> Decision:
    """Whether every contributor agrees to what stands now: part of what clears a release (T11)."""
    found = [one.said for one in lines(session, case)]
    if Said.NO in found:
        return no("sign_offs_refused")
    pending = found.count(Said.PENDING)
    return no("sign_offs_pending", count=pending) if pending else yes()


def own_word(session: Session, case_id: int, person_id: int) -> SignOff | None:
    """The last word of one contributor."""
    return next((one for one in reversed(_words(session, case_id)) if one.person_id == person_id), None)


def views(session: Session, case_id: int) -> dict[int, MentorView]:
    """Mentor → their latest view."""
    found = sa.select(MentorView).where(MentorView.case_id == case_id).order_by(MentorView.id)
    options = (joinedload(MentorView.words), joinedload(MentorView.person))
    return {one.person_id: one for one in session.scalars(found.options(*options))}


def unease(session: Session, case_id: int) -> Sequence[Unease]:
    """Everything that was said of unease in a case, for the coordinator and the deputy alone."""
    found = sa.select(Unease).where(Unease.case_id == case_id).order_by(Unease.id)
    return session.scalars(
        found.options(joinedload(Unease.person), joinedload(Unease.text), joinedload(Unease.answer))
    ).all()


def open_unease(session: Session, case_id: int) -> list[Unease]:
    """What the people of the case may read: said openly, or opened up by who said it."""
    return [one for one in unease(session, case_id) if not one.private or one.opened_up_at]


def own_unease(session: Session, case_id: int, person_id: int) -> list[Unease]:
    """What one person said of unease in a case."""
    return [one for one in unease(session, case_id) if one.person_id == person_id]


def _words(session: Session, case_id: int) -> Sequence[SignOff]:
    found = sa.select(SignOff).where(SignOff.case_id == case_id).order_by(SignOff.id)
    return session.scalars(
        found.options(joinedload(SignOff.words)).execution_options(populate_existing=True)
    ).all()
