"""The forms of an import: the file that is sent, what its columns mean, and what is left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO, cast

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, ValidationError
from wtforms.widgets import FileInput

from tracker.cohorts.models import Cohort
from tracker.intake import days
from tracker.intake.cells import BadCell
from tracker.intake.days import Order
from tracker.intake.kinds import Field as KindField
from tracker.intake.kinds import Kind, Option, Problem
from tracker.intake.layouts import Layout
from tracker.intake.mapping import Columns
from tracker.web import filters
from tracker.web.forms import Form, choices_of, select

NAME_LIMIT = 200
PIECE = 1024 * 1024


class SentFile(Field):
    """A file of any bytes; `data` is its name, `stream` its content, spooled to disk where it is large."""

    widget = FileInput()
    stream: BinaryIO | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        sent = request.files.get(self.name)
        if sent is not None and sent.filename:
            self.stream = cast("BinaryIO", sent.stream)
            self.data = sent.filename.replace("\\", "/").rpartition("/")[2][-NAME_LIMIT:]

    def pre_validate(self, _form: Any) -> None:
        """Ask for a file where none came."""
        if self.stream is None:
            raise ValidationError(str(_l("Choose a file.")))

    def facts(self) -> tuple[str, int]:
        """The SHA-256 and the size of what was sent."""
        hashed = hashlib.sha256()
        for piece in self.pieces():
            hashed.update(piece)
        assert self.stream is not None
        return hashed.hexdigest(), self.stream.tell()

    def pieces(self) -> Iterator[bytes]:
        """What was sent, in pieces."""
        assert self.stream is not None
        self.stream.seek(0)
        while piece := self.stream.read(PIECE):
            yield piece

    def copy(self, to: BinaryIO) -> None:
        """Write what was sent into a file."""
        to.writelines(self.pieces())


class Upload(Form):
    """What is sent, and where it goes."""

    kind = select(_l("What the lines are"), ())
    cohort = select(_l("Cohort"), ())
    file = SentFile(_l("File"))

    def offer(self, kinds: Sequence[Kind], cohorts: Sequence[Cohort], *, whole_program: bool) -> Upload:
        """Fill in what this reader may choose."""
        self.kind.choices = choices_of((kind.name, kind.label()) for kind in kinds)
        named = [(cohort.slug, cohort.name) for cohort in cohorts]
        without = [("", _("No one cohort: the lines say, or the whole program"))] if whole_program else []
        self.cohort.choices = choices_of([*without, *named])
        return self


class Sheet(Form):
    """Which sheet of a workbook is read."""

    sheet = select(_l("Sheet"), ())


class Applying(Form):
    """All good lines are written, refused ones knowingly left out. `seen` is the preview that was read."""

    seen = HiddenField()
    leave_out = BooleanField(_l("I have seen the refused lines. They are left out."))


def columns_form(
    fields: Sequence[KindField],
    layout: Layout,
    options: Sequence[tuple[Option, Sequence[tuple[str, str]]]],
    chosen: Columns,
    given: Mapping[str, str],
) -> Form:
    """The form in which each column gets its field, with what is known filled in.

    Fields `column_N`, `order_N` for the columns whose days leave it open, and `option_NAME`.
    """
    names = [("", _("not used")), *((one.name, _field_label(one)) for one in fields)]
    by_column = {column: name for name, column in chosen.mapping.items()}
    made: dict[str, Any] = {}
    for place, column in enumerate(layout.header):
        made[f"column_{place}"] = select(column, names, default=by_column.get(column, ""))
        if column in layout.orders and len(layout.orders[column]) != 1:
            order = chosen.orders.get(column)
            made[f"order_{place}"] = select(
                _("Days in “%(column)s”", column=column),
                [("", _("choose …")), *_orders(layout.samples.get(column, ()))],
                default=order.value if order else "",
            )
    for option, choices in options:
        listed = [*([] if option.required and choices else [("", _("nothing chosen"))]), *choices]
        made[f"option_{option.name}"] = select(
            option.label(), listed, default=given.get(option.name) or listed[0][0]
        )
    form: Form = type("ColumnsForm", (Form,), made)()
    return form


def columns_of(form: Form, layout: Layout, told: Mapping[str, Order]) -> tuple[Columns, list[str]]:
    """What was chosen, and the fields that were chosen for two columns."""
    mapping: dict[str, str] = {}
    twice: list[str] = []
    orders = dict(told)
    for place, column in enumerate(layout.header):
        name = form[f"column_{place}"].data
        if name and name in mapping:
            twice.append(name)
        elif name:
            mapping[name] = column
        order = form[f"order_{place}"].data if f"order_{place}" in form else ""
        if order:
            orders[column] = Order(order)
    return Columns(mapping, orders), twice


def options_of(form: Form, options: Sequence[tuple[Option, Sequence[tuple[str, str]]]]) -> dict[str, str]:
    """What was chosen for the file as a whole."""
    found = {option.name: form[f"option_{option.name}"].data for option, _choices in options}
    return {name: value for name, value in found.items() if value}


def option_problem(option: Option, choices: Sequence[tuple[str, str]], value: str | None) -> Problem | None:
    """What is wrong with a choice for the file; None where nothing is."""
    known = ", ".join(label for _value, label in choices)
    if not value:
        if not option.required:
            return None
        return Problem("option_needed" if choices else "option_nothing", option.name, {"known": known})
    if value not in {one for one, _label in choices}:
        return Problem("option_unknown", option.name, {"given": value[:40], "known": known})
    return None


def _field_label(one: KindField) -> str:
    return _("%(field)s (needed)", field=one.label()) if one.required else one.label()


def _orders(samples: Sequence[str]) -> list[tuple[str, str]]:
    """Both orders, said by what they make of a day in the file."""
    words = {
        Order.MONTH_FIRST: (_("month first"), _("month first, %(day)s")),
        Order.DAY_FIRST: (_("day first"), _("day first, %(day)s")),
    }
    found = []
    for order, (plain, full) in words.items():
        read = next((day for sample in samples if (day := _read(sample, order))), None)
        found.append((order.value, plain if read is None else full % {"day": read}))
    return found


def _read(sample: str, order: Order) -> str | None:
    """A day of the file in this order; None where both orders say the same."""
    try:
        other = Order.DAY_FIRST if order is Order.MONTH_FIRST else Order.MONTH_FIRST
        if days.iso(sample, order) == days.iso(sample, other):
            return None
        return filters.day(date.fromisoformat(days.iso(sample, order)))
    except (BadCell, ValueError):
        return None
