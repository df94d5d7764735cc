"""Reads of surveys: what is asked of whom, what was answered, by whom it may be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.cohorts.models import Cohort, Enrolment
from tracker.people.models import Person
from tracker.people.queries import hash_token
from tracker.projects.models import Membership, Work
from tracker.surveys import rules
from tracker.surveys.models import (
    NO_WORK,
    IntakeCount,
    Survey,
    SurveyAnswer,
    SurveyDraft,
    SurveyHeard,
    SurveyLink,
    SurveyRevision,
    SurveyVersion,
    SurveyVoice,
)
from tracker.surveys.questions import Slot, Sort
from tracker.surveys.rules import Moment

# Who is asked: (enrolment, work), the latter `NO_WORK` where a survey is not about works.
Unit = tuple[int, int]


def of_cohort(session: Session, cohort_id: int) -> dict[Slot, Survey]:
    """The surveys that a cohort has, switched off ones too."""
    found = session.scalars(sa.select(Survey).where(Survey.cohort_id == cohort_id))
    rows = {one.slot: one for one in found}
    return {slot: rows[slot] for slot in Slot if slot in rows}


def survey(session: Session, cohort_id: int, slot: Slot) -> Survey | None:
    """A cohort's survey, where it was ever switched on."""
    return session.scalar(sa.select(Survey).where(Survey.cohort_id == cohort_id, Survey.slot == slot))


def own(session: Session, survey_id: int, person_id: int) -> tuple[Survey, Enrolment] | None:
    """A survey of a cohort that this person is a scholar of, with their enrolment."""
    found = (
        sa.select(Survey, Enrolment)
        .join(Enrolment, Enrolment.cohort_id == Survey.cohort_id)
        .where(Survey.id == survey_id, Survey.is_on, Enrolment.person_id == person_id)
        .options(joinedload(Survey.cohort), joinedload(Enrolment.person), joinedload(Enrolment.cohort))
    )
    row = session.execute(found).one_or_none()
    return None if row is None else (row[0], row[1])


def own_work(session: Session, work_id: int, enrolment_id: int) -> Work | None:
    """A work that this scholar is a member of."""
    found = sa.select(Work).join(Membership, Membership.work_id == Work.id)
    return session.scalar(found.where(Work.id == work_id, Membership.enrolment_id == enrolment_id))


def is_alone(session: Session, work: Work | None) -> bool:
    """Whether a work has one member only."""
    team = sa.select(sa.func.count()).select_from(Membership)
    return work is not None and session.scalar(team.where(Membership.work_id == work.id)) == 1


def answer(session: Session, survey_id: int, enrolment_id: int, work_id: int | None) -> SurveyAnswer | None:
    """What a scholar answered, read anew."""
    found = sa.select(SurveyAnswer).where(
        SurveyAnswer.survey_id == survey_id,
        SurveyAnswer.enrolment_id == enrolment_id,
        SurveyAnswer.work_id.is_not_distinct_from(work_id),
    )
    return session.scalar(found.execution_options(populate_existing=True))


def revisions(session: Session, answer_id: int) -> Sequence[SurveyRevision]:
    """An answer as it stood before each correction, oldest first."""
    found = sa.select(SurveyRevision).where(SurveyRevision.answer_id == answer_id)
    return session.scalars(found.order_by(SurveyRevision.version)).all()


def draft(session: Session, survey_id: int, enrolment_id: int, work_id: int | None) -> SurveyDraft | None:
    """What a scholar has typed and not sent, read anew."""
    key = (survey_id, enrolment_id, work_id or NO_WORK)
    return session.get(SurveyDraft, key, populate_existing=True)


def has_spoken(session: Session, survey_id: int, enrolment_id: int) -> bool:
    """Whether a scholar has answered a confidential survey."""
    found = sa.select(SurveyHeard.survey_id).where(
        SurveyHeard.survey_id == survey_id, SurveyHeard.enrolment_id == enrolment_id
    )
    return session.scalar(found) is not None


def moment(session: Session, survey: Survey, enrolment: Enrolment, today: date) -> Moment:
    """The facts that decide whether this scholar may answer today."""
    return Moment(
        today=today,
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        is_on=survey.is_on,
        left_on=enrolment.left_on,
        heard=survey.slot.confidential and has_spoken(session, survey.id, enrolment.id),
    )


