"""The blueprint of the pages that join features, the words their templates use, and the program's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint

from tracker import clock
from tracker.cohorts import history_words
from tracker.cohorts.models import Cohort
from tracker.overview import cohort_words, levels, method_words, score_words, timeline, words
from tracker.web import charts

bp = Blueprint("overview", __name__)

for sentence in (
    words.phase_name,
    words.week_sentence,
    words.default_sentence,
    words.away_sentence,
    words.clock_sentence,
    words.gate_sentence,
    words.evidence_sentence,
    score_words.span,
    score_words.level_label,
    score_words.level_sentence,
    score_words.counted,
    score_words.reading_word,
    score_words.reading_sentence,
    score_words.bad_result_sentence,
    score_words.below,
    score_words.result_sentence,
    score_words.change_words,
    score_words.raw_sentence,
    score_words.percent,
    cohort_words.severity_sentence,
    cohort_words.severity_fact,
    cohort_words.spread_sentence,
    cohort_words.group_sentence,
    cohort_words.component_word,
    cohort_words.component_shares,
    cohort_words.components_sentence,
    cohort_words.reliability_sentence,
    cohort_words.planner_sentence,
    method_words.example_title,
    method_words.example_story,
    method_words.example_outcome,
):
    bp.add_app_template_global(sentence)
bp.add_app_template_global(history_words.history_sentences)
bp.add_app_template_global(timeline.line, "timeline_of")
bp.add_app_template_global(charts.ticks, "rubric_ticks")


@bp.app_template_global("interval_of")
def interval_of(entry: score_words.Entry, bar: float) -> charts.Interval:
    """The drawing of a level with its interval and the program's bar."""
    return charts.interval(entry["level"], entry["q05"], entry["q95"], bar)


@bp.app_template_global("trajectory_of")
def trajectory_of(history: Sequence[levels.Step], bar: float) -> charts.Trajectory:
    """The drawing of a scholar's level over time."""
    return charts.trajectory([charts.Reading(one.day, one.level, one.low, one.high) for one in history], bar)


def day_of(cohort: Cohort) -> date:
    """The day it is where the program is; its deadlines are counted there."""
    return clock.today(cohort.program.time_zone)
