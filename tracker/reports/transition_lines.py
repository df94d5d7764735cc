"""The columns of the table of a transition audit, and its rows as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.advancement.appeal_models import Ruling
from tracker.advancement.models import Closing
from tracker.advancement.transition import GateAudit

TRANSITION = ("phase", "gate", "measure", "value", "numerator", "denominator", "low_95", "high_95")
Measure = tuple[str, float | int | None, int | None, int | None, float | None, float | None]


def measures(audit: GateAudit) -> Iterator[Measure]:
    """The audit as lines: name, value, numerator, denominator, both ends of the 95 % interval."""
    for name, share in (
        ("decided_by_default", audit.by_default),
        ("continued", audit.continued),
        ("told_in_time", audit.warned),
    ):
        told = share.interval if audit.whole or name == "told_in_time" else None
        low, high = told or (None, None)
        value = share.part / share.whole if told else None
        yield name, value, share.part, share.whole, low, high
    counts = {
        "people": len(audit.gate.people),
        "undecided": len(audit.gate.undecided),
        **{f"outcome_{outcome.value}": count for outcome, count in audit.outcomes.items()},
        "concerns_opened": len(audit.concerns),
        "concerns_still_open": audit.still_open,
        **{f"concerns_closed_{closing.value}": audit.closed(closing) for closing in Closing},
        "concerns_led_to_stop": audit.led_to_stop,
        "overrides": len(audit.overrides),
        "decisions_undone": audit.undone,
        "appeals": len(audit.appeals),
        **{f"appeals_{ruling.value}": audit.ruled(ruling) for ruling in Ruling},
        "appeals_waiting": audit.ruled(None),
        "notice_days_promised": audit.promised,
        "notice_known_of": audit.notice.told,
        "notice_unknown_of": audit.notice.unknown,
    }
    for name, count in counts.items():
        yield name, count, None, None, None, None
    yield "notice_days_median", audit.notice.median, None, audit.notice.told or None, None, None


def transition_lines(audits: Sequence[GateAudit]) -> Iterator[list[Any]]:
    """The rows of a cohort's transition audit, in the order of `TRANSITION`."""
    for audit in audits:
        assert audit.phase.gate_default is not None
        for measure in measures(audit):
            yield [audit.phase.kind.value, audit.phase.gate_default.value, *measure]
