"""The form of an assessment: ten fields where nothing worse than modest is plausible, and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.releases import review_words as words
from tracker.releases.parts import (
    Availability,
    Benefit,
    Direction,
    Harm,
    ReasonCode,
    Reversibility,
    Scope,
    Sureness,
)
from tracker.releases.review_models import Assessment
from tracker.releases.review_rules import CRUX_LENGTH, WIDENING_LENGTH, Said
from tracker.releases.weighing_rules import SHORT_FIELDS
from tracker.web.forms import Form, choices_of, line, paragraph, radio

NEEDED = _l("Choose one.")
AGREE = "agree"
REST = ("acceleration_best", "misuse_best", "misuse_sureness", "reason_codes", "widening")
# Field → the words of its scale with what each stands for.
SCALES: Mapping[str, words.Scale] = {
    "benefit": words.BENEFIT,
    "acceleration_worst": words.ACCELERATION,
    "acceleration_best": words.ACCELERATION,
    "misuse_worst": words.MISUSE,
    "misuse_best": words.MISUSE,
    "sureness": words.SURENESS,
    "misuse_sureness": words.SURENESS,
    "direction": words.DIRECTION,
    "widest": words.SCOPES,
    "agrees_availability": words.AVAILABILITY,
    "agrees_reversibility": words.REVERSIBILITY,
}


def _scale(label: Any, name: str, *, needed: bool = True) -> Field:
    choices = {one.value: word for one, (word, _anchor) in SCALES[name].items()}
    return radio(label, choices, needed=NEEDED if needed else None)


class AssessmentForm(Form):
    """What a reviewer says of a release. One sureness stands for both harms unless a second is given."""

    benefit = _scale(_l("How much does safety gain from it?"), "benefit")
    acceleration_worst = _scale(
        _l("Stronger models sooner: what is the worst that is plausible?"), "acceleration_worst"
    )
    misuse_worst = _scale(_l("Misuse: what is the worst that is plausible?"), "misuse_worst")
    sureness = _scale(_l("How sure are you of both?"), "sureness")
    direction = _scale(_l("Which side gains more?"), "direction")
    widest = _scale(_l("The widest scope that you would accept now"), "widest")
    agrees_availability = radio(_l("How available is the key content already?"), {}, needed=NEEDED)
    agrees_reversibility = radio(_l("If we are wrong, can it be undone?"), {}, needed=NEEDED)
    crux = line(_l("What your judgement hangs on, in one line"), length=CRUX_LENGTH)
    escalate = BooleanField(_l("A panel should decide this"))
    # The rest.
    acceleration_best = _scale(
        _l("Stronger models sooner: your best guess"), "acceleration_best", needed=False
    )
    misuse_best = _scale(_l("Misuse: your best guess"), "misuse_best", needed=False)
    misuse_sureness = _scale(
        _l("How sure are you of misuse, if not as sure as above?"), "misuse_sureness", needed=False
    )
    reason_codes = SelectMultipleField(
        _l("Which hazards do you see?"),
        choices=choices_of([(one.value, words.REASONS[one]) for one in ReasonCode]),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    widening = paragraph(_l("What would make you accept a wider scope?"), length=WIDENING_LENGTH)

    def offer(self, said: Mapping[str, str]) -> AssessmentForm:
        """Offer to agree with what the authors answered about availability and whether it can be undone."""
        for name, value in said.items():
            scale = SCALES[name]
            own = [
                (AGREE, _l("I agree with the authors: %(word)s", word=word))
                for one, (word, _a) in scale.items()
                if one == value
            ]
            others = [(one.value, word) for one, (word, _a) in scale.items() if one != value]
            self[name].choices = choices_of([*own, *others])
            if value and self[name].data == value:
                self[name].data = AGREE
        self._said = dict(said)
        return self

    def validate_acceleration_best(self, field: Field) -> None:
        self._not_above(field, self.acceleration_worst)

    def validate_misuse_best(self, field: Field) -> None:
        self._not_above(field, self.misuse_worst)

    def _not_above(self, best: Field, worst: Field) -> None:
        order = [one.value for one in Harm]
        if best.data in order and worst.data in order and order.index(best.data) > order.index(worst.data):
            raise ValidationError(str(_l("The best guess cannot be above the worst that is plausible.")))

    @property
    def needs_rest(self) -> bool:
        """Whether something worse than modest was chosen, or something of the rest is there already."""
        bad = {Harm.SERIOUS.value, Harm.SEVERE.value} & {self.acceleration_worst.data, self.misuse_worst.data}
        return bool(bad) or any(self[name].data or self[name].errors for name in REST)

    def said(self) -> Said:
        """What was chosen and written, of a form that is valid."""
        agreed = self._said
        own = {name: self[name].data for name in ("agrees_availability", "agrees_reversibility")}
        value = {name: agreed[name] if given == AGREE else given for name, given in own.items()}
        sureness = Sureness(self.sureness.data)
        return Said(
            benefit=Benefit(self.benefit.data),
            acceleration_worst=Harm(self.acceleration_worst.data),
            misuse_worst=Harm(self.misuse_worst.data),
            acceleration_sureness=sureness,
            misuse_sureness=Sureness(self.misuse_sureness.data) if self.misuse_sureness.data else sureness,
            direction=Direction(self.direction.data),
            availability=Availability(value["agrees_availability"]),
            reversibility=Reversibility(value["agrees_reversibility"]),
            widest=Scope(self.widest.data),
            crux=self.crux.data,
            escalate=bool(self.escalate.data),
            acceleration_best=Harm(self.acceleration_best.data) if self.acceleration_best.data else None,
            misuse_best=Harm(self.misuse_best.data) if self.misuse_best.data else None,
            widening=self.widening.data or "",
            reason_codes=frozenset(ReasonCode(one) for one in self.reason_codes.data or ()),
        )


def typed(data: MultiDict[str, str]) -> dict[str, list[str]]:
    """What a page sent, as a draft keeps it: as typed, but for the bytes that no text can hold."""
    return {
        name: [one.replace("\x00", "") for one in data.getlist(name)]
        for name in (*SHORT_FIELDS, *REST)
        if name in data
    }


def from_draft(kept: Mapping[str, list[str]] | None) -> AssessmentForm:
    """The form as it was left, or empty."""
    return AssessmentForm(formdata=MultiDict(kept) if kept else None)


def as_typed(row: Assessment, opened: Mapping[int, str]) -> dict[str, list[str]]:
    """What somebody filed, as a draft of the next time that they file."""
    plain = ("benefit", "direction", "widest", "acceleration_worst", "misuse_worst")
    best = {name: getattr(row, name) for name in ("acceleration_best", "misuse_best")}
    return {
        **{name: [getattr(row, name).value] for name in plain},
        **{name: [value.value] for name, value in best.items() if value is not None},
        "sureness": [row.acceleration_sureness.value],
        "misuse_sureness": [row.misuse_sureness.value] if row.misuse_best is not None else [],
        "agrees_availability": [row.availability.value],
        "agrees_reversibility": [row.reversibility.value],
        "reason_codes": list(row.reason_codes),
        "crux": [opened[row.crux_id]],
        "widening": [opened[row.widening_id]] if row.widening_id else [],
        **({"escalate": ["y"]} if row.escalate else {}),
    }
