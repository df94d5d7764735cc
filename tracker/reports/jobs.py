"""Jobs of reports: a long export, into a file that is whole or not there, and the preview of a snapshot."""

from __future__ import annotations

from typing import Any, BinaryIO

from flask_babel import force_locale
from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts.models import Cohort, Program
from tracker.jobs import registry
from tracker.jobs.registry import Context
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import no, require
from tracker.reports import actions, snapshot_drafts, snapshots, streams
from tracker.reports.actions import Wanted
from tracker.reports.lines import Kind, Table
from tracker.reports.snapshots import Basis
from tracker.web.downloads import TYPES
from tracker.web.texts import gettext as _


def run(context: Context) -> dict[str, Any]:
    """Make the file and record that it was taken; nothing of it stays where it is stopped."""
    rows = context.step("file", lambda: _make(context))
    context.write("note", lambda session: _note(session, context, rows))
    return {"rows": rows}


def _make(context: Context) -> int:
    with context.reports() as session:
        actions.freeze(session)
        actor = _actor(session, context)
        wanted = _wanted(session, context)
        _require_right(session, actor, wanted)
        with force_locale(actor.locale if actor else "en"):
            doing = str(_("lines written"))
        found = actions.sheet(session, wanted)
        rows = 0

        def write(out: BinaryIO) -> None:
            nonlocal rows
            rows = streams.write(
                out,
                found,
                wanted.kind,
                created=clock.now(),
                tell=lambda done: context.progress(done, found.count, doing),
            )

        context.keep_file(wanted.filename(), TYPES[wanted.kind.value], write)
        return rows


def _wanted(session: Session, context: Context) -> Wanted:
    cohort = None if context.cohort_id is None else session.get_one(Cohort, context.cohort_id)
    program = session.get_one(Program, context.program_id)
    return Wanted(program, cohort, Table(context.params["table"]), Kind(context.params["format"]))


def _actor(session: Session, context: Context) -> Person | None:
    return None if context.person_id is None else session.get_one(Person, context.person_id)


def _require_right(session: Session, actor: Person | None, wanted: Wanted) -> None:
    """Ask again what was asked when the job was started: between the two somebody may have lost the right."""
    if actor is None:
        return
    held = actor.grants_on(clock.today(wanted.program.time_zone))
    cohort_id = wanted.cohort.id if wanted.cohort else None
    place = {"program_id": wanted.program.id, "cohort_id": cohort_id}
    if not actor.active or not held.allow(wanted.permission, **place):
        require(no("export_not_yours"))
    actions.require_right(session, actor, wanted)


def _note(session: Session, context: Context, rows: int) -> None:
    actions.note(session, _actor(session, context), _wanted(session, context), rows)


def choose(context: Context) -> dict[str, Any]:
    """Choose what funders would read of a snapshot made now; the result is that of `Basis.chosen`."""
    found: dict[str, Any] = context.step("choose", lambda: _choose(context))
    return found


def _choose(context: Context) -> dict[str, str]:
    with context.reading() as session:
        actions.freeze(session)
        actor, basis = _actor(session, context), _basis(session, context)
        with force_locale(actor.locale if actor else "en"):
            doing = str(_("sums looked at"))
    # Nothing is read any more, so that no transaction stays open for all the seconds that it takes.
    found = basis.chosen(lambda done: context.progress(done, None, doing))
    context.stop_if_asked()
    return found


def _basis(session: Session, context: Context) -> Basis:
    cohort, actor = session.get_one(Cohort, context.cohort_id), _actor(session, context)
    if actor is not None:
        held = actor.grants_on(clock.today(cohort.program.time_zone))
        place = {"program_id": cohort.program_id, "cohort_id": cohort.id}
        if not actor.active or not held.allow(Permission.REPORT_FREEZE, **place):
            require(no("snapshot_not_yours"))
    require(snapshots.may_freeze(session, cohort, clock.today(cohort.program.time_zone)))
    return snapshots.basis(session, cohort)


KINDS = (registry.Kind(actions.JOB, run), registry.Kind(snapshot_drafts.JOB, choose))
