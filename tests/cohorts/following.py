"""A series from elsewhere that a program follows, as tests need one."""

from __future__ import annotations

from datetime import date

from tracker.cohorts import series_actions
from tracker.evidence import trends_series

CONTENT = b"made_on,predicted_for\n2024.1,2031\n2024.5,2030\n2024.9,2029\n2025.2,2028\n"


def followed(session, cast, title="A question", content=CONTENT):
    """A series with one version."""
    return series_actions.create(
        session,
        cast.sam,
        program=cast.program,
        title=title,
        source="https://example.org/question",
        content=content,
        series=trends_series.read(content.decode(), date(2026, 1, 1)),
    )


def pulled_again(session, cast, series, content=CONTENT + b"2025.6,2027\n"):
    """The same series with a newer version."""
    read = trends_series.read(content.decode(), date(2026, 1, 1))
    return series_actions.add_version(session, cast.sam, followed=series, content=content, series=read)
