"""Decisions about forms: when they may be written, what contradicts itself, who may see what when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from tracker.evaluations.answers import Answers, Blame, Conduct, Confidence, FlagKind, ReviewWish
from tracker.reasons import Decision, no, yes

# program.md 5: feedback reaches the scholar at the latest this long after the round was due.
RELEASE_AFTER_DAYS = 5
REPLY_LIMIT = 4000


@dataclass(frozen=True)
class Moment:
    """What decides whether a form may be written on a day."""

    today: date
    phase_starts_on: date
    forms_close_on: date
    excused: bool = False
    filed: bool = False
    imported: bool = False


def may_write(moment: Moment) -> Decision:
    """Whether the phase's forms are open for this mentor today."""
    if moment.excused:
        return no("excused")
    if moment.today < moment.phase_starts_on:
        return no("phase_not_open", starts_on=moment.phase_starts_on)
    if moment.today > moment.forms_close_on:
        return no("phase_closed", closed_on=moment.forms_close_on)
    return yes()


def may_file(moment: Moment) -> Decision:
    return no("already_filed") if moment.filed else may_write(moment)


def may_amend(moment: Moment) -> Decision:
    if moment.imported:
        return no("imported_form")
    return may_write(moment) if moment.filed else no("not_filed")


def complete(answers: Answers) -> Decision:
    """Whether the answers may be filed at all: a low mark needs a word on what to change."""
    levels = [answers.overall, *answers.criteria.values()]
    low = any(level is not None and level <= 2 for level in levels)
    if low and not answers.change.strip():
        return no("change_needed")
    return yes()


def contradictions(answers: Answers) -> list[str]:
    """Codes of answers that seem to contradict each other; asked once, never a block (program.md 4d)."""
    found = []
    seen = [level for level in answers.criteria.values() if level is not None]
    if answers.overall is not None and seen:
        if abs(answers.overall - median(seen)) >= 2:
            found.append("overall_far_from_criteria")
        if answers.overall <= 2 and min(seen) >= 4:
            found.append("low_overall_high_criteria")
    if answers.blame in (Blame.SKILL, Blame.EFFORT) and (answers.quality or 0) >= 4:
        found.append("blamed_but_good_work")
    hours = answers.contact_hours
    if answers.confidence is Confidence.HIGH and hours is not None and hours < 2:
        found.append("sure_on_little_contact")
    return found


def flags(answers: Answers) -> list[FlagKind]:
    """What a form asks staff to look at."""
    raised = {
        FlagKind.CONCERN: answers.raise_concern,
        FlagKind.RELEASE_REVIEW: answers.release_review is not ReviewWish.NO,
        FlagKind.ADVICE: answers.please_advise,
        FlagKind.CONDUCT: answers.conduct is Conduct.TALK_TO_STAFF,
    }
    return [kind for kind, is_raised in raised.items() if is_raised]


@dataclass(frozen=True)
class Round:
    """The forms asked for on one scholar together: same milestone, or same work without one."""

    assigned: int
    filed: int
    due_on: date


def released(round_: Round | None, today: date) -> Decision:
    """Whether a filed form of this round is shown to the scholar. Imported forms have no round."""
    if round_ is None or round_.filed >= round_.assigned or round_.assigned <= 1:
        return yes()
    on = round_.due_on + timedelta(days=RELEASE_AFTER_DAYS)
    return yes() if today >= on else no("not_yet_released", on=on)


def may_see_others(*, own_filed: int, own_open: int) -> Decision:
    """Another mentor's form on the same scholar shows once one's own are all in."""
    return yes() if own_filed > 0 and own_open == 0 else no("own_not_filed")


def may_assign(
    *, mentor_id: int, scholar_id: int, has_role: bool, is_member: bool, names: tuple[str, str]
) -> Decision:
    """Whether a form of this mentor on this scholar about this work makes sense."""
    mentor, scholar = names
    if mentor_id == scholar_id:
        return no("self_assignment")
    if not has_role:
        return no("mentor_lacks_role", name=mentor)
    return yes() if is_member else no("not_a_member", name=scholar)


class AssignmentState(StrEnum):
    """What became of a form that was asked for."""

    OPEN = "open"
    OVERDUE = "overdue"
    FILED = "filed"
    EXCUSED = "excused"


# What each filter of the list lets through: an overdue form is still open.
SHOWN: dict[str, tuple[AssignmentState, ...]] = {
    "open": (AssignmentState.OPEN, AssignmentState.OVERDUE),
    "overdue": (AssignmentState.OVERDUE,),
    "filed": (AssignmentState.FILED,),
    "excused": (AssignmentState.EXCUSED,),
    "all": tuple(AssignmentState),
}


def assignment_state(due_on: date, filed: bool, excused: bool, today: date) -> AssignmentState:
    if filed:
        return AssignmentState.FILED
    if excused:
        return AssignmentState.EXCUSED
    return AssignmentState.OVERDUE if due_on < today else AssignmentState.OPEN


def slug_of(name: str, position: int) -> str:
    """The short name of a criterion; its position speaks for a name without Latin letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return slug or f"criterion-{position}"


def may_reply(text: str) -> Decision:
    if not text.strip():
        return no("reply_empty")
    return yes() if len(text) <= REPLY_LIMIT else no("reply_too_long", limit=REPLY_LIMIT)


def median_minutes(seconds: Iterable[float]) -> float | None:
    """Median time from opening to filing, in minutes; None without a measured form."""
    measured = [value / 60 for value in seconds]
    return median(measured) if measured else None
