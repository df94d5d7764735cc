"""The round of the webhooks: what is due is sent, and what came of it is kept."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from tracker import audit, clock
from tracker.outbox import webhook_queries, webhook_rules, webhook_sending, webhook_signing, webhooks
from tracker.outbox.webhook_models import DeliveryState, Webhook, WebhookDelivery
from tracker.outbox.webhook_rules import Answer

log = logging.getLogger(__name__)

# Addresses that are sent to at once; deliveries to one of them in a round.
AT_ONCE, MOST = 12, 50
# A try of which nobody says how it ended, as when its worker was killed, is made again after this.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Post:
    """How to send: the installation's key, and whether machines that are not public may be sent to.

    `off` is called in the transaction in which a webhook is switched off because it took nothing; `around`
    gives each thread what that needs. One address is waited for `patience` seconds, and has the round to
    itself for `share` seconds before its next delivery is left for the next round.
    """

    sessions: sessionmaker[Session]
    key: str
    off: Callable[[Session, Webhook], object]
    around: Callable[[], AbstractContextManager[object]] = nullcontext
    local: bool = False
    patience: float = webhook_sending.PATIENCE
    share: float = webhook_sending.PATIENCE


def deliver(post: Post) -> int:
    """One round; returns how many deliveries were taken. Several processes may do it at once.

    Addresses do not wait for each other. One that does not answer is left for this round, so that it costs
    one time-out; so is one that answers slowly, once it has had its share.
    """
    with post.sessions() as session:
        due = webhook_queries.due(session, clock.now())
    if not due:
        return 0
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="webhook") as pool:
        return sum(pool.map(lambda ids: _to_one(post, ids[:MOST]), due.values()))


def _to_one(post: Post, ids: Sequence[int]) -> int:
    taken, until = 0, time.monotonic() + post.share
    for delivery_id in ids:
        if taken and time.monotonic() > until:
            return taken
        try:
            answer = _try(post, delivery_id)
        except Exception:
            log.exception("delivery %s of a webhook failed; the next round tries again", delivery_id)
            return taken
        if answer is None:
            continue
        if not answer.taken:
            return taken
        taken += 1
    return taken


def _try(post: Post, delivery_id: int) -> Answer | None:
    """Send one; None where somebody else does, or nobody is to."""
    with post.sessions.begin() as session:
        row = _held(session, delivery_id)
        now = clock.now()
        if row is None or row.webhook.off_at is not None:
            return None
        if row.state is not DeliveryState.WAITING or row.next_try_at is None or row.next_try_at > now:
            return None
        row.attempts, row.next_try_at = row.attempts + 1, now + LEASE
        url, body = row.webhook.url, row.body.encode()
        secret = webhook_signing.secret(post.key, row.webhook.salt)
        headers = webhook_signing.headers(secret, row.event_id, int(now.timestamp()), body)
    answer = webhook_sending.send(url, headers, body, local=post.local, patience=post.patience)
    with post.around(), post.sessions.begin() as session:
        _keep(session, delivery_id, answer, post.off)
    return answer


def _keep(
    session: Session, delivery_id: int, answer: Answer, off: Callable[[Session, Webhook], object]
) -> None:
    row = session.get(WebhookDelivery, delivery_id)
    if row is None:
        return  # removed with its webhook meanwhile
    audit.hold(session, row.webhook.program_id)
    session.refresh(row)
    session.refresh(row.webhook)
    if row.state is not DeliveryState.WAITING:
        return
    verdict = webhook_rules.after(answer, row.attempts)
    row.state, row.status, row.problem = verdict.state, answer.status, answer.problem
    now = clock.now()
    row.next_try_at = now + verdict.wait if verdict.wait is not None else None
    row.ended_at = None if verdict.wait is not None else now
    session.flush()
    since = webhook_queries.taken_since(session, row.webhook_id, row.made_at)
    code = webhook_rules.switched_off(answer, verdict, taken_since=since)
    if code is not None:
        webhooks.switch_off(session, None, webhook=row.webhook, code=code)
        off(session, row.webhook)


def _held(session: Session, delivery_id: int) -> WebhookDelivery | None:
    return session.get(
        WebhookDelivery, delivery_id, with_for_update={"of": WebhookDelivery}, populate_existing=True
    )
