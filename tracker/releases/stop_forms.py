"""Forms of stops, incidents, retractions, looks back and reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError

from tracker.people.models import Person
from tracker.releases import stop_words
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.releases.stop_rules import TEXT_LIMIT
from tracker.web.forms import Form, choices_of, paragraph, radio, select

CHOOSE = _l("Choose one.")
SHOWED = {one.value: said for one, said in stop_words.SHOWED.items()}


class ConfirmForm(Form):
    """Nothing but the button."""


class TextForm(Form):
    """One text, sealed at once."""

    text = paragraph(_l("In your words"), length=TEXT_LIMIT, required=True)


class SayForm(Form):
    """What comes after a stop, with the reason."""

    after = radio(_l("What comes next"), {}, needed=CHOOSE)
    reason = paragraph(_l("Why"), length=TEXT_LIMIT, required=True)

    def offer(self, ways: Mapping[str, str]) -> SayForm:
        """Offer the ways that there are now."""
        field: Any = self.after
        field.choices = choices_of(ways.items())
        return self

    @property
    def state(self) -> CaseState:
        return CaseState(self.after.data)


class AskPanelForm(Form):
    """Three people who say whether a release is taken back; the first presides."""

    first = select(_l("Presides"), [], default="")
    second = select(_l("Second member"), [], default="")
    third = select(_l("Third member"), [], default="")
    text = paragraph(_l("Why it may have to be taken back"), length=TEXT_LIMIT, required=True)

    def offer(self, people: Iterable[Person]) -> AskPanelForm:
        """Offer those whom no conflict bars."""
        found = [("", _l("choose")), *((str(one.id), one.name) for one in people)]
        for field in (self.first, self.second, self.third):
            field.choices = choices_of(found)
        return self

    @property
    def chosen(self) -> list[int]:
        return [int(field.data) for field in (self.first, self.second, self.third)]

    def validate_first(self, field: SelectField) -> None:
        """Refuse what chooses nobody."""
        _somebody(field)

    def validate_second(self, field: SelectField) -> None:
        """The same."""
        _somebody(field)

    def validate_third(self, field: SelectField) -> None:
        """The same, and one person in two places."""
        _somebody(field)
        if len({self.first.data, self.second.data, self.third.data}) < 3:
            raise ValidationError(str(_l("Choose three different people.")))


class VoteForm(Form):
    """Whether a release is taken back, with the reason."""

    retract = radio(_l("Is it taken back?"), {"yes": _l("Yes, take it back"), "no": _l("No")}, needed=CHOOSE)
    reason = paragraph(_l("Why"), length=TEXT_LIMIT, required=True)


class LookBackForm(Form):
    """Three questions about a decision of half a year or a year ago."""

    benefit = radio(stop_words.ASKED["benefit"], SHOWED, needed=CHOOSE)
    harm = radio(stop_words.ASKED["harm"], SHOWED, needed=CHOOSE)
    scooped = radio(stop_words.ASKED["scooped"], SHOWED, needed=CHOOSE)
    words = paragraph(_l("What did you learn? (optional)"), length=TEXT_LIMIT)


class ReportForm(Form):
    """Somebody saw a release that nobody approved."""

    program = select(_l("Program"), [])
    text = paragraph(_l("What did you see, where and when?"), length=TEXT_LIMIT, required=True)

    def offer(self, programs: Iterable[Any]) -> ReportForm:
        """Offer the programs that the person belongs to."""
        self.program.choices = choices_of((str(one.id), one.name) for one in programs)
        return self


class AnswerForm(Form):
    """What comes of a report."""

    case = select(_l("Which release is it?"), [], default="")
    answer = paragraph(_l("What you found"), length=TEXT_LIMIT, required=True)

    def offer(self, cases: Iterable[Case]) -> AnswerForm:
        """Offer the cases of the program, and that none of them is out without approval."""
        none = ("", _l("none: nothing is out without approval"))
        self.case.choices = choices_of([none, *((str(one.id), one.label) for one in cases)])
        return self


def _somebody(field: SelectField) -> None:
    if not field.data:
        raise ValidationError(str(_l("Choose somebody.")))