def link(session: Session, token: str) -> SurveyLink | None:
    """The link with this token, with its survey and its scholar."""
    found = sa.select(SurveyLink).where(SurveyLink.token_hash == hash_token(token))
    whole = (
        joinedload(SurveyLink.survey).joinedload(Survey.cohort),
        joinedload(SurveyLink.enrolment).joinedload(Enrolment.person),
    )
    return session.scalar(found.options(*whole))


def version_in_use(session: Session, program_id: int, sort: Sort) -> SurveyVersion | None:
    """The newest version of a program's questions."""
    found = sa.select(SurveyVersion).where(SurveyVersion.program_id == program_id, SurveyVersion.sort == sort)
    return session.scalar(found.order_by(SurveyVersion.version.desc()).limit(1))


def counts(session: Session, cohort_id: int) -> IntakeCount | None:
    """How many applied and were accepted, read anew."""
    return session.get(IntakeCount, cohort_id, populate_existing=True)


@dataclass(frozen=True)
class Response:
    """Who is asked by a survey and how many answered; `units` are all who are asked."""

    units: frozenset[Unit]
    answered: int

    @property
    def asked(self) -> int:
        return len(self.units)

    @property
    def silent(self) -> int:
        return self.asked - self.answered


def response(session: Session, surveys: Iterable[Survey], today: date) -> dict[int, Response]:
    """Survey id → its response. A fixed number of statements, however many of a cohort they are.

    Whoever answered and left afterwards was asked; whoever left before the end without an answer was not.
    """
    rows = list(surveys)
    ids, cohorts = [one.id for one in rows], {one.cohort_id for one in rows}
    said = _answered(session, ids)
    people = session.scalars(sa.select(Enrolment).where(Enrolment.cohort_id.in_(cohorts))).all()
    works = _memberships(session, cohorts)
    found = {}
    for one in rows:
        answered = said.get(one.id, set())
        asked = set(answered)
        for person in people:
            if person.cohort_id == one.cohort_id and rules.is_asked(
                person.left_on, one.opens_on, one.closes_on, today
            ):
                of = works.get(person.id, ()) if one.slot.per_work else (NO_WORK,)
                asked |= {(person.id, work) for work in of}
        found[one.id] = Response(frozenset(asked), len(answered))
    return found


def _answered(session: Session, survey_ids: list[int]) -> dict[int, set[Unit]]:
    said: dict[int, set[Unit]] = {}
    named = sa.select(SurveyAnswer.survey_id, SurveyAnswer.enrolment_id, SurveyAnswer.work_id)
    for survey_id, enrolment_id, work_id in session.execute(
        named.where(SurveyAnswer.survey_id.in_(survey_ids))
    ):
        said.setdefault(survey_id, set()).add((enrolment_id, work_id or NO_WORK))
    heard = sa.select(SurveyHeard.survey_id, SurveyHeard.enrolment_id)
    for survey_id, enrolment_id in session.execute(heard.where(SurveyHeard.survey_id.in_(survey_ids))):
        said.setdefault(survey_id, set()).add((enrolment_id, NO_WORK))
    return said


def _memberships(session: Session, cohorts: set[int]) -> dict[int, list[int]]:
    found = (
        sa.select(Membership.enrolment_id, Membership.work_id)
        .join(Enrolment, Enrolment.id == Membership.enrolment_id)
        .where(Enrolment.cohort_id.in_(cohorts))
        .order_by(Membership.enrolment_id, Membership.work_id)
    )
    works: dict[int, list[int]] = {}
    for enrolment_id, work_id in session.execute(found):
        works.setdefault(enrolment_id, []).append(work_id)
    return works


def named_answers(session: Session, survey_id: int) -> Sequence[SurveyAnswer]:
    """Every answer of a survey with names, by name and work. The caller may read single answers."""
    found = (
        sa.select(SurveyAnswer)
        .join(SurveyAnswer.enrolment)
        .join(Enrolment.person)
        .outerjoin(SurveyAnswer.work)
        .where(SurveyAnswer.survey_id == survey_id)
        .options(
            joinedload(SurveyAnswer.enrolment).joinedload(Enrolment.person), joinedload(SurveyAnswer.work)
        )
        .order_by(Person.name, SurveyAnswer.enrolment_id, Work.title)
    )
    return session.scalars(found).all()


