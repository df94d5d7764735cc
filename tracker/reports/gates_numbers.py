"""Table 4: what came of each gate of the cohort, from what, and how early people knew.

Everything is read off the transition audit that staff know; nothing is counted here in another way.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from tracker.advancement import transition
from tracker.advancement.appeal_models import Ruling
from tracker.advancement.decision_models import Outcome
from tracker.advancement.models import Closing
from tracker.advancement.transition import GateAudit
from tracker.cohorts.models import Cohort
from tracker.cohorts.rules import NOTICE_DAYS
from tracker.reports import definitions, funnel_counts
from tracker.reports.counting import Counting
from tracker.reports.medians import median
from tracker.reports.notice_bins import BINS, bins
from tracker.reports.numbers import Absent, Amount, Cell, Count, Part, Row, Table, Unit, Why, Words

NOT_YET = Absent(Why.NOT_YET)
NO_LIMIT = Words("–", public=True)
# Of those who were kept from going on without having asked for it: told at least 21 days, or the days that
# the policy promised, before the last day of their phase. Whoever was told nothing was not told in time.
# Overrides and concerns are counted with those that were undone or closed.
NOTES = ("transition_notice", "transition_overrides")
# The rows whose figures read otherwise where an earlier cohort's gate had other terms.
_MOVED = {"by_default", "continued", "stopped", "not_placed", "told_as_promised", "places", "notice_promised"}
KNOWN = (
    "people",
    "by_default",
    "continued",
    "stopped",
    "not_placed",
    "later",
    "withdrew",
    "undecided",
    "put_off",
    "concerns",
    *(f"concerns_{closing.value}" for closing in Closing),
    "concerns_open",
    "concerns_led_to_stop",
    "notice_median",
    "told_21_days",
    "told_as_promised",
    "overrides",
    "override_reasons",
    "undone",
    "appeals",
    *(f"appeals_{ruling.value}" for ruling in Ruling),
    "appeals_waiting",
)
# Nobody reads a reason where there was none, and whether there was one is for staff alone.
NO_REASONS = "–"


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """The transition audit, one column a gate, and the days of notice; a fixed number of statements."""
    counting, ways = funnel_counts.begin(session, cohort, as_of)
    audits = transition.audits(session, cohort)
    changed = definitions.gates_changed(session, cohort)
    if not audits:
        empty = [Table(4, key, (), (), why_empty=Why.NONE) for key in ("transition", "notice")]
        return counting.part(*empty)
    columns = {_name(audit): _column(counting, audit, begun=ways.begun(audit.phase.kind)) for audit in audits}
    moved = _MOVED if any(audit.phase.kind in changed for audit in audits) else set()
    rows = tuple(
        Row(key, tuple(column[key] for column in columns.values()), changed=key in moved)
        for key in next(iter(columns.values()))
    )
    audit_table = Table(4, "transition", tuple(columns), rows, notes=NOTES)
    begun = [audit for audit in audits if ways.begun(audit.phase.kind)]
    return counting.part(audit_table, _notice(counting, begun))


def _name(audit: GateAudit) -> str:
    assert audit.phase.gate_default is not None  # a gate has a policy
    return f"{audit.phase.kind.value}_{audit.phase.gate_default.value}"


def _column(counting: Counting, audit: GateAudit, *, begun: bool) -> dict[str, Cell]:
    """One gate, measure by measure; before its phase has begun nothing is known but its terms."""
    name, places = f"gate.{audit.phase.kind.value}", audit.phase.places
    terms: dict[str, Cell] = {
        "places": NO_LIMIT if places is None else counting.count(f"{name}.places", places, public=True),
        "notice_promised": Amount(audit.promised, Unit.DAYS),
    }
    if not begun:
        return {**terms, **dict.fromkeys(KNOWN, NOT_YET)}
    known = _decisions(counting, name, audit) | _concerns(counting, name, audit)
    known |= _told(counting, name, audit) | _afterwards(counting, name, audit)
    return {**terms, **{key: known[key] for key in KNOWN}}


def _decisions(counting: Counting, name: str, audit: GateAudit) -> dict[str, Cell]:
    gate, rows = audit.gate, audit.gate.decided.values()
    asked = gate.count(Outcome.WITHDRAWN)
    left = {f"{name}.withdrew_decided": asked, f"{name}.withdrew_undecided": len(gate.withdrew) - asked}
    counting.split(f"{name}.withdrew", left)
    default = sum(row.by_default for row in rows)
    ways = {f"{name}.by_default": default, f"{name}.by_people": len(rows) - default}
    counting.split(f"{name}.decided", ways)
    outcomes = ("continued", "stopped", "not_placed", "later", "withdrew_decided")
    counting.relate(f"{name}.decided", *(f"{name}.{word}" for word in outcomes))
    put_off = sum(row.outcome is Outcome.EXTEND and row.undone_at is None for row in audit.made)
    return {
        "people": Count(f"{name}.people"),
        "by_default": counting.share(f"{name}.by_default", f"{name}.decided") if audit.whole else NOT_YET,
        "continued": counting.share(f"{name}.continued", f"{name}.people") if audit.whole else NOT_YET,
        **{word: Count(f"{name}.{word}") for word in ("stopped", "not_placed", "later", "withdrew")},
        "undecided": Count(f"{name}.undecided"),
        "put_off": counting.count(f"{name}.put_off", put_off),
    }


def _concerns(counting: Counting, name: str, audit: GateAudit) -> dict[str, Cell]:
    closed = {f"concerns_{closing.value}": audit.closed(closing) for closing in Closing}
    parts = {**closed, "concerns_open": audit.still_open}
    counting.split(f"{name}.concerns", {f"{name}.{word}": number for word, number in parts.items()})
    led = audit.led_to_stop
    counting.split(
        f"{name}.stopped",
        {f"{name}.stopped_on_concern": led, f"{name}.stopped_without": audit.gate.count(Outcome.STOP) - led},
    )
    return {
        "concerns": Count(f"{name}.concerns"),
        **{word: Count(f"{name}.{word}") for word in parts},
        "concerns_led_to_stop": Count(f"{name}.stopped_on_concern"),
    }


def _told(counting: Counting, name: str, audit: GateAudit) -> dict[str, Cell]:
    """How early those knew who were kept from going on."""
    promised, usual = audit.notice, audit.gate.notice(NOTICE_DAYS)
    kept = (Outcome.STOP, Outcome.NOT_PLACED, Outcome.REPEAT, Outcome.DEFERRED)
    all_kept = audit.gate.count(*kept)
    parts = {f"{name}.kept_back": promised.people, f"{name}.asked_to_stay_back": all_kept - promised.people}
    counting.split(f"{name}.not_going_on", parts)
    counting.relate(f"{name}.not_going_on", *(f"{name}.{w}" for w in ("stopped", "not_placed", "later")))
    found = {
        f"{name}.notice_{key}": number for key, number in bins(usual.days, unknown=usual.unknown).items()
    }
    counting.split(f"{name}.kept_back", found)
    early = (f"{name}.notice_days_21_27", f"{name}.notice_days_28_more")
    counting.relate(f"{name}.told_21_days", *early)
    as_promised = f"{name}.told_21_days"
    if audit.promised != NOTICE_DAYS:
        as_promised, more = f"{name}.told_as_promised", f"{name}.told_between"
        counting.count(as_promised, promised.in_time)
        usually = f"{name}.told_21_days"
        # Whoever was told the longer time before was told the shorter one before too.
        longer = audit.promised > NOTICE_DAYS
        wide, narrow = (usually, as_promised) if longer else (as_promised, usually)
        counting.within(wide, narrow, more)
    counting.split(f"{name}.kept_back", {f"{name}.told": usual.told, f"{name}.notice_unknown": usual.unknown})
    days = [float(one) for one in usual.days]
    return {
        "notice_median": median(days, f"{name}.told", Unit.DAYS, tuple(found)),
        "told_21_days": counting.share(f"{name}.told_21_days", f"{name}.kept_back"),
        "told_as_promised": counting.share(as_promised, f"{name}.kept_back"),
    }


def _afterwards(counting: Counting, name: str, audit: GateAudit) -> dict[str, Cell]:
    rulings = {f"appeals_{one.value}": audit.ruled(one) for one in Ruling}
    appeals = {**rulings, "appeals_waiting": audit.ruled(None)}
    counting.split(f"{name}.appeals", {f"{name}.{word}": number for word, number in appeals.items()})
    reasons = [
        f"{row.override_by.name}, {row.decided_on.isoformat()}: {row.override_reason}"
        for row in sorted(audit.overrides, key=lambda one: one.id)
        if row.override_by is not None
    ]
    return {
        "overrides": counting.count(f"{name}.overrides", len(audit.overrides)),
        "override_reasons": Words("; ".join(reasons) or NO_REASONS),
        "undone": counting.count(f"{name}.undone", audit.undone),
        "appeals": Count(f"{name}.appeals"),
        **{word: Count(f"{name}.{word}") for word in appeals},
    }


def _notice(counting: Counting, begun: list[GateAudit]) -> Table:
    """How many days before the end of their phase those knew who were kept from going on, at all gates."""
    if not begun:
        return Table(4, "notice", ("count",), (), why_empty=Why.NOT_YET)
    names = [f"gate.{audit.phase.kind.value}" for audit in begun]
    for key in BINS:
        counting.relate(f"notice.{key}", *(f"{name}.notice_{key}" for name in names))
    counting.relate("notice.people", *(f"notice.{key}" for key in BINS))
    counting.relate("notice.people", *(f"{name}.kept_back" for name in names))
    return Table(4, "notice", ("count",), tuple(Row(key, (Count(f"notice.{key}"),)) for key in BINS))
