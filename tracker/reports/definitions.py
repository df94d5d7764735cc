"""What an earlier cohort of the program counted by other rules than this one."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tracker.cohorts.models import Cohort, Enrolment, GatePolicy, Phase, PhaseKind
from tracker.evaluations.models import Criterion, Form
from tracker.surveys.models import Survey, SurveyVersion
from tracker.surveys.questions import Question, Slot, Sort, from_content

# What of a gate's policy decides how its outcomes are to be read.
_TERMS = (
    GatePolicy.gate_default,
    GatePolicy.notice_days,
    GatePolicy.people,
    GatePolicy.works,
    GatePolicy.non_mentors,
    GatePolicy.panel,
)


def _earlier(cohort: Cohort) -> sa.Select[int]:
    """The cohorts of the program whose first day lies before this one's; all others where it has none."""
    found = sa.select(Phase.cohort_id).join(Phase.cohort)
    found = found.where(Cohort.program_id == cohort.program_id, Cohort.id != cohort.id)
    begins = min((phase.starts_on for phase in cohort.phases), default=None)
    return found if begins is None else found.where(Phase.starts_on < begins)


def gates_changed(session: Session, cohort: Cohort) -> frozenset[PhaseKind]:
    """The kinds of phases whose gate an earlier cohort had with other terms. One statement."""
    found = (
        sa.select(Phase.kind, Phase.cohort_id, *_TERMS)
        .join(
            GatePolicy, sa.and_(GatePolicy.phase_id == Phase.id, GatePolicy.version == Phase.policy_version)
        )
        .where(sa.or_(Phase.cohort_id == cohort.id, Phase.cohort_id.in_(_earlier(cohort))))
    )
    rows = session.execute(found).all()
    own = {kind: terms for kind, cohort_id, *terms in rows if cohort_id == cohort.id}
    return frozenset(
        kind
        for kind, cohort_id, *terms in rows
        if cohort_id != cohort.id and kind in own and terms != own[kind]
    )


def questions_changed(
    session: Session, cohort: Cohort, sort: Sort, asked: Collection[Question]
) -> frozenset[str]:
    """The slugs of these questions that an earlier cohort was asked otherwise, or not asked. One statement.

    What only sorts or explains, such as a hint, makes no other question.
    """
    slots = [slot for slot in Slot if slot.sort is sort]
    found = (
        sa.select(SurveyVersion.content)
        .join(Survey, Survey.version_id == SurveyVersion.id)
        .where(Survey.slot.in_(slots), Survey.cohort_id.in_(_earlier(cohort)))
    )
    versions = [
        {one.slug: _meaning(one) for one in from_content(content)} for content in session.scalars(found)
    ]
    return frozenset(
        one.slug for one in asked if any(before.get(one.slug) != _meaning(one) for before in versions)
    )


def _meaning(question: Question) -> tuple[object, ...]:
    return (question.kind, question.text, question.options, question.low, question.high, question.anchors)


def criteria_changed(session: Session, cohort: Cohort) -> frozenset[str]:
    """The slugs of criteria that an earlier cohort's forms were asked by other anchors, or not asked.

    Both cohorts' rubrics are those that forms were filed with. One statement.
    """
    used = aliased(Form)
    found = (
        sa.select(
            Enrolment.cohort_id,
            used.rubric_id,
            Criterion.slug,
            *(Criterion.anchor_1, Criterion.anchor_3),
            Criterion.anchor_5,
        )
        .select_from(used)
        .join(Enrolment, Enrolment.id == used.enrolment_id)
        .join(Criterion, Criterion.rubric_id == used.rubric_id)
        .where(sa.or_(Enrolment.cohort_id == cohort.id, Enrolment.cohort_id.in_(_earlier(cohort))))
        .distinct()
    )
    own: dict[str, set[tuple[str, ...]]] = {}
    before: dict[int, dict[str, tuple[str, ...]]] = {}
    for cohort_id, rubric_id, slug, *anchors in session.execute(found):
        if cohort_id == cohort.id:
            own.setdefault(slug, set()).add(tuple(anchors))
        else:
            before.setdefault(rubric_id, {})[slug] = tuple(anchors)
    return frozenset(
        slug for slug, asked in own.items() if any({rubric.get(slug)} != asked for rubric in before.values())
    )
