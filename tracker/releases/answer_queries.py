"""Reads of the answers to a case's checklist as they stand now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.releases.answer_rules import Kept
from tracker.releases.checklist_parts import Answer
from tracker.releases.submission_models import CaseAnswer, Submission
from tracker.sealed import SealedText

Rows = Mapping[str, CaseAnswer]


def rows(session: Session, case_id: int) -> dict[str, CaseAnswer]:
    """Item → its answer row, read anew, with its sealed texts."""
    found = sa.select(CaseAnswer).where(CaseAnswer.case_id == case_id)
    found = found.options(joinedload(CaseAnswer.text), joinedload(CaseAnswer.why))
    return {one.item: one for one in session.scalars(found.execution_options(populate_existing=True))}


def version(found: Rows) -> int:
    """Counts every change of any answer, so that two windows do not write over each other unseen."""
    return sum(row.version for row in found.values())


def texts(found: Rows) -> list[SealedText]:
    """The sealed words of these answers."""
    return [text for row in found.values() for text in (row.text, row.why) if text is not None]


def answers(found: Rows, opened: Mapping[int, str]) -> dict[str, Answer]:
    """The answers, their words from what was opened; words that were not count as not there."""
    return {
        item: Answer(tuple(row.chosen), _opened(row.text_id, opened), _opened(row.why_id, opened))
        for item, row in found.items()
    }


def kept(found: Rows) -> dict[str, Kept]:
    """What can be known of the answers without opening them."""
    return {item: Kept(row.said_by_id, row.said_at, row.confirmed) for item, row in found.items()}


def handed_in(session: Session, case_id: int) -> frozenset[int]:
    """The ids of sealed texts that a submission stands on: those are never forgotten."""
    found = session.scalars(sa.select(Submission).where(Submission.case_id == case_id)).all()
    said = {one for row in found for answer in row.answers.values() for one in _ids(answer.values())}
    return frozenset(said | {row.venue_id for row in found if row.venue_id is not None})


def _ids(values: Iterable[object]) -> list[int]:
    return [one for one in values if isinstance(one, int)]


def _opened(text_id: int | None, opened: Mapping[int, str]) -> str:
    return opened.get(text_id, "") if text_id is not None else ""