def voices(session: Session, survey_id: int) -> dict[str, list[str]]:
    """Question → what was answered to it in a confidential survey, in no order that says anything."""
    found = sa.select(SurveyVoice.question, SurveyVoice.value).where(SurveyVoice.survey_id == survey_id)
    said: dict[str, list[str]] = {}
    for question, value in session.execute(found.order_by(SurveyVoice.value)):
        said.setdefault(question, []).append(value)
    return said


def self_ratings(session: Session, cohort_id: int, enrolment_id: int | None = None) -> list[SurveyAnswer]:
    """The self-assessments of a cohort or of one scholar, with their surveys."""
    found = (
        sa.select(SurveyAnswer)
        .join(SurveyAnswer.survey)
        .where(Survey.cohort_id == cohort_id, Survey.slot.in_([Slot.SELF_START, Slot.SELF_END]))
        .options(joinedload(SurveyAnswer.survey))
    )
    if enrolment_id is not None:
        found = found.where(SurveyAnswer.enrolment_id == enrolment_id)
    return list(session.scalars(found))


def unanswered(
    session: Session, enrolments: Sequence[Enrolment], today: date
) -> list[tuple[Survey, Enrolment, int]]:
    """(survey, enrolment, how many answers are missing) of what is open today, soonest first."""
    cohorts = {one.cohort_id for one in enrolments}
    found = sa.select(Survey).where(
        Survey.cohort_id.in_(cohorts), Survey.is_on, Survey.opens_on <= today, Survey.closes_on >= today
    )
    ids = session.scalars(found.options(joinedload(Survey.cohort).joinedload(Cohort.program))).all()
    said = _answered(session, [one.id for one in ids])
    works = _memberships(session, cohorts) if any(one.slot.per_work for one in ids) else {}
    missing = []
    for one in sorted(ids, key=lambda survey: (survey.closes_on, survey.id)):
        for person in enrolments:
            if person.cohort_id != one.cohort_id or person.left_on is not None:
                continue
            of = works.get(person.id, []) if one.slot.per_work else [NO_WORK]
            open_ones = Counter((person.id, work) not in said.get(one.id, set()) for work in of)[True]
            if open_ones:
                missing.append((one, person, open_ones))
    return missing


def to_come_by_link(session: Session, enrolment: Enrolment, today: date) -> Sequence[Survey]:
    """What a scholar will be asked by a link and not yet, soonest first: once their cohort has ended.

    Until then nobody knows who stays to its end.
    """
    ended = enrolment.cohort.last_day
    if enrolment.left_on is not None or ended is None or ended >= today:
        return []
    found = sa.select(Survey).where(
        Survey.cohort_id == enrolment.cohort_id, Survey.is_on, Survey.opens_on > today
    )
    by_link = [slot for slot in Slot if slot.by_link]
    return session.scalars(found.where(Survey.slot.in_(by_link)).order_by(Survey.closes_on, Survey.id)).all()


def stated_works(session: Session, survey_id: int, enrolment_id: int) -> set[int]:
    """The works about which a scholar has sent an answer."""
    found = sa.select(SurveyAnswer.work_id).where(
        SurveyAnswer.survey_id == survey_id, SurveyAnswer.enrolment_id == enrolment_id
    )
    return {one for one in session.scalars(found) if one is not None}


def answered_by(session: Session, enrolment_id: int) -> list[SurveyAnswer]:
    """What a scholar answered under their name, in the order of the year, with surveys and works."""
    found = (
        sa.select(SurveyAnswer)
        .join(SurveyAnswer.survey)
        .where(SurveyAnswer.enrolment_id == enrolment_id, Survey.is_on)
        .options(joinedload(SurveyAnswer.survey), joinedload(SurveyAnswer.work))
        .order_by(Survey.closes_on, Survey.id, SurveyAnswer.work_id)
    )
    return list(session.scalars(found))
