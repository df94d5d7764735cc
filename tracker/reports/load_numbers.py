"""Table 13: what the cohort asks of its mentors: scholars, forms, hours of contact."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Enrolment, Phase
from tracker.evaluations.models import Assignment, Form
from tracker.projects.models import Membership, Work, WorkMentor
from tracker.reports import form_facts, funnel_counts, mentors
from tracker.reports.averages import mean
from tracker.reports.counting import Counting
from tracker.reports.medians import median
from tracker.reports.mentors import MENTORING
from tracker.reports.numbers import Count, Part, Row, Table, Unit, Why

PER_MENTOR, FORMS = ("mean", "median"), ("count", "share")
# Over all mentors of the cohort, also those with nothing to do. A mentor's scholars are the members of the
# works that they guide and those on whom they were asked for forms as a mentor. Hours are what mentors state
# on their forms; a mentor or form without any is left out.
PER_MENTOR_NOTES = ("load_all_mentors",)
# The forms that mentors of the cohort were asked for in the phases that have begun, as its mentors or
# otherwise. Nobody owes a form from which they were excused, or on somebody who left.
FORM_NOTES = ("load_forms",)
MENTORS, ASKED = "mentors.all", "load.asked"
FATES = ("in_time", "late", "overdue", "open")


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """What each mentor has on average, and what became of their forms; a fixed number of statements."""
    counting, ways = funnel_counts.begin(session, cohort, as_of)
    people = mentors.of_cohort(session, cohort.id)
    counting.count(MENTORS, len(people))
    begun = {kind for kind in ways.gates if ways.begun(kind)}
    found = _fates(session, cohort, as_of)
    fates = [(mentor_id, fate) for kind, mentor_id, fate in found if kind in begun]
    scholars, hours = _scholars(session, cohort.id), _hours(session, cohort.id)
    why = None if begun else Why.NOT_YET if ways.gates else Why.NONE
    if why is not None:
        return counting.part(
            Table(13, "load", PER_MENTOR, (), notes=PER_MENTOR_NOTES, why_empty=why),
            Table(13, "load_forms", FORMS, (), notes=FORM_NOTES, why_empty=why),
        )
    forms = _forms(counting, people, fates)
    return counting.part(_per_mentor(counting, people, scholars, fates, hours), forms)


def _forms(counting: Counting, people: Collection[int], fates: Sequence[tuple[int, str]]) -> Table:
    """What became of the forms of mentors; those of everybody else are what the evidence base has besides."""
    own = Counter(fate for mentor_id, fate in fates if mentor_id in people)
    others = Counter(fate for mentor_id, fate in fates if mentor_id not in people)
    for who, counts in (("load", own), ("load.others", others)):
        counting.split(f"{who}.asked", {f"{who}.{fate}": counts[fate] for fate in FATES})
    for word in (*FATES, "asked"):
        counting.relate(f"evidence.all.{word}", f"load.{word}", f"load.others.{word}")
    counting.relate("load.filed", "load.in_time", "load.late")
    counting.relate("load.others.filed", "load.others.in_time", "load.others.late")
    counting.relate("evidence.all.filed", "load.filed", "load.others.filed")
    counting.within(ASKED, "load.filed", "load.not_filed")
    rows = [
        Row(word, (Count(f"load.{word}"), counting.share(f"load.{word}", ASKED)))
        for word in ("asked", "filed", *FATES)
    ]
    return Table(13, "load_forms", FORMS, tuple(rows), notes=FORM_NOTES)


def _per_mentor(
    counting: Counting,
    people: Collection[int],
    scholars: set[tuple[int, int]],
    fates: Sequence[tuple[int, str]],
    hours: Sequence[tuple[int, float]],
) -> Table:
    everybody = sorted(people)
    each = Counter(mentor_id for mentor_id, _enrolment in scholars if mentor_id in people)
    asked = Counter(mentor_id for mentor_id, _fate in fates)
    counting.count("load.pairs", each.total())
    stated: dict[int, float] = defaultdict(float)
    for mentor_id, number in hours:
        if mentor_id in people:
            stated[mentor_id] += number
    of_forms = [number for mentor_id, number in hours if mentor_id in people]
    counting.count("load.mentors_with_hours", len(stated))
    counting.within(MENTORS, "load.mentors_with_hours", "load.mentors_without_hours")
    counting.count("load.forms_with_hours", len(of_forms))
    lists: dict[str, tuple[list[float], str, Unit, tuple[str, ...]]] = {
        "scholars": ([float(each[key]) for key in everybody], MENTORS, Unit.PEOPLE, ("load.pairs",)),
        "forms_asked": ([float(asked[key]) for key in everybody], MENTORS, Unit.THINGS, (ASKED,)),
        "hours": ([stated[key] for key in sorted(stated)], "load.mentors_with_hours", Unit.HOURS, ()),
        "hours_a_form": (of_forms, "load.forms_with_hours", Unit.HOURS, ()),
    }
    rows = tuple(
        Row(key, (mean(values, n, unit, counts), median(values, n, unit)))
        for key, (values, n, unit, counts) in lists.items()
    )
    return Table(13, "load", PER_MENTOR, rows, notes=PER_MENTOR_NOTES)


def _fates(session: Session, cohort: Cohort, today: date) -> list[tuple[object, int, str]]:
    """(phase, who was asked, what became of it) for each form that somebody was asked for. Two statements."""
    filed = [
        (one.phase, one.mentor_id, "late" if one.late else "in_time")
        for one in form_facts.filed(session, cohort)
        if one.due_on is not None
    ]
    owed = [
        (one.phase, one.mentor_id, "overdue" if one.due_on is not None and one.due_on < today else "open")
        for one in form_facts.owed(session, cohort, today)
    ]
    return [*filed, *owed]


def _scholars(session: Session, cohort_id: int) -> set[tuple[int, int]]:
    """(mentor, enrolment) of everybody whose work a mentor guides or on whom they write. One statement."""
    guided = (
        sa.select(WorkMentor.person_id, Membership.enrolment_id)
        .join(Membership, Membership.work_id == WorkMentor.work_id)
        .join(Work, Work.id == WorkMentor.work_id)
        .join(Work.phase)
        .where(Phase.cohort_id == cohort_id)
    )
    asked = (
        sa.select(Assignment.mentor_id, Assignment.enrolment_id)
        .join(Assignment.enrolment)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(
            Enrolment.cohort_id == cohort_id,
            Assignment.relation.in_(MENTORING),
            sa.or_(Assignment.excused_at.is_(None), Form.id.is_not(None)),
        )
    )
    wrote = (
        sa.select(Form.mentor_id, Form.enrolment_id)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort_id, Form.assignment_id.is_(None))
    )
    found = sa.union(guided, asked, wrote)
    return {(mentor_id, enrolment_id) for mentor_id, enrolment_id in session.execute(found)}


def _hours(session: Session, cohort_id: int) -> list[tuple[int, float]]:
    """(who filed it, hours of contact) of each form that states some. One statement."""
    found = (
        sa.select(Form.mentor_id, Form.contact_hours)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort_id, Form.contact_hours.is_not(None))
        .order_by(Form.id)
    )
    return [(mentor_id, hours) for mentor_id, hours in session.execute(found) if hours is not None]
