"""Forms of result grids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FloatField
from wtforms.validators import Optional as MayBeEmpty

from tracker.projects.grid_kinds import FORGOTTEN_AT, Design
from tracker.projects.grid_models import GridFactor, GridMetric, Measure, Way
from tracker.projects.grid_rules import MOST_FACTORS, MOST_METRICS, NAME_LENGTH
from tracker.projects.grid_words import MEASURES, WAYS
from tracker.projects.outcome_models import Outcome
from tracker.web.forms import Form, choices_of, line, paragraph, select
from tracker.web.uploads import TextFile

LONGEST_TEXT = 1_000_000


class ReadyGrid(Form):
    """A grid of a ready-made kind."""

    title = line(_l("Title"))


class Suite(ReadyGrid):
    """A fact-unlearning suite."""

    forgotten_at = FloatField(
        _l("A fact counts as forgotten at a forget accuracy of at most"),
        default=FORGOTTEN_AT,
        validators=[MayBeEmpty()],
    )


def own_grid() -> Form:
    """A grid of one's own: rows of fields for what is varied and what is measured."""
    fields: dict[str, Any] = {"title": line(_l("Title"))}
    for row in range(1, MOST_FACTORS + 1):
        fields[f"factor_{row}"] = line(_l("Factor %(row)s", row=row), length=NAME_LENGTH, required=False)
        fields[f"ordered_{row}"] = BooleanField(_l("its levels have an order"))
    for row in range(1, MOST_METRICS + 1):
        fields[f"metric_{row}"] = line(_l("Metric %(row)s", row=row), length=NAME_LENGTH, required=False)
        fields[f"unit_{row}"] = line(_l("Unit"), length=NAME_LENGTH, required=False)
        fields[f"better_{row}"] = select(_l("Which way"), [(one.value, words) for one, words in WAYS.items()])
        fields[f"measure_{row}"] = select(
            _l("It is a"), [(one.value, word) for one, word in MEASURES.items()]
        )
    made: Form = type("OwnGrid", (Form,), fields)()
    return made


def design_of(form: Form) -> Design:
    """What the rows of the form say that have a name."""
    return Design(
        tuple(
            GridFactor(form[f"factor_{row}"].data, form[f"ordered_{row}"].data)
            for row in range(1, MOST_FACTORS + 1)
            if form[f"factor_{row}"].data
        ),
        tuple(
            GridMetric(
                form[f"metric_{row}"].data,
                Way(form[f"better_{row}"].data),
                Measure(form[f"measure_{row}"].data),
                form[f"unit_{row}"].data or "",
            )
            for row in range(1, MOST_METRICS + 1)
            if form[f"metric_{row}"].data
        ),
    )


class RunsFile(TextFile):
    """A file that may be left out, where the runs were pasted."""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None:
            super().pre_validate(form)


class Runs(Form):
    """Runs as CSV, from a file or pasted; a file goes before what stands in the field."""

    file = RunsFile(_l("CSV file"))
    runs = paragraph(_l("Or the runs as text"), length=LONGEST_TEXT)

    def text(self) -> str:
        """The runs as text, which is what the field shows from now on."""
        if self.file.data is not None:
            self.runs.data = self.file.data
        return self.runs.data or ""


class Evidence(Form):
    """The outcome that a grid is evidence of."""

    outcome = select(_l("Evidence of"), [])

    def offer(self, outcomes: Iterable[Outcome]) -> Evidence:
        """Offer the outcomes of the work, and none."""
        pairs = [("", _l("no outcome")), *((str(one.id), one.title) for one in outcomes)]
        self.outcome.choices = choices_of(pairs)
        return self
