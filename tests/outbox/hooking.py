"""Webhooks for tests: made as the product makes them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.cast import Cast
from tracker.outbox import webhooks
from tracker.outbox.webhook_models import Webhook
from tracker.overview.webhook_events import KINDS

URL = "https://hooks.example.org/north"


def made(session: Session, cast: Cast, url: str = URL) -> Webhook:
    """A webhook of the cast's program that is told of everything."""
    return webhooks.add(
        session,
        cast.sam,
        program_id=cast.program.id,
        url=url,
        events=KINDS,
        known=KINDS,
        https=True,
    )
