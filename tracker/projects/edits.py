"""Changes of a work: title, days, members, mentors. What they were stands in the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit
from tracker.cohorts.models import Enrolment
from tracker.people.models import Person
from tracker.projects import actions, rules
from tracker.projects.credit_models import ResultClaim, ShareClaim
from tracker.projects.models import Membership, Work, WorkKind, WorkMentor
from tracker.reasons import no, require


@dataclass(frozen=True)
class Ties:
    """Who cannot be taken off a work, because something is kept about their part in it."""

    members: Collection[int] = field(default_factory=frozenset)  # enrolments
    mentors: Collection[int] = field(default_factory=frozenset)  # people


@dataclass(frozen=True)
class Wanted:
    """A work as it shall be."""

    title: str
    kind: WorkKind
    starts_on: date | None
    due_on: date | None
    members: Collection[Enrolment]
    mentors: Collection[Person]


def ties(session: Session, work_id: int) -> Ties:
    """What statements on the work itself hold fast."""
    shares = session.execute(
        sa.select(ShareClaim.enrolment_id, ShareClaim.author_id).where(ShareClaim.work_id == work_id)
    ).all()
    voices = session.scalars(sa.select(ResultClaim.author_id).where(ResultClaim.work_id == work_id)).all()
    spoke = sa.select(Membership.enrolment_id).join(Membership.enrolment)
    spoke = spoke.where(Membership.work_id == work_id, Enrolment.person_id.in_(voices))
    return Ties(
        members={member for member, _author in shares} | set(session.scalars(spoke)),
        mentors={author for _member, author in shares} | set(voices),
    )


def edit(
    session: Session,
    actor: Person,
    *,
    work: Work,
    version: int,
    wanted: Wanted,
    kept: Callable[[Session, int], Ties],
) -> Work:
    """Make a work what is wanted. `version` is what the page began with.

    `kept` says what rooms above hold fast, such as forms; it is asked once nobody else can write.
    """
    cohort = work.phase.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(work, ["title", "kind", "starts_on", "due_on", "version"])
    if work.version != version:
        require(no("work_changed"))
    decision = rules.may_create(wanted.title, len(wanted.members), wanted.starts_on, wanted.due_on)
    require(decision, field=actions.FIELD_OF.get(decision.code, "title"))
    before = {name: _plain(getattr(work, name)) for name in ("title", "kind", "starts_on", "due_on")}
    work.title, work.kind = wanted.title.strip(), wanted.kind
    work.starts_on, work.due_on = wanted.starts_on, wanted.due_on
    held = [ties(session, work.id), kept(session, work.id)]
    gone, come = _members(session, work, wanted.members, {one for tie in held for one in tie.members})
    left, new = _mentors(session, actor, work, wanted, {one for tie in held for one in tie.mentors})
    after = {name: _plain(getattr(work, name)) for name in before}
    if before == after and not (gone or come or left or new):
        return work
    work.version += 1
    session.flush()
    session.expire(work, ["members", "mentors"])
    changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    people = {"members_in": come, "members_out": gone, "mentors_in": new, "mentors_out": left}
    audit.note(
        session,
        actor,
        "work.edit",
        work,
        program_id=cohort.program_id,
        **changed,
        **{name: sorted(some) for name, some in people.items() if some},
    )
    if gone or come or left or new:
        actions.team_changed(session, work)
    return work


def _members(
    session: Session, work: Work, wanted: Collection[Enrolment], held: Collection[int]
) -> tuple[set[int], set[int]]:
    """Take members off and put others on: who left, who came."""
    chosen = {one.id: one for one in wanted}
    rows = session.scalars(sa.select(Membership).where(Membership.work_id == work.id)).all()
    present = {row.enrolment_id: row for row in rows}
    for key in present.keys() - chosen.keys():
        if key in held:
            require(no("member_has_record", name=present[key].enrolment.person.name), field="members")
        session.delete(present[key])
    for key in chosen.keys() - present.keys():
        if chosen[key].cohort_id != work.phase.cohort_id:
            require(no("not_in_cohort", name=chosen[key].person.name), field="members")
        session.add(Membership(work_id=work.id, enrolment_id=key))
    session.flush()
    return present.keys() - chosen.keys(), chosen.keys() - present.keys()


def _mentors(
    session: Session, actor: Person, work: Work, wanted: Wanted, held: Collection[int]
) -> tuple[set[int], set[int]]:
    """Take mentors off and put others on: who left, who came."""
    chosen = {one.id: one for one in wanted.mentors}
    team = [one.person_id for one in wanted.members]
    rows = session.scalars(sa.select(WorkMentor).where(WorkMentor.work_id == work.id)).all()
    present = {row.person_id: row for row in rows}
    for key in present.keys() - chosen.keys():
        if key in held:
            require(no("mentor_has_spoken", name=present[key].person.name), field="mentors")
        session.delete(present[key])
    for key, person in chosen.items():
        require(rules.may_mentor(key, team, name=person.name), field="mentors")
    session.flush()
    for key in chosen.keys() - present.keys():
        actions.add_mentor(session, actor, work=work, person=chosen[key])
    return present.keys() - chosen.keys(), chosen.keys() - present.keys()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
