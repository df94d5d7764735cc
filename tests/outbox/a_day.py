"""A day of the post in a process of its own: what the worker does, with a clock that runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from tracker import clock, db
from tracker.app import create_app
from tracker.overview import post
from tracker.settings import Settings, Smtp

SENDER = "fellowship@example.org"
STEP = timedelta(minutes=20)


def run(
    url: str, folder: str, server: tuple[str, int], start: datetime, first: int, last: int, told: Connection
) -> None:
    """Rounds `first` to `last` of the day; tells each number before it begins."""
    smtp = Smtp(server[0], server[1], None, None, "none")
    engine = db.make_engine(url)
    app = create_app(Settings(Path(folder), url, "k" * 40, smtp=smtp, mail_from=SENDER), engine)
    sessions = db.make_sessions(engine)
    for number in range(first, last):
        told.send(number)
        with clock.fixed(start + number * STEP):
            post.once(app, sessions)
    engine.dispose()
