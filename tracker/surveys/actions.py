"""Answering a survey under one's name: keep what is typed, send it, correct it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Enrolment
from tracker.people.models import Person
from tracker.projects.models import Work
from tracker.reasons import require
from tracker.surveys import queries, rules
from tracker.surveys.models import NO_WORK, Survey, SurveyAnswer, SurveyDraft, SurveyRevision
from tracker.surveys.questions import Answers


@dataclass(eq=False)
class Conflict(Exception):
    """Another window saved or sent meanwhile. Carries what it typed or, where it sent, what it answered."""

    saved_at: datetime
    typed: dict[str, Any] | None = None
    answers: dict[str, Any] | None = None


def save_draft(
    session: Session,
    actor: Person,
    *,
    survey: Survey,
    enrolment: Enrolment,
    work: Work | None,
    typed: dict[str, Any],
    base_version: int,
    form_version: int,
) -> SurveyDraft:
    """Keep what was typed, as typed.

    `base_version` is the draft's version and `form_version` that of the answer (0: none yet) with which
    the page began. Raises `Conflict` if another window saved or sent since, `Refused` once the survey is
    closed. Nothing is kept of a confidential one.
    """
    _own(actor, survey, enrolment)
    _require_open(session, survey, enrolment)
    key = work.id if work else None
    sent = queries.answer(session, survey.id, enrolment.id, key)
    if sent is not None and sent.version != form_version:
        raise Conflict(sent.sent_at, answers=sent.answers)
    row = queries.draft(session, survey.id, enrolment.id, key)
    if row is None:
        row = SurveyDraft(
            survey_id=survey.id,
            enrolment_id=enrolment.id,
            work_key=key or NO_WORK,
            version=1,
            typed=typed,
            saved_at=clock.now(),
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # another window made it a moment ago
            row = queries.draft(session, survey.id, enrolment.id, key)
            assert row is not None
        else:
            return row
    if row.typed == typed:  # the same save, sent twice
        return row
    if row.version != base_version:
        raise Conflict(row.saved_at, typed=row.typed)
    row.typed, row.version, row.saved_at = typed, row.version + 1, clock.now()
    session.flush()
    return row


def send(
    session: Session,
    actor: Person,
    *,
    survey: Survey,
    enrolment: Enrolment,
    work: Work | None,
    answers: Answers,
    form_version: int,
    by_link: bool = False,
) -> SurveyAnswer:
    """Take the answers, or correct those that were sent: the earlier ones are kept as a revision.

    `form_version` is the version with which the page began, 0 before anything was sent.
    """
    _own(actor, survey, enrolment)
    audit.hold(session, survey.cohort.program_id)
    session.refresh(survey, ["opens_on", "closes_on", "is_on"])
    _require_open(session, survey, enrolment)
    alone = queries.is_alone(session, work)
    require(rules.is_complete(survey.version.questions, answers, alone=alone))
    key = work.id if work else None
    row = queries.answer(session, survey.id, enrolment.id, key)
    _drop_draft(session, survey, enrolment, key)
    if row is not None and row.answers == dict(answers):  # nothing changed, or the same sent twice
        return row
    if row is not None and row.version != form_version:
        raise Conflict(row.sent_at, answers=row.answers)
    now = clock.now()
    if row is None:
        row = SurveyAnswer(
            survey_id=survey.id,
            enrolment_id=enrolment.id,
            work_id=key,
            answers=dict(answers),
            sent_at=now,
        )
        session.add(row)
    else:
        session.add(
            SurveyRevision(answer_id=row.id, version=row.version, answers=row.answers, sent_at=row.sent_at)
        )
        row.answers, row.version, row.sent_at = dict(answers), row.version + 1, now
    survey.version.is_frozen = True
    session.flush()
    audit.note(
        session,
        actor,
        "survey.answer",
        row,
        program_id=survey.cohort.program_id,
        version=row.version,
        by_link=by_link,
    )
    return row


def _own(actor: Person, survey: Survey, enrolment: Enrolment) -> None:
    if enrolment.person_id != actor.id or enrolment.cohort_id != survey.cohort_id:
        raise PermissionError("only a scholar of the cohort answers its surveys, for themself")
    if survey.slot.confidential:
        raise PermissionError("a confidential survey is not answered under a name")


def _require_open(session: Session, survey: Survey, enrolment: Enrolment) -> None:
    today = clock.today(survey.cohort.program.time_zone)
    require(rules.may_answer(queries.moment(session, survey, enrolment, today)))


def _drop_draft(session: Session, survey: Survey, enrolment: Enrolment, work_id: int | None) -> None:
    row = queries.draft(session, survey.id, enrolment.id, work_id)
    if row is not None:
        session.delete(row)
        session.flush()
