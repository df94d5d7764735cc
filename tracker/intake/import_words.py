"""What pages and the command line say of imports: states, verdicts, changes, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import ngettext

from tracker.intake import looking, messages
from tracker.intake.kinds import Field, Problem, Verdict
from tracker.intake.models import ImportLine, ImportRun, RunState
from tracker.reasons import Decision
from tracker.web import catalogue
from tracker.web.texts import gettext as _


def state(standing: RunState) -> str:
    """Where an import stands, in a word or two."""
    return {
        RunState.UPLOADED: _("columns not named yet"),
        RunState.MAPPED: _("not looked at yet"),
        RunState.LOOKING: _("being looked at"),
        RunState.LOOKED: _("waits to be taken in"),
        RunState.APPLYING: _("being taken in"),
        RunState.APPLIED: _("taken in"),
        RunState.UNDOING: _("being undone"),
        RunState.UNDONE: _("undone"),
        RunState.FAILED: _("cannot be read"),
        RunState.DROPPED: _("dropped"),
    }[standing]


def chip(standing: RunState) -> str:
    """The class that colours it; the word says the same."""
    if standing is RunState.FAILED:
        return "stop"
    if standing is RunState.LOOKED:
        return "care"
    return "plain" if standing in (RunState.DROPPED, RunState.UNDONE) else ""


def verdict(one: str) -> str:
    """A verdict in a word."""
    return {
        Verdict.NEW: _("new"),
        Verdict.CHANGED: _("changed"),
        Verdict.UNCHANGED: _("unchanged"),
        Verdict.REFUSED: _("refused"),
    }[Verdict(one)]


def counted(counts: Mapping[str, Any]) -> str:
    """The lines by verdict, in a sentence."""
    return _(
        "%(lines)s: %(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused",
        lines=ngettext("%(num)d line", "%(num)d lines", counts["lines"]),
        new=counts["new"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        refused=counts["refused"],
    )


def file_problems(run: ImportRun) -> list[str]:
    """Why a file cannot be taken as a whole."""
    return [
        messages.whole(messages.sentence(problem)) for problem in looking.file_problems(run)[: messages.SHOWN]
    ]


def reasons(line: ImportLine, fields: Sequence[Field]) -> list[str]:
    """Why a line is refused, each led by its field."""
    return [_led(problem, fields) for problem in looking.from_json(line.problems)]


def notices(line: ImportLine, fields: Sequence[Field]) -> list[str]:
    """What to look at, though the line is not refused."""
    return [_led(problem, fields) for problem in looking.from_json(line.notices)]


def changes(line: ImportLine, fields: Sequence[Field]) -> list[tuple[str, str, str]]:
    """(label, before, after) of the values a line would change or bring."""
    names = list(dict.fromkeys([*line.after, *line.before]))
    return [
        (label(name, fields), line.before.get(name, ""), line.after.get(name, ""))
        for name in names
        if line.before.get(name, "") or line.after.get(name, "")
    ]


def label(name: str, fields: Sequence[Field]) -> str:
    """What a field is called."""
    return next((one.label() for one in fields if one.name == name), name.replace("_", " "))


def stale(run: ImportRun) -> list[str]:
    """The lines of which the preview no longer holds."""
    said = []
    for one in run.stale:
        if one.get("code"):
            why = catalogue_or_message(one["code"], one["params"])
            said.append(_("Line %(line)d was refused in the end: %(why)s", line=one["line"], why=why))
        elif one.get("line"):
            if one["was"] == one["now"]:
                said.append(_("Line %(line)d would change something else now.", line=one["line"]))
            else:
                words = {"was": verdict(one["was"]), "now": verdict(one["now"])}
                said.append(_("Line %(line)d was %(was)s and is %(now)s now.", line=one["line"], **words))
    return said


def catalogue_or_message(code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a reason that a kind or a rule gave."""
    if code in messages.codes():
        return messages.sentences()[code] % params
    return catalogue.sentence(Decision(False, code, dict(params)))


def _led(problem: Problem, fields: Sequence[Field]) -> str:
    words = messages.words(problem)
    return f"{label(problem.field, fields)}: {words}" if problem.field else words
