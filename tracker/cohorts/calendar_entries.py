"""The days of milestones and gates: of scholars their own, of others those of their cohorts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts import calendar, queries
from tracker.cohorts.models import Cohort, Enrolment, Phase
from tracker.cohorts.rules import phase_now
from tracker.cohorts.words import PHASES
from tracker.outbox.calendar_entries import Entry
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.web.addresses import full_address
from tracker.web.texts import gettext as _


def entries(session: Session, person: Person, grants: Grants) -> list[Entry]:
    """What their pages say of days, as a scholar and as somebody who raises concerns or decides."""
    return _as_scholar(session, person, grants) + _as_others(session, grants)


def _as_scholar(session: Session, person: Person, grants: Grants) -> list[Entry]:
    """Nobody who left finds anything, nor who is on leave: their days stand still until they are back."""
    if not grants.anywhere(Permission.STANDING_READ):
        return []
    away = calendar.everybody_away(session, clock.today())
    here = [
        one for one in queries.enrolments_of(session, person.id) if one.left_on is None and one.id not in away
    ]
    return [entry for one in here for entry in _own(session, one)]


def _own(session: Session, one: Enrolment) -> Iterable[Entry]:
    """The milestones that are not done, and the gates up to that of the phase they are in."""
    today = clock.today(one.cohort.program.time_zone)
    moves = calendar.moves_of_many(session, [one], today)[one.id]
    link = full_address("overview.standing_in", enrolment_id=one.id)
    for item in queries.milestones_of(session, one, moves):
        if item.done_on is None:
            title = _("Due: %(what)s", what=item.milestone.title)
            yield Entry(f"milestone-{item.milestone.id}-{one.id}", item.due_on, title, one.cohort.name, link)
    phases = [calendar.personal(phase, moves) for phase in one.cohort.phases]
    current = phase_now(phases, today)
    for phase in phases:
        if current is None or phase.starts_on > current.starts_on:
            continue
        if phase.notice_by is not None:
            yield _last_day(f"own-notice-{phase.id}-{one.id}", phase.phase, phase.notice_by, link)
        if phase.decision_on is not None:
            title = _("%(place)s: you know by today", place=_place(phase.phase))
            text = _("The day by which you are told what comes after this phase.")
            yield Entry(f"own-decision-{phase.id}-{one.id}", phase.decision_on, title, text, link)


def _as_others(session: Session, grants: Grants) -> list[Entry]:
    """The cohort's own days: for a concern to who may raise one, and all to who reads gates."""
    decides = grants.places(Permission.GATE_READ)
    cohorts = queries.in_places(session, decides | grants.places(Permission.CONCERN_RAISE))
    return [entry for cohort in cohorts for entry in _of_cohort(cohort, grants)]


def _of_cohort(cohort: Cohort, grants: Grants) -> Iterable[Entry]:
    where = {"program_id": cohort.program_id, "cohort_id": cohort.id}
    reads = grants.allow(Permission.GATE_READ, **where)
    board = full_address("overview.board", program_slug=cohort.program.slug, cohort_slug=cohort.slug)
    link = board if grants.allow(Permission.BOARD_READ, **where) else full_address("overview.home")
    today = clock.today(cohort.program.time_zone)
    for phase in cohort.phases:
        if phase.notice_by is not None and (reads or phase.starts_on <= today):
            yield _last_day(f"notice-{phase.id}", phase, phase.notice_by, link)
        if phase.decision_on is not None and reads:
            title = _("%(place)s: decisions are due", place=_place(phase))
            text = _("The cohort's day; a scholar's own can be later.")
            yield Entry(f"decision-{phase.id}", phase.decision_on, title, text, link)


def _last_day(name: str, phase: Phase, day: date, link: str) -> Entry:
    title = _("%(place)s: last day for a concern", place=_place(phase))
    text = _("A concern that arrives later does not count at this gate.")
    return Entry(name, day, title, text, link)


def _place(phase: Phase) -> str:
    return _("%(cohort)s, %(phase)s", cohort=phase.cohort.name, phase=str(PHASES[phase.kind]))
