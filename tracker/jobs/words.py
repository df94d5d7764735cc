"""What pages say of a job."""

from __future__ import annotations

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from tracker.jobs import failures
from tracker.jobs.models import Job, JobState
from tracker.web import catalogue


def state(job: Job) -> str:
    """The state in a word or two."""
    if job.is_open and job.cancel_asked_at is not None:
        return str(_("being stopped"))
    words = {
        JobState.WAITING: _("waiting"),
        JobState.RUNNING: _("under way"),
        JobState.DONE: _("done"),
        JobState.FAILED: _("failed"),
        JobState.CANCELLED: _("stopped"),
    }
    return str(words[job.state])


def chip(job: Job) -> str:
    """The class that colours it; the word says the same."""
    return {JobState.FAILED: "stop", JobState.CANCELLED: "plain", JobState.WAITING: "plain"}.get(
        job.state, ""
    )


def progress(job: Job) -> str:
    """How far it is, in a sentence."""
    if job.is_open and job.cancel_asked_at is not None:
        return str(_("Being stopped. What was not finished is undone."))
    if job.state is JobState.WAITING:
        return str(_("Waiting for its turn."))
    if job.state is not JobState.RUNNING:
        return state(job)
    done = format_decimal(job.done)
    if job.total is not None:
        counted = _("%(done)s of %(total)s", done=done, total=format_decimal(job.total))
    else:
        counted = done if job.done else ""
    return ": ".join(part for part in (job.doing or _("Under way"), counted) if part)


def error(job: Job) -> str:
    """Why it failed, for its reader."""
    decision = failures.decision_of(job.error or {"code": "job_broke", "params": {}})
    if decision.code not in catalogue.codes():  # a reason that a newer or older version gave
        return catalogue.sentence(failures.decided(RuntimeError()))
    return catalogue.sentence(decision)


def size(count: int) -> str:
    """Bytes in the unit that a person would choose."""
    for unit, words in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= unit:
            return f"{format_decimal(round(count / unit, 1))} {words}"
    return str(ngettext("%(num)d byte", "%(num)d bytes", count))


def mark(under_way: int, ended: int) -> str:
    """The mark in the head of a page; empty where nothing is under way and nothing new has ended."""
    if ended:
        return str(ngettext("%(num)d job ended", "%(num)d jobs ended", ended))
    return str(ngettext("%(num)d job under way", "%(num)d jobs under way", under_way)) if under_way else ""
