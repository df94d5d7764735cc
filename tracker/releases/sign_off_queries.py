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
from tracker.releases.sign_off_models import SpokenFor, SpokenKind
from tracker.releases.spoken_rules import standing_for
from tracker.releases.submission_models import Contributor, MentorView, Part, SignOff, Unease
from tracker.releases.submission_rules import Said, Word, said


@dataclass(frozen=True)
class Line:
    """A contributor and their word; `given_up` where two people noted that they cannot be reached."""

    person: Person
    said: Said
    last: SignOff | None
    given_up: SpokenFor | None = None


@dataclass(frozen=True)
class Outside:
    """An author without an account, whose word another author passes on."""

    contributor: Contributor
    said: Said
    last: SpokenFor | None
    given_up: SpokenFor | None = None


def lines(session: Session, case: Case) -> list[Line]:
    """Every author with an account, with what they said last, by name.

    Who said no stays among them when the list or the work names them no more: nobody's no is taken off.
    """
    people = contributor_queries.everybody(session, case)
    now = submission_queries.live(session, case).binding
    words: dict[int, list[SignOff]] = defaultdict(list)
    for one in _words(session, case.id):
        words[one.person_id].append(one)
    given_up = {one.person_id: one for one in spoken(session, case.id) if _holds(one)}
    against = {person for person, spoken_words in words.items() if not spoken_words[-1].agrees}
    found = contributor_queries.by_id(session, people.authors | against)
    return [
        Line(
            person,
            standing_for(
                said([Word(one.binding, one.agrees) for one in words[person.id]], now),
                given_up=person.id in given_up,
            ),
            words[person.id][-1] if words[person.id] else None,
            given_up.get(person.id),
        )
        for person in sorted(found.values(), key=lambda one: (one.name, one.id))
    ]


def outside(session: Session, case: Case) -> list[Outside]:
    """Every author without an account, with their word as it was passed on last.

    Whose no was passed on stays among them when the line is taken off: nobody's no is taken off.
    """
    now = submission_queries.live(session, case).binding
    words: dict[int, list[SpokenFor]] = defaultdict(list)
    given_up: dict[int, SpokenFor] = {}
    for one in spoken(session, case.id):
        if one.contributor_id is not None and one.kind is SpokenKind.REPORTED:
            words[one.contributor_id].append(one)
        elif one.contributor_id is not None and _holds(one):
            given_up[one.contributor_id] = one
    return [
        Outside(
            row,
            standing_for(
                said([Word(one.binding, bool(one.agrees)) for one in words[row.id]], now),
                given_up=row.id in given_up,
            ),
            words[row.id][-1] if words[row.id] else None,
            given_up.get(row.id),
        )
        for row in contributor_queries.ever_named(session, case.id)
        if row.part is Part.AUTHOR
        and (row.removed_at is None or (words[row.id] and not words[row.id][-1].agrees))
    ]


def spoken(session: Session, case_id: int) -> Sequence[SpokenFor]:
    """Everything that somebody else noted of a contributor's word, in order."""
    found = sa.select(SpokenFor).where(SpokenFor.case_id == case_id).order_by(SpokenFor.id)
    return session.scalars(
        found.options(joinedload(SpokenFor.words), joinedload(SpokenFor.by)).execution_options(
            populate_existing=True
        )
    ).all()


def waiting(session: Session, case: Case) -> list[Person]:
    """Contributors who have not said yes or no to what stands now."""
    return [one.person for one in lines(session, case) if one.said is Said.PENDING]


def refused(session: Session, case: Case) -> list[Person]:
    """Contributors whose no stands."""
    return [one.person for one in lines(session, case) if one.said is Said.NO]


def all_agreed(session: Session, case: Case) -> Decision:
    """Whether every contributor agrees to what stands now: part of what clears a release (T11)."""
    everybody: list[Line | Outside] = [*lines(session, case), *outside(session, case)]
    found = [one.said for one in everybody]
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


def _holds(row: SpokenFor) -> bool:
    return row.kind is SpokenKind.UNREACHABLE and row.agreed_at is not None


def _words(session: Session, case_id: int) -> Sequence[SignOff]:
    found = sa.select(SignOff).where(SignOff.case_id == case_id).order_by(SignOff.id)
    return session.scalars(
        found.options(joinedload(SignOff.words)).execution_options(populate_existing=True)
    ).all()
