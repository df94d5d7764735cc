"""Webhooks for tests: made as the product makes them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.cast import Cast
from tracker import clock
from tracker.outbox import webhooks
from tracker.outbox.webhook_models import DeliveryState, Webhook
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


def busy(session: Session, cast: Cast) -> Webhook:
    """One that took an event, gave one up, and one that waits after a try without an answer."""
    hook, now = made(session, cast), clock.now()
    ends = (DeliveryState.DELIVERED, 204, ""), (DeliveryState.FAILED, 500, ""), (None, None, "timeout")
    for number, (state, status, problem) in enumerate(ends):
        row = webhooks.tell(
            hook, event_id=f"evt_{number:032x}", kind="form.filed", at=now, data={"form": number}
        )
        row.attempts, row.status, row.problem = number + 1, status, problem
        if state is not None:
            row.state, row.next_try_at, row.ended_at = state, None, now
        session.add(row)
    session.flush()
    return hook
