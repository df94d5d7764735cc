"""Writes of webhooks: made, told something, given another secret, switched off and on, removed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.audit import Row
from tracker.outbox import webhook_queries, webhook_rules
from tracker.outbox.webhook_models import DeliveryState, Off, Webhook, WebhookDelivery
from tracker.reasons import require

TEST = "test"


def add(
    session: Session,
    actor: Row,
    *,
    program_id: int,
    url: str,
    events: Collection[str],
    known: Collection[str],
    https: bool,
    local: bool = False,
) -> Webhook:
    """A webhook that is told of what happens from now on, of the kinds that it asks for."""
    require(webhook_rules.may_be_address(url, https=https, local=local), field="url")
    require(webhook_rules.may_tell(events, known), field="events")
    head = audit.hold(session, program_id)
    require(webhook_rules.may_add(len(webhook_queries.of_program(session, program_id))), field="url")
    row = Webhook(
        program_id=program_id,
        url=url,
        events=sorted(events),
        seen_position=head.position,
        made_by_id=actor.id,
    )
    session.add(row)
    session.flush()
    # Without the address: whoever knows that of a chat can often write into it.
    _note(session, actor, "webhook.add", row, events=row.events)
    return row


def test(session: Session, actor: Row, *, webhook: Webhook) -> WebhookDelivery:
    """Tell a webhook that this is a test."""
    audit.hold(session, webhook.program_id)
    require(webhook_rules.may_test(off=webhook.off_at is not None))
    data: dict[str, object] = {"webhook": webhook.id}
    row = tell(webhook, event_id=f"evt_{secrets.token_hex(16)}", kind=TEST, at=clock.now(), data=data)
    session.add(row)
    session.flush()
    _note(session, actor, "webhook.test", webhook)
    return row


def tell(
    webhook: Webhook, *, event_id: str, kind: str, at: datetime, data: dict[str, object]
) -> WebhookDelivery:
    """A delivery that leaves in the next round. `data` holds ids and short names alone."""
    body = json.dumps({"type": kind, "timestamp": at.isoformat(timespec="seconds"), "data": data})
    now = clock.now()
    return WebhookDelivery(
        webhook_id=webhook.id, event_id=event_id, kind=kind, body=body, made_at=now, next_try_at=now
    )


def new_secret(session: Session, actor: Row, *, webhook: Webhook) -> None:
    """Give a webhook another secret; what was signed by the old one is signed anew when it is tried again."""
    audit.hold(session, webhook.program_id)
    webhook.salt = secrets.token_hex(16)
    session.flush()
    _note(session, actor, "webhook.secret", webhook)


def switch_off(session: Session, actor: Row | None, *, webhook: Webhook, code: Off = Off.STAFF) -> None:
    """Tell a webhook nothing more; what waits is not sent, now or later."""
    audit.hold(session, webhook.program_id)
    if webhook.off_at is not None:
        return
    webhook.off_at, webhook.off_code = clock.now(), code
    session.execute(
        sa.update(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.state == DeliveryState.WAITING)
        .values(state=DeliveryState.DROPPED, next_try_at=None, ended_at=clock.now())
    )
    session.flush()
    _note(session, actor, "webhook.off", webhook, code=code.value)


def switch_on(session: Session, actor: Row, *, webhook: Webhook) -> None:
    """Tell a webhook of what happens from now on; what happened while it was off is not made up for."""
    head = audit.hold(session, webhook.program_id)
    if webhook.off_at is None:
        return
    webhook.off_at, webhook.off_code, webhook.seen_position = None, None, head.position
    session.flush()
    _note(session, actor, "webhook.on", webhook)


def remove(session: Session, actor: Row, *, webhook: Webhook) -> None:
    """Remove a webhook with everything that is kept about it."""
    audit.hold(session, webhook.program_id)
    session.execute(sa.delete(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id))
    session.delete(webhook)
    session.flush()
    _note(session, actor, "webhook.remove", webhook)


def _note(session: Session, actor: Row | None, action: str, webhook: Webhook, **change: object) -> None:
    audit.note(session, actor, action, webhook, program_id=webhook.program_id, **change)
