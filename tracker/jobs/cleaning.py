"""What the days do with files: those past their day go, and so do bytes that no row stands for."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from tracker.jobs import files


def clean(sessions: sessionmaker[Session], folder: Path) -> int:
    """Remove what is due, in transactions of its own; returns how many files left the disk.

    May be killed anywhere, and run in several processes at once: rows say first what is gone.
    """
    with sessions() as session:
        due = files.due(session)
        for kept in due:
            files.remove(kept)
        if due:
            session.commit()
    with sessions() as session:
        return files.clean(session, folder)
