"""Reads of webhooks and of what they were told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.outbox.webhook_models import DeliveryState, Webhook, WebhookDelivery


def of_program(session: Session, program_id: int) -> Sequence[Webhook]:
    """The webhooks of a program, oldest first."""
    found = sa.select(Webhook).where(Webhook.program_id == program_id)
    return session.scalars(found.order_by(Webhook.id)).all()


def one(session: Session, webhook_id: int, *, program_id: int) -> Webhook | None:
    """A webhook of this program, as it stands in the database."""
    found = sa.select(Webhook).where(Webhook.id == webhook_id, Webhook.program_id == program_id)
    return session.scalar(found.execution_options(populate_existing=True))


def deliveries(
    session: Session, webhook_id: int, *, limit: int, offset: int = 0
) -> Sequence[WebhookDelivery]:
    """What a webhook was told, newest first."""
    found = sa.select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    return session.scalars(found.order_by(WebhookDelivery.id.desc()).limit(limit).offset(offset)).all()


def count(session: Session, webhook_id: int) -> int:
    """How many deliveries of a webhook are kept."""
    found = sa.select(sa.func.count()).where(WebhookDelivery.webhook_id == webhook_id)
    return session.scalar(found) or 0


def latest(session: Session, program_id: int) -> dict[int, WebhookDelivery]:
    """Webhook id → what it was told last."""
    newest = (
        sa.select(sa.func.max(WebhookDelivery.id))
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(Webhook.program_id == program_id)
        .group_by(WebhookDelivery.webhook_id)
    )
    found = session.scalars(sa.select(WebhookDelivery).where(WebhookDelivery.id.in_(newest)))
    return {row.webhook_id: row for row in found}


def due(session: Session, now: datetime) -> dict[int, list[int]]:
    """Webhook id → the deliveries whose turn it is, oldest first."""
    found = (
        sa.select(WebhookDelivery.webhook_id, WebhookDelivery.id)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
            WebhookDelivery.state == DeliveryState.WAITING,
            WebhookDelivery.next_try_at <= now,
            Webhook.off_at.is_(None),
        )
        .order_by(WebhookDelivery.id)
    )
    waiting: dict[int, list[int]] = {}
    for webhook_id, delivery_id in session.execute(found):
        waiting.setdefault(webhook_id, []).append(delivery_id)
    return waiting


def taken_since(session: Session, webhook_id: int, moment: datetime) -> bool:
    """Whether a webhook took anything since then."""
    found = sa.select(WebhookDelivery.id).where(
        WebhookDelivery.webhook_id == webhook_id,
        WebhookDelivery.state == DeliveryState.DELIVERED,
        WebhookDelivery.ended_at >= moment,
    )
    return session.scalar(found.limit(1)) is not None
