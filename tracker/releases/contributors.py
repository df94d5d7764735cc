"""Writes to the list of who contributed to a release, beside the people whom its work names."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.people.models import Person
from tracker.reasons import no, require, yes
from tracker.releases import approvals, assignments, cases, contributor_queries
from tracker.releases.contributor_rules import Hand, People, may_name, may_take_off
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole
from tracker.releases.submission_models import Contributor, Part
from tracker.releases.submission_rules import may_change_people
from tracker.sealed import Seal

NAME = "contributor.name"


def add(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    case: Case,
    part: Part,
    person: Person | None = None,
    name: str = "",
    us_university: bool = False,
) -> Contributor | None:
    """Name somebody who made, mentored, funded or hosts it. None: they are named as that already.

    An approval was given with another list, and ends; who judges the release and made it does so no more.
    """
    people = _hold(session, actor, case)
    require(may_name(part, person=person is not None, name=name), field="who")
    if person is not None and Hand(part, person_id=person.id).key in people.keys:
        return None
    kept = sealed.keep(session, seal, case.vault, NAME, name.strip()) if person is None else None
    row = Contributor(
        case_id=case.id,
        part=part,
        person_id=person.id if person else None,
        name_id=kept.id if kept else None,
        us_university=us_university and part is Part.HOST,
        added_by_id=actor.id,
    )
    session.add(row)
    session.flush()
    _note(session, actor, case, "release.contributor", row)
    assignments.recheck(session, seal, case=case)
    approvals.settle(session, case)
    return row


def take_off(session: Session, actor: Person, *, case: Case, row_id: int) -> None:
    """Take a line off the list again; it stays on record. A line that is gone already stays gone."""
    _hold(session, actor, case)
    row = next((one for one in contributor_queries.rows(session, case.id) if one.id == row_id), None)
    if row is None:
        return
    hand = Hand(row.part, row.person_id, row.name_id, row.id)
    require(may_take_off(hand, corresponding=case.author_id, roles=frozenset({CaseRole.AUTHOR})), field="who")
    row.removed_at = clock.now()
    session.flush()
    _note(session, actor, case, "release.contributor_off", row)
    approvals.settle(session, case)


def _hold(session: Session, actor: Person, case: Case) -> People:
    cases.hold(session, case)
    people = contributor_queries.everybody(session, case)
    require(yes() if actor.id in people.authors else no("case_not_yours"))
    require(may_change_people(case.state), field="who")
    return people


def _note(session: Session, actor: Person, case: Case, action: str, row: Contributor) -> None:
    audit.note(session, actor, action, row, program_id=case.program_id, case=case.id)
