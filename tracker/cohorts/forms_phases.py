"""The fields of a phase and its gate, for one phase or for a whole new cohort."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from tracker.cohorts import rules
from tracker.cohorts.forms import slug
from tracker.cohorts.models import GateDefault, Phase, PhaseKind
from tracker.cohorts.words import GATES
from tracker.reasons import Refused
from tracker.web.forms import Form, day, line, paragraph, select

# The input that each refusal is about.
FIELD_OF = {
    "ends_before_start": "ends_on",
    "phases_overlap": "starts_on",
    "decision_before_phase": "decision_on",
    "notice_outside_phase": "notice_by",
    "notice_too_short": "notice_by",
    "no_fair_stop": "notice_by",
    "places_needed": "places",
    "places_unneeded": "places",
    "notice_days_range": "notice_days",
    "evidence_range": "people",
    "non_mentors_above_people": "non_mentors",
    "panel_range": "panel",
    "limited_too_late": "gate",
    "policy_reason_needed": "reason",
    "start_is_past": "starts_on",
    "end_earlier": "ends_on",
    "places_fewer": "places",
    "notice_new": "notice_by",
    "notice_later": "notice_by",
    "notice_days_fewer": "notice_days",
    "decision_later": "decision_on",
    "decision_hurried": "decision_on",
    "stop_made_easier": "people",
    "reply_too_long": "text",
}
NAMES = ("starts_on", "ends_on", "gate", "places", "notice_by", "decision_on")
ASKED = ("notice_days", "people", "works", "non_mentors", "panel")
WORDS = ("text", "reason")


class WithPhases(Form):
    """What forms with the dates of phases share. Fields are named `training_starts_on` and so on."""

    def dates(self, kind: PhaseKind, *, stands: bool = False) -> rules.PhaseDates | None:
        """The phase as typed; None where its days were left empty.

        An empty day of the gate takes its default from the phase's dates. Where the phase `stands`
        already, an empty last day for a concern says that nobody can be stopped.
        """
        typed = {name: self[f"{kind}_{name}"].data for name in NAMES}
        starts_on, ends_on = typed["starts_on"], typed["ends_on"]
        if starts_on is None or ends_on is None:
            return None
        usual = rules.default_gate(starts_on, ends_on)
        asked = {name: self[f"{kind}_{name}"].data for name in ASKED if f"{kind}_{name}" in self}
        gate = rules.Gate(
            GateDefault(typed["gate"]),
            typed["notice_by"] or (None if stands else usual.notice_by),
            typed["decision_on"] or usual.decision_on,
            typed["places"],
            **asked,
        )
        return rules.PhaseDates(kind, starts_on, ends_on, gate)

    def locate(self, kind: PhaseKind, error: Refused) -> str:
        """The name of the field that a refusal is about."""
        name = FIELD_OF.get(error.decision.code)
        return f"{kind}_{name}" if name else error.field or ""

    def phase_fields(self, kind: PhaseKind) -> dict[str, Field]:
        """The fields of one phase by their plain names, for templates."""
        names = (*NAMES, *ASKED, *WORDS)
        return {name: self[f"{kind}_{name}"] for name in names if f"{kind}_{name}" in self}


class _NewCohort(WithPhases):
    """A new cohort."""

    name = line(_l("Name of the cohort"))
    slug = slug(_l("Short name, for addresses"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A phase has both of its days, or neither."""
        valid = bool(super().validate(extra_validators))
        for kind in (PhaseKind.TRAINING, PhaseKind.RESEARCH):
            first, last = self[f"{kind}_starts_on"], self[f"{kind}_ends_on"]
            for field, other in ((first, last), (last, first)):
                if field.data is None and other.data is not None and not field.errors:
                    field.errors = [*field.errors, str(_l("Give both days, or neither."))]
                    valid = False
        return valid


def cohort_form() -> Any:
    """The form of a new cohort with its training and, if known, its research phase."""
    fields: dict[str, Any] = {}
    fields |= _fields(PhaseKind.TRAINING, required=True)
    fields |= _fields(PhaseKind.RESEARCH, required=False)
    return type("NewCohort", (_NewCohort,), fields)()


def phase_form(kind: PhaseKind, row: Phase | None) -> Any:
    """The form of one phase and its gate, showing what stands; `version` is what the page began with."""
    fields = _fields(kind, required=True) | _asked(kind) | _words(kind)
    fields["version"] = HiddenField(_l("This phase"), default="0")
    made = type("PhaseForm", (WithPhases,), fields)
    return made(data=shown(row)) if row else made()


def shown(row: Phase) -> dict[str, Any]:
    """A stored phase as the form's values."""
    kind, policy = row.kind, row.policy
    values = {f"{kind}_{name}": getattr(row, name) for name in NAMES if name != "gate"}
    gate = row.gate_default.value if row.gate_default else GateDefault.CONTINUE_BY_DEFAULT.value
    if policy is not None:
        values |= {f"{kind}_{name}": getattr(policy, name) for name in (*ASKED, "text")}
    return {**values, f"{kind}_gate": gate, "version": str(row.version)}


def _asked(kind: PhaseKind) -> dict[str, Any]:
    """What a stop needs, each with the number that ships."""
    labels = (
        _l("Days of notice before the phase ends"),
        _l("People who filed forms, at least"),
        _l("Works those forms are about, at least"),
        _l("Of the people, not the scholar's mentor, at least"),
        _l("Members of the panel, at least"),
    )
    usual: dict[str, Any] = {field.name: field.default for field in dataclasses.fields(rules.Gate)}
    return {
        f"{kind}_{name}": IntegerField(
            label,
            default=usual[name],
            validators=[
                InputRequired(_l("This field is needed.")),
                NumberRange(1, 365, message=_l("Use a number from 1 to 365.")),
            ],
        )
        for name, label in zip(ASKED, labels, strict=True)
    }


def _words(kind: PhaseKind) -> dict[str, Any]:
    return {
        f"{kind}_text": paragraph(_l("The text that scholars read"), length=8000, render_kw={"rows": "12"}),
        f"{kind}_reason": paragraph(_l("Why it changes"), length=1000, render_kw={"rows": "2"}),
    }


def _fields(kind: PhaseKind, *, required: bool) -> dict[str, Any]:
    return {
        f"{kind}_starts_on": day(_l("First day"), required=required),
        f"{kind}_ends_on": day(_l("Last day"), required=required),
        f"{kind}_gate": select(_l("At its end"), [(choice.value, words) for choice, words in GATES.items()]),
        f"{kind}_places": IntegerField(
            _l("Places, if they are limited"),
            validators=[Optional(), NumberRange(1, 100_000, message=_l("Use a number from 1 to 100000."))],
        ),
        f"{kind}_notice_by": day(_l("Last day for a concern"), required=False),
        f"{kind}_decision_on": day(_l("Day on which scholars know"), required=False),
    }
