"""Taking one answer of somebody nobody knows. Nothing here records, logs or returns who or when."""

from __future__ import annotations

import hashlib
import hmac
import random
import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.polls import actions, rules
from tracker.polls.models import Poll, PollAnswer, PollWave
from tracker.reasons import Refused, no, require

# Half of what a database holds as a whole number; no two rows ever draw the same.
KEY_BITS = 63
COLUMNS = ("code_digest", "pre", "post", "willing")


def answer(
    session: Session,
    *,
    poll: Poll,
    wave: PollWave,
    option: int,
    code: str,
    secret: str,
    willing: bool | None = None,
) -> None:
    """Keep one answer. The code pairs it with the same person's other one, and answers a wave once.

    All rows of the poll are deleted and written again under new random keys in random order, in one
    transaction: neither keys, nor places in the table, nor the database's own marks tell them apart.
    """
    poll = actions.held(session, poll)
    require(rules.may_answer(poll, wave, clock.today(poll.cohort.program.time_zone)))
    require(rules.is_code(code), field="code")
    if not 0 <= option < len(poll.options):
        raise Refused(no("poll_option_unknown"), field="option")
    digest = code_digest(poll, code, secret)
    rows = _rows(session, poll)
    mine = next((row for row in rows if row["code_digest"] == digest), None)
    if mine is None:
        mine = {"code_digest": digest, "pre": None, "post": None, "willing": None}
        rows.append(mine)
    if mine[wave.value] is not None:
        raise Refused(no("poll_code_taken"), field="code")
    mine[wave.value] = option
    if wave is PollWave.PRE and poll.asks_willing:
        mine["willing"] = willing
    _write_anew(session, poll, rows)


def code_digest(poll: Poll, code: str, secret: str) -> str:
    """What is kept of a code: worthless without the poll's key and the installation's secret."""
    assert poll.code_key is not None
    key = hashlib.sha256(poll.code_key + secret.encode()).digest()
    return hmac.new(key, rules.folded_code(code).encode(), hashlib.sha256).hexdigest()


def _rows(session: Session, poll: Poll) -> list[dict[str, Any]]:
    columns = [getattr(PollAnswer, name) for name in COLUMNS]
    found = session.execute(sa.select(*columns).where(PollAnswer.poll_id == poll.id))
    return [dict(row) for row in found.mappings()]


def _write_anew(session: Session, poll: Poll, rows: list[dict[str, Any]]) -> None:
    actions.overwrite_deleted(session)
    session.execute(sa.delete(PollAnswer).where(PollAnswer.poll_id == poll.id))
    random.SystemRandom().shuffle(rows)
    written = [{"key": secrets.randbits(KEY_BITS), "poll_id": poll.id, **row} for row in rows]
    session.execute(sa.insert(PollAnswer), written)
