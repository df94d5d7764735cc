"""What to remind a program's staff of before and after the days of its gates."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker.advancement import gate_reminder_rules as rules
from tracker.advancement import open_gates
from tracker.advancement.gate_reminder_rules import About, Due, Stand
from tracker.advancement.open_gates import OpenGate
from tracker.advancement.queries import OFFICE
from tracker.cohorts.models import Cohort, Program
from tracker.cohorts.words import PHASES
from tracker.outbox import reminders
from tracker.outbox.reminders import Entry
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.web.filters import day, days
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext


def due(session: Session, program: Program, today: date) -> list[Entry]:
    """The lines for the staff of each cohort in which a day of a gate is near or past."""
    found = sa.select(Cohort).where(Cohort.program_id == program.id).options(selectinload(Cohort.phases))
    cohorts = session.scalars(found.order_by(Cohort.name, Cohort.id)).all()
    running = [one for one in cohorts if not open_gates.over(one, today)]
    gates: dict[tuple[int, int], list[OpenGate]] = defaultdict(list)
    for one in open_gates.of_cohorts(session, running, {program.id: today}):
        gates[one.cohort.id, one.phase.id].append(one)
    entries = []
    for (cohort_id, _phase_id), standing in gates.items():
        stands = [Stand(one.state, one.gate.notice_by, one.gate.decision_on) for one in standing]
        matters = rules.due(stands, today)
        office = _office(session, program, cohort_id, today) if matters else []
        entries += [_entry(person, standing[0], matter, today) for person in office for matter in matters]
    return entries


def _office(session: Session, program: Program, cohort_id: int, today: date) -> list[Person]:
    """The staff of a cohort whose role is in force today."""
    held = people.with_role(session, OFFICE, program_id=program.id, cohort_id=cohort_id)
    return [
        one
        for one in held
        if one.grants_on(today).allow(Permission.BOARD_READ, program_id=program.id, cohort_id=cohort_id)
    ]


def _entry(person: Person, gate: OpenGate, matter: Due, today: date) -> Entry:
    kind = "decision" if matter.about is About.DECISION else "notice"
    key = reminders.key(kind, gate.phase.id, matter.on, matter.step)
    return Entry(
        person.id, (key,), lambda: line(gate.cohort.name, str(PHASES[gate.phase.kind]), matter, today)
    )


def line(cohort: str, phase: str, matter: Due, today: date) -> str:
    """What a late answer costs, in words. Counts only: a mail names no scholar."""
    said = sentence(matter, today)
    return _("%(cohort)s, %(phase)s: %(said)s", cohort=cohort, phase=phase, said=said)


def sentence(matter: Due, today: date) -> str:
    """The same without its place."""
    on, left = day(matter.on), days(matter.on - today)
    if matter.about is About.CONTINUES:
        return ngettext(
            "%(num)d scholar can no longer be stopped fairly; they continue by default. The last day for a"
            " concern was %(on)s.",
            "%(num)d scholars can no longer be stopped fairly; they continue by default. The last day for a"
            " concern was %(on)s.",
            matter.count,
            on=on,
        )
    if matter.about is About.NOTICE and today == matter.on:
        return ngettext(
            "Today is the last day for a concern. After it, %(num)d scholar without one continues by"
            " default.",
            "Today is the last day for a concern. After it, %(num)d scholars without one continue by"
            " default.",
            matter.count,
        )
    if matter.about is About.NOTICE:
        return ngettext(
            "The last day for a concern is %(on)s, in %(left)s. After it, %(num)d scholar without one"
            " continues by default.",
            "The last day for a concern is %(on)s, in %(left)s. After it, %(num)d scholars without one"
            " continue by default.",
            matter.count,
            on=on,
            left=left,
        )
    if today < matter.on:
        return ngettext(
            "%(num)d scholar waits for a decision of people, due on %(on)s, in %(left)s.",
            "%(num)d scholars wait for a decision of people, due on %(on)s, in %(left)s.",
            matter.count,
            on=on,
            left=left,
        )
    if today == matter.on:
        return ngettext(
            "%(num)d scholar waits for a decision of people that is due today.",
            "%(num)d scholars wait for a decision of people that is due today.",
            matter.count,
        )
    return ngettext(
        "%(num)d scholar waits for a decision of people that was due on %(on)s.",
        "%(num)d scholars wait for a decision of people that was due on %(on)s.",
        matter.count,
        on=on,
    )
