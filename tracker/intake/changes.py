"""Rows that say something else than the form they were imported as: the form follows, history stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.cohorts.models import Cohort
from tracker.evaluations.actions import answers_of, keep_revision
from tracker.evaluations.answers import Answers
from tracker.evaluations.models import Form, Rating
from tracker.intake import plan
from tracker.intake.bulk import parts
from tracker.intake.plan import Planned
from tracker.intake.problems import Problems
from tracker.intake.rows import Row
from tracker.intake.works import Works

PART = 500


def write(
    session: Session, cohort: Cohort, changed: Mapping[int, Planned], problems: Problems
) -> tuple[int, list[dict[str, Any]]]:
    """Bring forms up to their rows; returns how many changed, and those that moved to another day or work.

    A blank cell keeps the old value. Notes rows that answer a criterion their form's rubric lacks.
    """
    written, moved = 0, []
    for part in parts(sorted(changed), PART):
        for form in load(session, part):
            row = changed[form.id].row
            before, after = answers_of(form), merged(answers_of(form), row)
            move = _move(session, cohort, form, row)
            if after == before and not move:
                continue
            keep_revision(session, form, before)
            form.version += 1
            _answer(form, after, row, problems)
            form.import_content = plan.content(row)
            written += 1
            moved += [{"form": form.id, **move}] if move else []
        session.flush()
    return written, moved


def load(session: Session, ids: Collection[int]) -> Sequence[Form]:
    """These forms with what a row may change of them."""
    found = (
        sa.select(Form)
        .where(Form.id.in_(ids))
        .options(selectinload(Form.ratings), joinedload(Form.work), joinedload(Form.rubric))
    )
    return session.scalars(found).all()


def merged(before: Answers, row: Row) -> Answers:
    """The answers of a form with what a row gives."""
    return replace(
        before,
        overall=row.overall,
        confidence=row.confidence or before.confidence,
        keep=row.keep or before.keep,
        change=row.change or before.change,
        criteria={**before.criteria, **dict(row.levels)},
    )


def _answer(form: Form, after: Answers, row: Row, problems: Problems) -> None:
    for name, value in after.columns().items():
        setattr(form, name, value)
    criteria = {criterion.slug: criterion.id for criterion in form.rubric.criteria}
    ratings = {rating.criterion_id: rating for rating in form.ratings}
    for slug, level in row.levels:
        key = criteria.get(slug)
        if key is None:
            problems.add("other_rubric", line=row.line, field=f"criterion:{slug}", slug=slug)
        elif key in ratings:
            ratings[key].level = level
        else:
            form.ratings.append(Rating(criterion_id=key, level=level))


def _move(session: Session, cohort: Cohort, form: Form, row: Row) -> dict[str, Any]:
    """Take over another day or work, and return what stood there before."""
    move: dict[str, Any] = {}
    if row.filed_on is not None and row.filed_on != form.filed_on:
        move["filed_on"] = form.filed_on.isoformat() if form.filed_on else None
        form.filed_on = row.filed_on
    if row.work and row.work != form.work.title:
        move["work"] = form.work_id
        [form.work_id] = Works(session, cohort).of([row], [form.enrolment_id])
    return move
