"""Writes of staff: which surveys a cohort has and when, and the counts of its intake."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Cohort, PhaseKind
from tracker.evaluations import queries as evaluations
from tracker.people.models import Person
from tracker.reasons import require
from tracker.surveys import defaults, findings, queries, rules
from tracker.surveys.defaults import CriterionRead, Days
from tracker.surveys.models import IntakeCount, Survey, SurveyAnswer, SurveyHeard, SurveyVersion
from tracker.surveys.questions import Question, Slot, Sort, as_content, content_hash


def proposed(cohort: Cohort, slot: Slot) -> Days | None:
    """The days that the cohort's dates suggest; None before it has dates."""
    training = next((one for one in cohort.phases if one.kind is PhaseKind.TRAINING), None)
    first = training or min(cohort.phases, key=lambda phase: phase.starts_on, default=None)
    if first is None or cohort.last_day is None:
        return None
    return defaults.days(slot, Days(first.starts_on, first.ends_on), cohort.last_day)


def switch_on(
    session: Session, actor: Person | None, *, cohort: Cohort, slot: Slot, opens_on: date, closes_on: date
) -> Survey:
    """Ask a cohort between two days, or change them; with the newest questions while nobody answered."""
    audit.hold(session, cohort.program_id)
    today = clock.today(cohort.program.time_zone)
    row = queries.survey(session, cohort.id, slot)
    decision = rules.may_set(
        rules.Setting(
            today=today,
            opens_on=opens_on,
            closes_on=closes_on,
            confidential=slot.confidential,
            was_closed_on=row.closes_on if row else None,
            readable=row is not None and bool(findings.may_show(session, row, today)),
        )
    )
    require(decision, field="closes_on")
    version = version_for(session, cohort.program_id, slot.sort)
    before = None
    if row is None:
        row = Survey(cohort=cohort, slot=slot, version=version, opens_on=opens_on, closes_on=closes_on)
        session.add(row)
    else:
        before = [row.opens_on.isoformat(), row.closes_on.isoformat(), row.is_on]
        row.opens_on, row.closes_on, row.is_on = opens_on, closes_on, True
        if not is_answered(session, row):
            row.version = version
    session.flush()
    audit.note(
        session,
        actor,
        "survey.set",
        row,
        program_id=cohort.program_id,
        before=before,
        after=[opens_on.isoformat(), closes_on.isoformat(), True],
        version=row.version_id,
    )
    return row


def switch_on_rest(session: Session, actor: Person | None, *, cohort: Cohort) -> list[Survey]:
    """Switch on every survey that the cohort does not have and whose proposed days are not over."""
    audit.hold(session, cohort.program_id)
    today = clock.today(cohort.program.time_zone)
    have = queries.of_cohort(session, cohort.id)
    days = {slot: proposed(cohort, slot) for slot in Slot if slot not in have}
    return [
        switch_on(
            session, actor, cohort=cohort, slot=slot, opens_on=wanted.opens_on, closes_on=wanted.closes_on
        )
        for slot, wanted in days.items()
        if wanted is not None and wanted.closes_on >= today
    ]


def switch_off(session: Session, actor: Person | None, *, survey: Survey) -> None:
    """Ask no more. What was answered is kept, and is there again if it is switched on."""
    program_id = survey.cohort.program_id
    audit.hold(session, program_id)
    session.refresh(survey, ["is_on"])
    if survey.is_on:
        survey.is_on = False
        session.flush()
        audit.note(session, actor, "survey.switch-off", survey, program_id=program_id)


def version_for(session: Session, program_id: int, sort: Sort) -> SurveyVersion:
    """The version that asks what the program asks now; a new one where that has changed."""
    wanted = defaults.questions(sort, _criteria(session, program_id))
    newest = queries.version_in_use(session, program_id, sort)
    if newest is not None and newest.content_hash == content_hash(wanted):
        return newest
    made = SurveyVersion(
        program_id=program_id,
        sort=sort,
        version=newest.version + 1 if newest else 1,
        content=as_content(wanted),
        content_hash=content_hash(wanted),
    )
    session.add(made)
    session.flush()
    return made


def questions_now(session: Session, cohort: Cohort, slot: Slot) -> tuple[Question, ...]:
    """What a survey of the cohort would ask if it were switched on today."""
    return defaults.questions(slot.sort, _criteria(session, cohort.program_id))


def _criteria(session: Session, program_id: int) -> list[CriterionRead]:
    rubric = evaluations.rubric_in_use(session, program_id)
    return [
        CriterionRead(one.slug, one.name, ((1, one.anchor_1), (3, one.anchor_3), (5, one.anchor_5)))
        for one in (rubric.criteria if rubric else ())
    ]


def is_answered(session: Session, survey: Survey) -> bool:
    """Whether anybody has answered it."""
    said = sa.select(SurveyAnswer.survey_id).where(SurveyAnswer.survey_id == survey.id)
    heard = sa.select(SurveyHeard.survey_id).where(SurveyHeard.survey_id == survey.id)
    return session.execute(said.union(heard).limit(1)).first() is not None


def set_counts(
    session: Session, actor: Person | None, *, cohort: Cohort, applied: int, accepted: int
) -> IntakeCount:
    """How many applied for a cohort, and how many were accepted."""
    audit.hold(session, cohort.program_id)
    decision = rules.may_count(applied, accepted)
    require(decision, field="accepted")
    row = queries.counts(session, cohort.id)
    before = [row.applied, row.accepted] if row else None
    if before == [applied, accepted]:
        assert row is not None
        return row
    if row is None:
        row = IntakeCount(cohort_id=cohort.id, applied=applied, accepted=accepted)
        session.add(row)
    row.applied, row.accepted = applied, accepted
    session.flush()
    audit.note(
        session,
        actor,
        "cohort.count-intake",
        row,
        program_id=cohort.program_id,
        before=before,
        after=[applied, accepted],
    )
    return row
