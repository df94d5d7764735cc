"""Two windows taking up the same invitation at once: exactly one gets in. Real commits, so it cleans up."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.audit import AuditEntry, AuditHead
from tracker.people import actions, queries
from tracker.people.models import AccessLink, LinkKind, Person
from tracker.reasons import Refused


@pytest.fixture
def token(engine):
    """An invitation that stands committed in the database."""
    with Session(engine) as session:
        person = actions.create_person(session, None, name="Rae Race", email="rae.race@example.org")
        token = actions.make_link(session, None, person=person, kind=LinkKind.INVITATION)
        session.commit()
    yield token
    with Session(engine) as session:
        for table in (AccessLink, AuditEntry, AuditHead, Person):
            session.execute(sa.delete(table))
        session.commit()


def test_one_of_two_takes_the_invitation_up(engine, token):
    both_have_looked = threading.Barrier(2)

    def take_up(name: str) -> str | None:
        with Session(engine, expire_on_commit=False) as session:
            seen = queries.link(session, token)  # held on to, as the page does
            with suppress(threading.BrokenBarrierError):
                # On SQLite the second cannot even look before the first is done.
                both_have_looked.wait(timeout=0.5)
            assert seen is not None
            try:
                person = actions.use_link(session, token)
            except Refused as refusal:
                return refusal.decision.code
            actions.update_account(session, person, name=name, time_zone=None)
            session.commit()
            return name

    with ThreadPoolExecutor(2) as pool:
        outcomes = set(pool.map(take_up, ["First", "Second"]))
    assert "link_used" in outcomes
    (winner,) = outcomes - {"link_used"}
    with Session(engine) as session:
        assert queries.by_email(session, "rae.race@example.org").name == winner
