"""The forms of a decision room: the decision, one's own view, who sits on panels, a dissent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.advancement import rules
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import Outcome
from tracker.advancement.decision_words import CHOICE
from tracker.cohorts.models import Enrolment, GateDefault, GatePolicy
from tracker.people.models import Person
from tracker.web.forms import Form, choices_of, clean, day, paragraph, select, version

# Fields of a page that nobody types; they stay out of drafts.
NOT_TYPED = frozenset({"csrf_token", "shown", "seen", "act", "override"})


def possible(policy: GatePolicy) -> list[Outcome]:
    """The outcomes that a gate knows at all: policies are never mixed."""
    limited = policy.gate_default is GateDefault.CAPACITY_LIMITED
    out = set() if limited else {Outcome.NOT_PLACED}
    if policy.notice_by is None:
        out.add(Outcome.STOP)
    return [one for one in Outcome if one not in out]


def _choices(outcomes: Iterable[Outcome]) -> list[Any]:
    # Nothing is chosen beforehand.
    return choices_of([("", _l("choose")), *((one.value, CHOICE[one]) for one in outcomes)])


def _chosen(_form: Form, field: Field) -> None:
    if not field.data:
        raise ValidationError(str(_l("Choose one.")))


class DecisionForm(Form):
    """A decision as it is written down.

    `seen` is the round of the panel that the page was about, `shown` the digest of the letter that was read.
    """

    outcome = select(_l("What is decided"), [], validators=[_chosen])
    reasons = paragraph(_l("Reasons"), length=rules.TEXT_LIMIT)
    plan = paragraph(_l("The plan"), length=rules.TEXT_LIMIT)
    until_on = day(_l("New last day of the phase"), required=False)
    wish = paragraph(_l("What the scholar asked for or agreed to"), length=rules.TEXT_LIMIT)
    override = BooleanField(_l("Decide although this is missing, by my name"))
    because = paragraph(_l("Why you decide although it is missing"), length=rules.TEXT_LIMIT)
    seen = HiddenField()
    shown = HiddenField()

    @property
    def round(self) -> int:
        """The round that the page was about."""
        return version(self.seen.data)

    def offer(self, policy: GatePolicy) -> DecisionForm:
        """Offer what the gate knows."""
        self.outcome.choices = _choices(possible(policy))
        return self

    def wanted(self) -> Wanted:
        """The decision that was typed. Only after the form validated."""
        return Wanted(
            outcome=Outcome(self.outcome.data),
            reasons=self.reasons.data or "",
            wish=self.wish.data or "",
            plan=self.plan.data or "",
            until_on=self.until_on.data,
            override=bool(self.override.data),
            because=self.because.data or "",
        )

    def texts(self) -> list[Field]:
        """What was typed, field by field, for whoever came second."""
        return [field for field in (self.reasons, self.plan, self.wish, self.because) if field.data]

    def carried(self) -> list[tuple[str, str]]:
        """Name and value of every field as typed, for the page on which the letter is read."""
        sent: Any = self.until_on.data
        values = {
            "outcome": self.outcome.data,
            "reasons": self.reasons.data,
            "plan": self.plan.data,
            "until_on": sent.isoformat() if isinstance(sent, date) else "",
            "wish": self.wish.data,
            "because": self.because.data,
            "seen": self.seen.data,
            **({"override": "y"} if self.override.data else {}),
        }
        return [(name, value or "") for name, value in values.items()]


class ViewForm(Form):
    """What one member of the panel thinks by themselves."""

    view = select(_l("Your view"), [], validators=[_chosen])
    reasons = paragraph(_l("Your reasons"), length=rules.TEXT_LIMIT)

    def offer(self, policy: GatePolicy) -> ViewForm:
        """Offer what the gate knows; whether to leave is the scholar's to say."""
        self.view.choices = _choices(one for one in possible(policy) if one is not Outcome.WITHDRAWN)
        return self


class DissentForm(Form):
    """Why a member of the panel sees it otherwise than it was decided."""

    text = paragraph(_l("Why you see it otherwise"), length=rules.TEXT_LIMIT, required=True)


class SeatForm(Form):
    """Who is asked onto a panel."""

    person = select(_l("Member of the panel"), [], coerce=int)

    def offer(self, people: Iterable[Person]) -> SeatForm:
        """Offer these people."""
        self.person.choices = choices_of((one.id, one.name) for one in people)
        return self


class _Ticks(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ManySeatsForm(Form):
    """Who is asked onto the panels of several scholars at once."""

    people = _Ticks(_l("Members"), coerce=int)
    scholars = _Ticks(_l("Scholars"), coerce=int)

    def offer(self, people: Iterable[Person], scholars: Iterable[Enrolment]) -> ManySeatsForm:
        """Offer these people for these scholars."""
        self.people.choices = choices_of((one.id, one.name) for one in people)
        self.scholars.choices = choices_of((one.id, one.person.name) for one in scholars)
        return self

    def validate_people(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(str(_l("Choose at least one.")))

    validate_scholars = validate_people


def typed(form: type[Form], data: Mapping[str, str]) -> dict[str, str]:
    """What a page sent, as a draft keeps it: known fields only, text as it was typed."""
    known = set(form(formdata=None, meta={"csrf": False})._fields) - NOT_TYPED
    kept = {name: value for name, value in data.items() if name in known}
    return {name: (clean(value) or "").replace("\x00", "") for name, value in sorted(kept.items())}


def as_typed(kept: Mapping[str, Any] | None) -> MultiDict[str, Any] | None:
    """A draft as the data of a form; None where nothing was kept."""
    return MultiDict(kept) if kept else None
