"""The words of stops, incidents, reports, retractions and looks back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.releases.incident_models import Containment, IncidentCause, ReportOutcome, StepResult
from tracker.releases.look_back_models import Showed
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, ReleaseKind
from tracker.web.filters import day
from tracker.web.texts import gettext as _

CAUSES: dict[IncidentCause, LazyString] = {
    IncidentCause.STOPPED: _l("It was stopped after it went out."),
    IncidentCause.DISCLOSED: _l("It is out, and nobody approved it."),
    IncidentCause.ALREADY_OUT: _l("Its authors say that part of it is out already."),
    IncidentCause.EXTERNAL_INTENT: _l(
        "Somebody outside says that they will publish anyway. The program decides over its own steps alone."
    ),
}

CONTAINMENT: dict[Containment, LazyString] = {
    Containment.TAKE_DOWN: _l("Take down what stands on our own pages, and close our own repositories."),
    Containment.HOSTS: _l("Ask the venue, the hosts and the mirrors to take it down. Give no reason."),
    Containment.COPIES: _l("Find out who has copies, and ask them to delete and not to pass on."),
    Containment.ACCESS: _l("Withdraw access that was given: accounts, links, gated downloads."),
    Containment.SECRETS: _l("Change keys, passwords and tokens that were in it."),
    Containment.AFFECTED: _l("Tell whoever can be hurt by it: a vendor, an evaluator, people in the data."),
    Containment.RECORD: _l("Keep the evidence: what went out, when, where, and who had it, sealed."),
}

RESULTS: dict[StepResult, LazyString] = {
    StepResult.DONE: _l("done"),
    StepResult.NOT_NEEDED: _l("not needed"),
}

REPORTED: dict[ReportOutcome, LazyString] = {
    ReportOutcome.DISCLOSED: _l("it is out without approval"),
    ReportOutcome.NOTHING: _l("nothing follows"),
}

SHOWED: dict[Showed, LazyString] = {
    Showed.YES: _l("yes"),
    Showed.NO: _l("no"),
    Showed.CANT_TELL: _l("can’t tell"),
}

ASKED: dict[str, LazyString] = {
    "benefit": _l("Did the benefit show that it was released, or held, for?"),
    "harm": _l("Did harm show, from the release or from holding it?"),
    "scooped": _l("Has somebody else brought out the same meanwhile?"),
}

# Where a case goes after a stop, for those who say so.
GOES: dict[CaseState, LazyString] = {
    CaseState.FORMAL: _l("To the panel, which decides anew. It stays stopped until then."),
    CaseState.STALE: _l("Back to the authors: its approval no longer holds."),
}


def goes(after: CaseState, state_words: Mapping[CaseState, LazyString]) -> str:
    """Where a case goes, in a sentence."""
    found = GOES.get(after)
    return str(found) if found else _("Back to where it was: %(state)s.", state=state_words[after])


def choices(ways: list[CaseState], state_words: Mapping[CaseState, LazyString]) -> dict[str, str]:
    """The ways as a question offers them."""
    return {way.value: goes(way, state_words) for way in ways}


def retraction_notice(case: Case, on: date, kinds: Mapping[ReleaseKind, LazyString]) -> str:
    """What people outside are told of a retraction: number, kind and day. No title, no reason, no link."""
    return _(
        "The program %(program)s has retracted the release %(case)s (%(kind)s) on %(day)s. Please delete"
        " copies and do not pass them on. Questions go to the program’s coordinator of releases.",
        program=case.program.name,
        case=case.public_id,
        kind=kinds[case.kind],
        day=day(on),
    )
