"""The blueprint of the cohorts' pages, and how they find the program or cohort they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, url_for

from tracker.cohorts import calendar_words, forecast_words, queries
from tracker.cohorts.forecast_queries import Voice
from tracker.cohorts.models import Cohort, Program
from tracker.cohorts.series_queries import Fitted
from tracker.extensions import db
from tracker.permissions import Permission
from tracker.web.access import or_404, permit
from tracker.web.charts_drift import Chart, Plotted, chart

bp = Blueprint("cohorts", __name__)

for sentence in (
    calendar_words.leave_sentence,
    calendar_words.leave_short,
    calendar_words.leave_ahead,
    calendar_words.shift_sentence,
    calendar_words.later_words,
    forecast_words.drift_sentence,
    forecast_words.meeting_sentence,
    forecast_words.passed_sentence,
    forecast_words.change_sentences,
    forecast_words.slip_words,
    forecast_words.nowhere_words,
):
    bp.add_app_template_global(sentence)
bp.add_app_template_global(forecast_words.brief, "forecast_date")
bp.add_app_template_global(forecast_words.signed, "signed_drift")
bp.add_app_template_global(forecast_words.cell, "forecast_cell")


@bp.app_template_global("plotted_of")
def plotted_of(one: Voice | Fitted) -> Plotted:
    """What the chart draws of somebody's forecasts, or of a version of a series."""
    if isinstance(one, Fitted):
        return Plotted(one.series.made, one.series.predicted, one.found)
    return Plotted(
        [float(said.made_on.toordinal()) for said in one.said],
        [float(said.predicted_for.toordinal()) for said in one.said],
        one.found,
    )


@bp.app_template_global("drift_chart_of")
def drift_chart_of(plotted: Sequence[Plotted], decimal: bool) -> Chart:
    """The drawing of one or two series of forecasts."""
    return chart(plotted, partial(forecast_words.tick, decimal=decimal))


@dataclass(frozen=True)
class Place:
    """A program, or one cohort of it, whose page this is."""

    program: Program
    cohort: Cohort | None

    @property
    def cohort_id(self) -> int | None:
        return self.cohort.id if self.cohort else None

    @property
    def address(self) -> dict[str, Any]:
        """The short names that stand in the addresses of this place's pages."""
        address: dict[str, Any] = {"program_slug": self.program.slug}
        return address | {"cohort_slug": self.cohort.slug} if self.cohort else address

    def people_url(self) -> str:
        """The page of this place's people."""
        endpoint = "cohorts.people" if self.cohort else "cohorts.program_people"
        return url_for(endpoint, **self.address)


def cohort_for(permission: Permission, program_slug: str, cohort_slug: str) -> Cohort:
    """The cohort of these short names; not found without the permission for it."""
    cohort = or_404(queries.cohort(db.session, program_slug, cohort_slug))
    permit(permission, program_id=cohort.program_id, cohort_id=cohort.id)
    return cohort


def program_for(permission: Permission, program_slug: str) -> Program:
    """The program of this short name; not found without the permission for the whole of it."""
    program = or_404(queries.program(db.session, program_slug))
    permit(permission, program_id=program.id)
    return program


def place_for(permission: Permission, program_slug: str, cohort_slug: str | None) -> Place:
    """The cohort, or without one the program."""
    if cohort_slug is None:
        return Place(program_for(permission, program_slug), None)
    cohort = cohort_for(permission, program_slug, cohort_slug)
    return Place(cohort.program, cohort)
