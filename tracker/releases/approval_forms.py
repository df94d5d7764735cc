"""The forms of approvals and of going out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from tracker.projects.outcome_models import Outcome
from tracker.releases.parts import Scope
from tracker.releases.submission_forms import FilesForm
from tracker.web.forms import Form, choices_of, line, paragraph, radio, select

WORDS, URL, NAME = 4000, 2000, 300
ELSEWHERE = "elsewhere"


class PressForm(Form):
    """A button."""


class AcceptForm(Form):
    acceptance = paragraph(
        _l("That you accept it, in your own words"), length=WORDS, required=True, render_kw={"rows": 3}
    )


class TripwireForm(Form):
    news = paragraph(_l("What is new"), length=WORDS, required=True, render_kw={"rows": 4})


class DoneForm(Form):
    note = paragraph(
        _l("How it is met, and where that can be seen"), length=WORDS, required=True, render_kw={"rows": 3}
    )


class OpenForm(Form):
    answer = paragraph(_l("What is missing"), length=WORDS, required=True, render_kw={"rows": 3})


class AmendForm(Form):
    statement = paragraph(
        _l("What changed, and why it discloses nothing new"),
        length=WORDS,
        required=True,
        render_kw={"rows": 5},
    )


class SureForm(Form):
    """An approver's word on a change."""

    answer = radio(
        _l("What do you say about this change?"),
        {"sure": _l("It discloses nothing new"), "not_sure": _l("I am not sure")},
        needed=_l("Choose one. “I am not sure” is an answer."),
    )
    remark = paragraph(_l("A word on it"), length=WORDS, render_kw={"rows": 3})


class UrlForm(Form):
    address = line(_l("Where it can be found"), length=URL)


class RecipientForm(Form):
    name = line(_l("Who was given it"), length=NAME, render_kw={"autocomplete": "off"})


class OutcomeForm(Form):
    """Which outcome of the work it is that went out."""

    outcome = select(_l("Outcome of the work"), [])

    def offer(self, outcomes: Iterable[Outcome]) -> OutcomeForm:
        self.outcome.choices = choices_of([("", _l("choose")), *_named(outcomes)])
        return self


class PublishForm(FilesForm):
    """Exactly what goes out now: its files once more, to whom, where."""

    scope = select(_l("Whom it reaches"), [])
    venue = select(_l("Where it goes out"), [])
    url = line(_l("Where it can be found, if you know"), length=URL, required=False)
    outcome = select(_l("Which outcome of the work it is"), [])

    def offer(
        self,
        approved: Scope,
        scopes: Mapping[Scope, Any],
        venues: Sequence[str],
        outcomes: Iterable[Outcome],
    ) -> PublishForm:
        """The approved scope stands there; a wider one can be chosen, and is answered in words."""
        self.scope.choices = choices_of((one.value, scopes[one]) for one in Scope if one is not Scope.S0)
        if not self.is_submitted():
            self.scope.data = approved.value
        self.venue.choices = choices_of(
            [(str(place), one) for place, one in enumerate(venues)] + [(ELSEWHERE, _l("somewhere else"))]
        )
        self.outcome.choices = choices_of([("", _l("none that is written down yet")), *_named(outcomes)])
        return self


def _named(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    return [(str(one.id), one.title) for one in outcomes]
