"""What somebody has typed and not sent yet, of a concern, a view, a decision or an appeal."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker import clock
from tracker.advancement.appeal_models import AppealDraft
from tracker.advancement.decision_models import DecisionDraft
from tracker.advancement.models import ConcernDraft

Draft = TypeVar("Draft", ConcernDraft, DecisionDraft, AppealDraft)


def save(session: Session, of: type[Draft], typed: dict[str, Any], **key: Any) -> None:
    """Keep what was typed under its primary key, over what was kept there before."""
    row = session.get(of, key, populate_existing=True) or of(**key)
    row.typed, row.saved_at = typed, clock.now()
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # a second click made it a moment ago
        made = session.get_one(of, key, populate_existing=True)
        made.typed, made.saved_at = typed, clock.now()
    session.flush()


def drop(session: Session, of: type[Draft], **key: Any) -> None:
    """It has become what it was a draft of."""
    row = session.get(of, key, populate_existing=True)
    if row is not None:
        session.delete(row)
