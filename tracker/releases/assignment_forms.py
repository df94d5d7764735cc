"""The forms of the desk and of an invitation: handlers, reviewers, waivers, conflicts, returns."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, ValidationError
from wtforms.validators import AnyOf
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.people.models import Person
from tracker.releases import review_words as words
from tracker.releases.declarations import WORDS_LENGTH
from tracker.releases.parts import HardConflict, SoftConflict
from tracker.web.forms import Form, choices_of, paragraph, radio, select


class _Conflicts(Form):
    """Ticks of conflicts of interest, and words beside them."""

    hard = SelectMultipleField(
        _l("What rules me out"),
        choices=choices_of([(one.value, words.HARD[one]) for one in HardConflict]),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    soft = SelectMultipleField(
        _l("What the coordinator should know and may set aside"),
        choices=choices_of([(one.value, words.SOFT[one]) for one in SoftConflict]),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    words = paragraph(_l("In your words, if it helps"), length=WORDS_LENGTH)

    @property
    def hards(self) -> list[HardConflict]:
        return [HardConflict(one) for one in self.hard.data or ()]

    @property
    def softs(self) -> list[SoftConflict]:
        return [SoftConflict(one) for one in self.soft.data or ()]


class AnswerForm(_Conflicts):
    """What somebody answers who was asked to review: conflicts first, then yes or no."""

    none = BooleanField(_l("None of this applies to me"))
    take = radio(
        _l("Do you take it?"),
        {"yes": _l("Yes, I review it"), "no": _l("No, please ask somebody else")},
        needed=_l("Say whether you take it."),
    )

    def validate_none(self, field: Field) -> None:
        if bool(field.data) == bool(self.hard.data or self.soft.data):
            raise ValidationError(str(_l("Tick what applies to you, or that nothing does.")))


class ConflictForm(_Conflicts):
    """A conflict that came to light after a reviewer began."""


class HandlersForm(Form):
    """Who coordinates a case, and who steps in."""

    coordinator = select(_l("Coordinator"), [], coerce=int)
    deputy = select(_l("Deputy"), [], coerce=int)

    def offer(self, people: Iterable[Person]) -> HandlersForm:
        """Offer the people who may handle the case."""
        offered = [(one.id, one.name) for one in people]
        for field in (self.coordinator, self.deputy):
            field.choices = choices_of([(0, _l("nobody")), *offered])
        return self


class AskForm(Form):
    """Whom to ask to review."""

    person = select(_l("Ask"), [], coerce=int, validate_choice=False)

    def offer(self, people: Iterable[Person]) -> AskForm:
        """Offer the people who may be asked."""
        self.person.choices = choices_of((one.id, one.name) for one in people)
        return self


class IncompleteForm(Form):
    """What is missing before a case can be reviewed."""

    missing = paragraph(_l("What is missing"), length=4000)


class ReturnForm(Form):
    """What is to change, by a reviewer."""

    change = paragraph(_l("What is to change"), length=4000)


class EscalateForm(Form):
    """Why the panel should decide; may be left out."""

    panel_reason = paragraph(_l("Why, if you want to say"), length=4000)


class PanelForm(Form):
    """To the panel, with somebody from outside if asked for."""

    why = paragraph(_l("Why"), length=4000)
    outside = BooleanField(_l("With somebody from outside the program"))


class FoundForm(_Conflicts):
    """What the coordinator learned about a reviewer."""

    hard = SelectMultipleField(
        _l("What rules them out"),
        choices=choices_of([(one.value, words.TIES[one]) for one in HardConflict]),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    soft = SelectMultipleField(
        _l("What might"),
        choices=choices_of([(one.value, words.TIES[one]) for one in SoftConflict]),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class WaiverForm(Form):
    """A soft conflict, set aside with a reason."""

    person = HiddenField()
    conflict = HiddenField(validators=[AnyOf([one.value for one in SoftConflict])])
    reason = paragraph(_l("Why it does not matter here"), length=WORDS_LENGTH)
