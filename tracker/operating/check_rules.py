"""What `tracker check` makes of what it found: a line that says how it stands and what mends it."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

GIBIBYTE = 1 << 30
# Below either, a day's writes and one copy may not fit any more.
LEAST_FREE, LEAST_SHARE = GIBIBYTE, 0.05
# Sign-in links and notice clocks are in minutes and days; a few seconds apart do no harm.
MOST_SKEW = timedelta(seconds=5)
SILENT = timedelta(minutes=2)


class State(enum.StrEnum):
    OK = "ok"
    NOTE = "note"  # works, and somebody should know
    MEND = "mend"


@dataclass(frozen=True)
class Line:
    """One thing that was looked at. `mend` is what to do; empty where all is well."""

    name: str
    state: State
    says: str
    mend: str = ""


def ok(name: str, says: str) -> Line:
    return Line(name, State.OK, says)


def note(name: str, says: str, mend: str) -> Line:
    return Line(name, State.NOTE, says, mend)


def mend(name: str, says: str, how: str) -> Line:
    return Line(name, State.MEND, says, how)


def is_whole(lines: Iterable[Line]) -> bool:
    return all(line.state is not State.MEND for line in lines)


def schema(current: str | None, head: str, known: Iterable[str]) -> Line:
    if current == head:
        return ok("schema", f"at {head}")
    if current is None:
        return mend("schema", "the database is empty", "tracker init, or tracker restore COPY")
    if current in known:
        says = f"at {current}, and this program needs {head}"
        return mend("schema", says, "make a copy with tracker backup, then run tracker upgrade")
    return mend(
        "schema", f"at {current}, which this program does not know", "install the version that made it"
    )


def worker(beat: datetime | None, now: datetime) -> Line:
    """`beat` is when a worker was last heard of."""
    how = "tracker worker (or tracker serve, which starts one)"
    if beat is None:
        return mend("worker", "no worker is at work: no jobs, no mail, nothing that the days bring", how)
    ago = max(now - beat, timedelta(0))
    if ago > SILENT:
        return mend("worker", f"no worker was heard of for {_time(ago)}", how)
    return ok("worker", f"heard of {_time(ago)} ago")


def clock(ours: datetime, theirs: datetime, newest: datetime | None) -> Line:
    """Ours against the database's, and against the last entry of the audit trail, which lies in the past."""
    how = "set the clocks of all machines by NTP, such as: timedatectl set-ntp true"
    skew = abs(ours - theirs)
    if skew > MOST_SKEW:
        return mend("clock", f"{_time(skew)} apart from the database's", how)
    if newest is not None and newest - ours > MOST_SKEW:
        return mend("clock", f"the last entry of the audit trail is of {_time(newest - ours)} from now", how)
    return ok("clock", f"{skew.total_seconds():.1f} s apart from the database's")


def disk(name: str, where: str, free: int, total: int) -> Line:
    """`free` and `total` in bytes."""
    says = f"{free / GIBIBYTE:.1f} of {total / GIBIBYTE:.1f} GiB free at {where}"
    if free < LEAST_FREE or free < total * LEAST_SHARE:
        return mend(name, says, f"make room at {where}, or move it to a larger disk")
    return ok(name, says)


def seal(needed: Mapping[int, int], given: Iterable[int], wrong: Iterable[int]) -> Line:
    """`needed` counts the cases that each master key wraps; `wrong` are keys that open none of theirs."""
    given, wrong = set(given), set(wrong)
    missing = sorted(set(needed) - given)
    if missing or wrong:
        cases = sum(count for number, count in needed.items() if number in {*missing, *wrong})
        numbers = ", ".join(map(str, sorted({*missing, *wrong})))
        says = f"master key {numbers} is missing or another one; {cases} cases cannot be opened"
        return mend("seal keys", says, "put the keys of its time into TRACKER_SEAL_KEYS, or into seal-keys")
    if not given:
        how = "set TRACKER_SEAL_KEYS (docs/operators.md, “Sealed texts”)"
        return note("seal keys", "none: nothing can be sealed, so no release can be reviewed", how)
    return ok("seal keys", f"{len(given)} given; {sum(needed.values())} cases open with them")


def address(base_url: str | None, *, production: bool, mails: bool) -> Line:
    if base_url is None:
        state = mend if mails else note
        return state(
            "address", "TRACKER_BASE_URL is not set: links in mails lead nowhere", "set TRACKER_BASE_URL"
        )
    if base_url.startswith("https://") and not production:
        says = f"{base_url}, while TRACKER_PRODUCTION is off: cookies travel without https too"
        return note("address", says, "set TRACKER_PRODUCTION=true")
    return ok("address", base_url)


def _time(span: timedelta) -> str:
    seconds = span.total_seconds()
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
