"""The file of a calendar: two parsers read it alike, whatever the words; numbers change with entries."""

from __future__ import annotations

import string
import warnings
from datetime import UTC, date, datetime, timedelta

import ics
import pytest
from icalendar import Calendar

from tests.properties import given, st
from tracker.outbox.calendar_entries import Entry, Stamped, stamped
from tracker.outbox.calendar_files import calendar_file

NOW = datetime(2026, 3, 29, 0, 59, 30, 123456, tzinfo=UTC)
WHOSE = "0123456789abcdef"
HOSTILE = [
    "Due: one, two; three \\ four: “five”",
    "two\nlines\r\nthree\rfour",
    "🦉🦉🦉 " * 40,
    "ä" * 300,
    "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
    "\x00\x07\x1b[31m\x7f\x85",
    "\\, \\; \\\\",
    " ",
    "שלום  e\u0301 \u202e",
]


def entry(name: str = "form-1", day: date = date(2026, 3, 29), title: str = "A form is due") -> Entry:
    return Entry(name, day, title, "Whom it is about stands on the page.", "https://t.example/a?b=c,d;e&f")


def made(*entries: Stamped) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return calendar_file(entries, whose=WHOSE, title="Tracker")


def strictly(content: bytes) -> list[ics.Event]:
    """The events as the second parser reads them; it follows the grammar of RFC 5545, or raises."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = ics.Calendar(content.decode())
    assert [str(one.message) for one in said if "ics" in str(one.filename)] == []
    return sorted(found.events, key=lambda one: one.uid)


def loosely(content: bytes) -> list:
    found = Calendar.from_ical(content)
    assert found.errors == []
    events = found.walk("VEVENT")
    assert [one.errors for one in events] == [[] for _ in events]
    return events


def shown(text: str) -> str:
    """What must be read again: the text, without signs that the format has no place for."""
    lines = text.replace("\r\n", "\n")
    return "".join(" " if (ord(one) < 32 and one != "\n") or 127 <= ord(one) < 160 else one for one in lines)


@pytest.mark.parametrize("title", HOSTILE)
def test_both_parsers_read_what_was_written(title: str):
    content = made(Stamped(entry(title=title), 3, NOW.replace(microsecond=0)))
    (loose,), (strict,) = loosely(content), strictly(content)
    assert str(loose["summary"]) == strict.name == shown(title)
    assert loose["uid"] == strict.uid == f"form-1-{WHOSE}"
    assert loose["sequence"] == 3
    assert loose.decoded("dtstart") == date(2026, 3, 29)
    assert loose.decoded("dtend") == date(2026, 3, 30)
    assert (strict.all_day, strict.begin.date()) == (True, date(2026, 3, 29))
    assert str(loose["url"]) == strict.url == "https://t.example/a?b=c,d;e&f"
    assert loose.decoded("dtstamp") == loose.decoded("last-modified") == NOW.replace(microsecond=0)


@pytest.mark.parametrize("title", HOSTILE)
def test_lines_end_and_fold_as_the_format_asks(title: str):
    content = made(Stamped(entry(title=title), 0, NOW))
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, lines)) <= 75, "octets, not signs"
    assert not any(set(line) & {*range(32), 127} - {9} for line in lines)
    [line.decode() for line in lines]  # no sign is cut in two
    assert [line for line in lines if line.startswith(b"BEGIN:")] == [b"BEGIN:VCALENDAR", b"BEGIN:VEVENT"]


def test_a_stroke_before_an_n_is_not_the_end_of_a_line():
    (event,) = loosely(made(Stamped(entry(title="C:\\new"), 0, NOW)))
    assert str(event["summary"]) == "C:\\new"


def test_an_empty_calendar_is_one_too():
    content = made()
    assert strictly(content) == loosely(content) == []
    assert content.count(b"BEGIN:") == 3, "the format wants at least one component"


def kept(found: list[Stamped]) -> dict:
    class Row:
        def __init__(self, one: Stamped) -> None:
            self.sha256, self.sequence, self.changed_at = one.entry.sha256, one.sequence, one.changed_at

    return {one.entry.name: Row(one) for one in found}


days = st.dates(date(2026, 1, 1), date(2026, 1, 4))
calendars = st.dictionaries(
    st.sampled_from(["form-1", "form-2", "milestone-1-2"]),
    st.tuples(days, st.text(string.printable, max_size=5)),
)


@given(st.lists(calendars, min_size=2, max_size=5))
def test_number_and_time_change_with_the_entry_and_never_else(readings: list[dict]):
    before: dict = {}
    at = NOW
    for reading in readings:
        at += timedelta(hours=1)
        found = stamped([entry(name, *said) for name, said in reading.items()], before, at)
        assert [one.entry.name for one in found] == sorted(reading, key=lambda name: (reading[name][0], name))
        for one in found:
            row = before.get(one.entry.name)
            if row is not None and row.sha256 == one.entry.sha256:
                assert (one.sequence, one.changed_at) == (row.sequence, row.changed_at)
            else:
                assert one.sequence == (row.sequence + 1 if row else 0)
                assert one.changed_at == at.replace(microsecond=0)
        before |= kept(found)


def test_the_same_entries_are_the_same_bytes_in_any_order():
    both = [entry("form-1"), entry("form-2", title="Another")]
    assert made(*stamped(both, {}, NOW)) == made(*stamped(both[::-1], {}, NOW))
