"""Who may see, stop and repeat a job, and when. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.jobs.models import JobState
from tracker.reasons import Decision, no, yes


@dataclass(frozen=True)
class Reader:
    """Somebody before a job: whether they asked for it, and whether they are staff of its program."""

    is_starter: bool
    is_staff: bool


def may_see(reader: Reader) -> bool:
    return reader.is_starter or reader.is_staff


def may_take_file(reader: Reader, *, holds_permission: bool) -> bool:
    """What a job wrote is for whom it was written, as long as they may still read it."""
    return reader.is_starter and holds_permission


def may_cancel(state: JobState, *, asked: bool) -> Decision:
    if state not in (JobState.WAITING, JobState.RUNNING):
        return no("job_over")
    return no("job_cancel_asked") if asked else yes()


def may_retry(state: JobState, *, again_elsewhere: bool) -> Decision:
    """A job that ended without its result; `again_elsewhere` where the same was asked for anew since."""
    if state not in (JobState.FAILED, JobState.CANCELLED):
        return no("job_not_failed")
    return no("job_again_elsewhere") if again_elsewhere else yes()
