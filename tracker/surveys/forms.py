"""The form of a survey, built from its questions, and the forms of staff around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, IntegerField, StringField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from tracker.surveys import rules
from tracker.surveys.questions import NO_ANSWER, NOT_SURE, Kind, Question, Value
from tracker.web.forms import Form, clean, day, paragraph, radio

# Fields of the page that are not answers; they stay out of drafts.
NOT_ANSWERS = frozenset({"csrf_token", "draft_version", "form_version", "act"})
NEEDED = _l("Choose one.")


class SurveyForm(Form):
    """The answers to a list of questions, which `survey_form` adds."""

    questions: tuple[Question, ...] = ()
    draft_version = HiddenField(default="0")
    form_version = HiddenField(default="0")

    def options(self, question: Question) -> list[Field]:
        """The tick boxes of a question with several answers."""
        return [self[_tick(question, value)] for value, _words in question.options]

    def say(self, message: str) -> None:
        """Put a message about the whole form at its first question."""
        first = self.questions[0]
        self.refuse(self.options(first)[0].name if first.kind is Kind.SEVERAL else first.slug, message)

    def answers(self) -> dict[str, Value]:
        """The answers as domain values, without those that were left out. Only after the form validated."""
        found = {one.slug: self._value(one) for one in self.questions}
        return {slug: value for slug, value in found.items() if value is not None}

    def _value(self, question: Question) -> Value | None:
        if question.kind is Kind.SEVERAL:
            return [value for value, _words in question.options if self[_tick(question, value)].data] or None
        text = self[question.slug].data or ""
        if question.may_be_left and text == NO_ANSWER:
            return None
        if question.kind is Kind.LEVEL:
            return int(text) if text and text != NOT_SURE else text or None
        if question.kind is Kind.PERCENT:
            return _percent(text)
        return text or None


def survey_form(questions: Sequence[Question]) -> type[SurveyForm]:
    """The form class for a list of questions: one field a question, a tick box for each of several."""
    fields: dict[str, Any] = {"questions": tuple(questions)}
    for question in questions:
        fields |= _fields(question)
    return type("AnswerForm", (SurveyForm,), fields)


def _fields(question: Question) -> dict[str, Any]:
    if question.kind is Kind.SEVERAL:
        return {_tick(question, value): BooleanField(words) for value, words in question.options}
    if question.kind is Kind.TEXT:
        return {
            question.slug: paragraph(
                question.text, length=rules.TEXT_LIMIT, required=question.needed, render_kw={"rows": 4}
            )
        }
    if question.kind is Kind.PERCENT:
        return {
            question.slug: StringField(
                question.text,
                validators=[*([InputRequired(NEEDED)] if question.needed else []), _is_percent],
                filters=[clean],
                render_kw={"inputmode": "numeric", "autocomplete": "off"},
            )
        }
    words: dict[str, Any] = (
        {str(level): str(level) for level in question.levels}
        if question.kind is Kind.LEVEL
        else dict(question.options)
    )
    if question.unsure:
        words[NOT_SURE] = _l("not sure")
    if question.may_be_left:
        words[NO_ANSWER] = _l("no answer")
    needed, left = (NEEDED if question.needed else None), (NO_ANSWER if question.may_be_left else "")
    return {question.slug: radio(question.text, words, needed=needed, default=left)}


def _tick(question: Question, value: str) -> str:
    return f"{question.slug}--{value}"


def _percent(text: str) -> int | None:
    text = text.removesuffix("%").strip()
    found = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None
    return found if found is not None and 1 <= found <= 100 else None


def _is_percent(_form: Any, field: Field) -> None:
    if field.data and _percent(field.data) is None:
        raise ValidationError(str(_l("Write a whole number from 1 to 100, or leave it empty.")))


def typed(data: Mapping[str, str], questions: Sequence[Question]) -> dict[str, str]:
    """What a page sent, as a draft keeps it: known fields only, text as it was typed."""
    known = set(survey_form(questions)(formdata=None, meta={"csrf": False})._fields) - NOT_ANSWERS
    kept = {name: value for name, value in data.items() if name in known}
    return {name: (clean(value) or "").replace("\x00", "") for name, value in sorted(kept.items())}


def as_typed(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers as the form's fields would hold them, for showing or correcting them."""
    found: dict[str, str] = {}
    for question in questions:
        value = answers.get(question.slug)
        if question.kind is Kind.SEVERAL:
            found |= {_tick(question, one): "y" for one in value or ()}
        elif value is not None or question.may_be_left:
            found[question.slug] = NO_ANSWER if value is None else str(value)
    return found


def as_read(questions: Sequence[Question], fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(question, what the fields hold of it) for reading, whatever was typed into them."""
    found = []
    for question in questions:
        words = dict(question.options)
        if question.kind is Kind.SEVERAL:
            said = ", ".join(label for value, label in words.items() if fields.get(_tick(question, value)))
        else:
            typed = str(fields.get(question.slug) or "")
            said = words.get(typed, "" if typed == NO_ANSWER else typed)
        found.append((question.text, said))
    return found


def bind(questions: Sequence[Question], fields: Mapping[str, Any]) -> SurveyForm:
    """The form filled with what was typed or sent before."""
    return survey_form(questions)(formdata=MultiDict(fields) if fields else None)


class DaysForm(Form):
    """The days on which a cohort is asked."""

    opens_on = day(_l("First day"))
    closes_on = day(_l("Last day"))


class CountsForm(Form):
    """How many applied for a cohort, and how many were accepted."""

    applied = IntegerField(
        _l("Applied"), validators=[InputRequired(_l("Write a number.")), NumberRange(0, 1_000_000)]
    )
    accepted = IntegerField(
        _l("Accepted"), validators=[InputRequired(_l("Write a number.")), NumberRange(0, 1_000_000)]
    )
