"""The numbers of a program's release policy: which are settings, their bounds, who changes them. Pure.

What protects people and is no setting at all: quorum, thresholds, that two people approve, the days of an
appeal, what a stop needs, and the minutes of an emergency opening.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from tracker.evidence.suppression import LEAST
from tracker.reasons import Decision, no, yes
from tracker.releases.numbers import Numbers

# Least and most of what a program may set; all else stays as it is.
BOUNDS: dict[str, tuple[int, int]] = {
    "screening_due": (1, 10),
    "assessment_due": (1, 15),
    "panel_due": (5, 30),
    "appeal_due": (5, 20),
    "embargo": (14, 180),
    "embargo_most": (14, 180),
    "valid_expedited": (30, 120),
    "valid_formal": (30, 90),
    "cool_off_hours": (48, 168),
    "revisit_most": (30, 180),
    "seats": (3, 9),
    "panel_alternates": (0, 4),
    "soft_coauthor_months": (24, 48),
    "soft_employer_months": (12, 48),
    "vendor_notice": (45, 120),
    "reads_an_hour": (3, 30),
    "external_after_close": (0, 14),
    "retention_years": (3, 10),
    "small_cell": (LEAST, 10),
}
NOTE_LENGTH = 1000
# Unanswered reports from people without an account that a program takes.
OUTSIDE_REPORTS = 20
# The policy is looked at again within a year of its newest version.
REVIEWED_EVERY = timedelta(days=365)


def may_follow(before: Numbers, after: Numbers) -> Decision:
    """Whether these numbers may follow those. The same ones may: that is a review that changed nothing."""
    was = asdict(before)
    for name, value in asdict(after).items():
        if name not in BOUNDS:
            if value != was[name]:
                return no("policy_number_fixed", name=name)
            continue
        least, most = BOUNDS[name]
        if not least <= value <= most:
            return no("policy_number_outside", name=name, least=least, most=most)
    return no("policy_embargo_order") if after.embargo > after.embargo_most else yes()


def changed(before: Numbers, after: Numbers) -> list[tuple[str, int, int]]:
    """The numbers that differ: name, before, after."""
    was = asdict(before)
    return [(name, was[name], value) for name, value in asdict(after).items() if value != was[name]]


def review_by(newest: date) -> date:
    """The day by which the policy is looked at again."""
    return newest + REVIEWED_EVERY


@dataclass(frozen=True)
class Proposal:
    """A change of the rules as somebody finds it. `stale`: another version came into force meanwhile."""

    own: bool
    drafted: bool = False
    settled: bool = False
    stale: bool = False


def may_propose(note: str, *, waiting: bool) -> Decision:
    """Whether a change can be put before a second person: one at a time, and with its reason."""
    if waiting:
        return no("policy_change_waiting")
    if not note.strip():
        return no("policy_note_empty")
    return no("policy_note_long", most=NOTE_LENGTH) if len(note) > NOTE_LENGTH else yes()


def may_agree(proposal: Proposal) -> Decision:
    """Whether somebody may bring a change into force. It takes a second person, whatever their role."""
    if proposal.settled or proposal.drafted:
        return no("policy_change_settled")
    if proposal.own:
        return no("policy_change_own")
    return no("policy_change_stale") if proposal.stale else yes()


def may_refuse(proposal: Proposal) -> Decision:
    """Whether somebody may refuse a change, or take back their own."""
    return no("policy_change_settled") if proposal.settled else yes()


def may_report_from_outside(waiting: int) -> Decision:
    """Whether one more report without an account is taken: so many unanswered ones are a flood."""
    if waiting >= OUTSIDE_REPORTS:
        return no("report_too_many")
    return yes()
