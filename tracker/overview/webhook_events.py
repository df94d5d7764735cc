"""What webhooks are told of: entries of the audit trail, each at most once, as ids and short names alone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Sequence
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from tracker import audit, clock
from tracker.audit import AuditEntry, AuditHead
from tracker.cohorts.models import Program
from tracker.outbox import actions as outbox
from tracker.outbox import texts, webhook_queries, webhook_rounds, webhooks
from tracker.outbox.webhook_models import Webhook, WebhookDelivery
from tracker.outbox.webhook_rounds import Post
from tracker.people import queries as people
from tracker.permissions import Permission, Role
from tracker.releases.models import Case
from tracker.settings import Settings
from tracker.web.addresses import full_address

log = logging.getLogger(__name__)

# Action of the audit trail → kind of event. What was decided stands in none of them.
EVENTS = {
    "form.file": "form.filed",
    "letter.send": "letter.sent",
    "release.move": "release.changed",
    "report_snapshot.make": "report.ready",
}
KINDS = tuple(dict.fromkeys(EVENTS.values()))
OFFICE = (Role.STAFF, Role.LEAD)
KIND = "webhook_off"
# Seconds between rounds; how long it is kept what webhooks were told.
ROUND = 5.0
KEPT = timedelta(days=30)
# Entries taken at a time.
MOST = 500


def once(app: Flask, sessions: sessionmaker[Session]) -> int:
    """One round: take what happened, and send what is due; returns how many were taken there."""
    settings: Settings = app.extensions["tracker_settings"]
    with app.app_context():
        collect(sessions)
        # Without an address of its own, a mail would lead nowhere; the page says it too.
        tell = tell_staff if settings.base_url is not None else _tell_nobody
        return webhook_rounds.deliver(
            Post(sessions, settings.lasting_key, tell, around=app.app_context, local=settings.testing)
        )


def in_background(app: Flask, sessions: sessionmaker[Session]) -> threading.Event:
    """Do a round every few seconds in a thread of this process, until the returned event is set."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(ROUND):
            try:
                once(app, sessions)
            except OperationalError as busy:
                log.warning("webhooks wait for the database: %s", busy.orig)
            except Exception:
                log.exception("webhooks failed; the next round tries again")

    threading.Thread(target=run, name="webhooks", daemon=True).start()
    return stop


def _tell_nobody(_session: Session, _hook: Webhook) -> int:
    return 0


def collect(sessions: sessionmaker[Session]) -> int:
    """Write a delivery for each event of each webhook that has none; returns how many."""
    with sessions() as session:
        behind = session.scalars(
            sa.select(Webhook.program_id)
            .join(
                AuditHead,
                AuditHead.chain == sa.literal("program:").concat(sa.cast(Webhook.program_id, sa.String)),
            )
            .where(Webhook.off_at.is_(None), Webhook.seen_position < AuditHead.position)
            .distinct()
        ).all()
    written = 0
    for program_id in sorted(behind):
        with sessions.begin() as session:
            written += _collect(session, program_id)
    return written


def _collect(session: Session, program_id: int) -> int:
    # Whoever else takes events waits here, so that none is taken twice and none is left out.
    head = audit.hold(session, program_id)
    program = session.get_one(Program, program_id)
    hooks = [one for one in webhook_queries.of_program(session, program_id) if one.off_at is None]
    written = 0
    for hook in hooks:
        session.refresh(hook)
        entries = _entries(session, head, hook)
        hook.seen_position = entries[-1].position if len(entries) == MOST else head.position
        quiet = _not_handed_in(session, entries)
        for entry in entries:
            kind = EVENTS[entry.action]
            if kind in hook.events and not (kind == "release.changed" and entry.object_id in quiet):
                session.add(_delivery(hook, entry, kind, program.slug))
                written += 1
        ended = (WebhookDelivery.webhook_id == hook.id, WebhookDelivery.ended_at < clock.now() - KEPT)
        session.execute(sa.delete(WebhookDelivery).where(*ended))
    return written


def _entries(session: Session, head: AuditHead, hook: Webhook) -> Sequence[AuditEntry]:
    found = sa.select(AuditEntry).where(
        AuditEntry.chain == head.chain,
        AuditEntry.position > hook.seen_position,
        AuditEntry.action.in_(EVENTS),
    )
    return session.scalars(found.order_by(AuditEntry.position).limit(MOST)).all()


def _not_handed_in(session: Session, entries: Collection[AuditEntry]) -> set[int]:
    """The cases among these that are still their authors' own."""
    ids = {one.object_id for one in entries if EVENTS[one.action] == "release.changed"}
    return set(session.scalars(sa.select(Case.id).where(Case.id.in_(ids), Case.submitted_at.is_(None))))


def _delivery(hook: Webhook, entry: AuditEntry, kind: str, slug: str) -> WebhookDelivery:
    data: dict[str, object] = {"program": slug, entry.object_type: entry.object_id}
    # The hash of an entry is its own for good, so the same event has the same id wherever it is sent.
    return webhooks.tell(hook, event_id=f"evt_{entry.hash[:32]}", kind=kind, at=entry.at, data=data)


def tell_staff(session: Session, hook: Webhook) -> int:
    """Write to the program's staff that a webhook was switched off because it took nothing."""
    program = session.get_one(Program, hook.program_id)
    today, written = clock.today(program.time_zone), 0
    for person in people.with_role(session, OFFICE, program_id=program.id, cohort_id=None):
        held = person.grants_on(today)
        manages = held.allow(Permission.PROGRAM_MANAGE, program_id=program.id)
        if not manages or not person.active or person.email is None:
            continue
        with force_locale(person.locale):
            link = full_address("cohorts.webhook", program_slug=program.slug, webhook_id=hook.id)
            values = {"name": person.name, "program": program.name, "link": link}
            mail = texts.compose(session, KIND, values, program_id=program.id)
        outbox.write(
            session,
            person_id=person.id,
            address=person.email,
            kind=KIND,
            subject=mail.subject,
            body=mail.body,
            program_id=program.id,
        )
        written += 1
    return written
