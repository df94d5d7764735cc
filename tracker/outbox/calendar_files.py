"""Calendar entries as a file that calendar programs read (RFC 5545)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from tracker.outbox.calendar_entries import AGAIN, Stamped

MEDIA_TYPE = "text/calendar; charset=utf-8"
# A calendar must hold something; a time zone is nothing that anybody sees.
SOMETHING = (
    b"BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def calendar_file(entries: Sequence[Stamped], *, whose: str, title: str) -> bytes:
    """The file. `whose` is a word of one person's alone: with it, names are unique in the whole world.

    All entries are whole days, so that no zone moves them.
    """
    # No page but this one needs it, and it takes a while to load.
    import icalendar  # noqa: PLC0415

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Tracker//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", icalendar.vText(title))
    calendar.add("x-wr-calname", icalendar.vText(title))
    calendar.add("refresh-interval", icalendar.vDuration(AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(AGAIN))
    for one in entries:
        event = icalendar.Event()
        for name, value in _facts(one, whose).items():
            event.add(name, value)
        calendar.add_component(event)
    if not entries:
        calendar.add_component(icalendar.Calendar.from_ical(SOMETHING))
    content: bytes = calendar.to_ical()
    return content


def _facts(one: Stamped, whose: str) -> dict[str, object]:
    entry = one.entry
    return {
        "uid": f"{entry.name}-{whose}",
        # Without a METHOD it says when the entry was last changed, as LAST-MODIFIED does.
        "dtstamp": one.changed_at,
        "last-modified": one.changed_at,
        "sequence": one.sequence,
        "dtstart": entry.day,
        "dtend": entry.day + timedelta(days=1),
        "summary": _printable(entry.title),
        "description": _printable(entry.text),
        "url": entry.link,
        "transp": "TRANSPARENT",
        "class": "PRIVATE",
    }


def _printable(text: str) -> str:
    """Without what the format has no place for: control signs other than the end of a line."""
    lines = text.replace("\r\n", "\n")
    return "".join(" " if unicodedata.category(one) == "Cc" and one != "\n" else one for one in lines)
