"""The blueprint of the pages of surveys, and the words their templates use."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, url_for

from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.surveys import words

bp = Blueprint("surveys", __name__)

for sentence in (
    words.survey_name,
    words.survey_lead,
    words.survey_readers,
    words.survey_response,
    words.survey_until,
    words.tally_count,
    words.tally_share,
    words.tally_label,
    words.survey_answer,
    words.growth_change,
    words.question_kind,
):
    bp.add_app_template_global(sentence)


@bp.app_template_global("survey_url")
def survey_url(survey_id: int, work_id: int | None = None) -> str:
    """Where a scholar answers a survey, or states their part in a work."""
    if work_id is None:
        return url_for("surveys.fill", survey_id=survey_id)
    return url_for("surveys.state", statement_id=survey_id, work_id=work_id)


def day_of(cohort: Cohort) -> date:
    """The day it is where the program is."""
    return clock.today(cohort.program.time_zone)
