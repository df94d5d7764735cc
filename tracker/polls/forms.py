"""Forms of polls: a question asked here, answers from a file, published percentages, one answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, ValidationError
from wtforms.validators import InputRequired, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from tracker.evidence.suppression import LEAST
from tracker.polls import rules, words
from tracker.polls.models import Poll, PollKind, PollWave
from tracker.web.forms import Form, choices_of, day, line, paragraph, radio
from tracker.web.uploads import TextFile

MOST_PEOPLE = 1_000_000


def whole(label: Any, least: int, most: int, *, required: bool = False, **options: Any) -> Any:
    """A whole number between two others."""
    needed = InputRequired(_l("This field is needed.")) if required else MayBeEmpty()
    within = NumberRange(least, most, _l("Type a whole number from %(min)s to %(max)s."))
    return IntegerField(label, validators=[needed, within], **options)


class _AboutPoll(Form):
    """What every poll has. What a rule says of a field that is not here stands at `elsewhere`."""

    elsewhere = "question"

    question = line(_l("Question"), length=300)
    group_size = whole(_l("How many are asked, if you know"), 1, MOST_PEOPLE)

    def refuse(self, name: str, message: str) -> None:
        super().refuse(name if name in self else self.elsewhere, message)


class _WithKind(_AboutPoll):
    kind = radio(
        _l("Kind of answer"),
        {one.value: label for one, label in words.KINDS.items()},
        needed=_l("Choose one."),
        default=PollKind.CHOICE.value,
    )
    levels = whole(_l("Highest number of the scale"), 2, rules.MOST_LEVELS, default=5)
    least = whole(_l("Show nothing of fewer people than"), LEAST, 1000, required=True, default=LEAST)

    def chosen_kind(self) -> PollKind:
        return PollKind(self.kind.data)


class NewPoll(_WithKind):
    """A question asked here, before and after."""

    options = paragraph(_l("Options, a line each"), length=1000)
    pre_opens_on = day(_l("Before: first day"))
    pre_closes_on = day(_l("Before: last day"))
    post_opens_on = day(_l("After: first day"))
    post_closes_on = day(_l("After: last day"))
    asks_willing = BooleanField(_l("Ask beforehand whether they could change their mind"))

    def named_options(self) -> list[str]:
        """The options as typed, or the numbers of the scale."""
        if self.chosen_kind() is PollKind.SCALE:
            return [str(level) for level in range(1, (self.levels.data or 0) + 1)]
        return [text.strip() for text in (self.options.data or "").splitlines() if text.strip()]


class FromFile(_WithKind):
    """Answers that were collected elsewhere."""

    elsewhere = "file"

    file = TextFile(_l("CSV file"))


class Published(_AboutPoll):
    """Percentages that stand somewhere already, the options a line each."""

    elsewhere = "figures"

    figures = paragraph(_l("Options with both percentages, a line each"), length=2000, required=True)
    n_pre = whole(_l("Number of answers before, if it is known"), 0, MOST_PEOPLE)
    n_post = whole(_l("Number of answers after, if it is known"), 0, MOST_PEOPLE)
    willing = line(_l("Percentage who said that they could change their mind"), length=12, required=False)

    def validate_figures(self, field: Any) -> None:
        for number, text in enumerate(field.data.splitlines(), start=1):
            if text.strip() and (text.count(",") < 2 or not text.rsplit(",", 2)[0].strip()):
                message = _l(
                    "Line %(line)s: write the option, the share before and the share after.", line=number
                )
                raise ValidationError(str(message))

    def validate_willing(self, field: Any) -> None:
        if not field.data:
            return
        try:
            fine = 0 <= Decimal(field.data) <= 100
        except InvalidOperation:
            fine = False
        if not fine:
            raise ValidationError(str(_l("Type a percentage from 0 to 100, without a % sign.")))

    def lines(self) -> tuple[list[str], list[str], list[str]]:
        """Options, shares before, shares after."""
        parts = [text.rsplit(",", 2) for text in self.figures.data.splitlines() if text.strip()]
        name, pre, post = ([part[place].strip() for part in parts] for place in range(3))
        return name, pre, post


class Answer(Form):
    """One answer of somebody nobody knows."""

    wave = radio(_l("Is this before or after?"), {}, needed=_l("Choose one."))
    option = radio(_l("Your answer"), {}, needed=_l("Choose an answer."))
    willing = radio(_l("Could you change your mind on this?"), words.YES_NO, needed=_l("Choose one."))
    code = line(_l("Your own code"), length=100, render_kw={"autocomplete": "off", "spellcheck": "false"})

    def offer(self, poll: Poll, waves: Sequence[PollWave]) -> Answer:
        """Ask what this poll asks today."""
        self["option"].choices = choices_of((str(place), name) for place, name in enumerate(poll.options))
        self["wave"].choices = choices_of((wave.value, words.WAVES[wave]) for wave in waves)
        if len(waves) == 1:
            del self.wave
        if not poll.asks_willing or PollWave.PRE not in waves:
            del self.willing
        elif len(waves) > 1:
            self.willing.validators = [MayBeEmpty()]
        return self

    def chosen_wave(self, waves: Sequence[PollWave]) -> PollWave:
        """The wave it is for: the only open one, or the one chosen."""
        return PollWave(self.wave.data) if "wave" in self else waves[0]

    def is_willing(self) -> bool | None:
        """Whether they could change their mind; None if it was not asked or not said."""
        said = self.willing.data if "willing" in self else ""
        return {"yes": True, "no": False}.get(said or "")

    def validate_code(self, field: Any) -> None:
        if any(unicodedata.category(sign) in ("Cs", "Cn") for sign in field.data or ""):
            raise ValidationError(str(_l("Use letters and digits.")))
