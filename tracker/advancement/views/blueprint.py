"""The blueprint of the pages of concerns, and the words their templates use."""

from __future__ import annotations

from datetime import date

from flask import Blueprint

from tracker import clock
from tracker.advancement import queries, words
from tracker.advancement.models import Concern, Seat, Verdict
from tracker.cohorts.models import Cohort
from tracker.extensions import db
from tracker.people.current import actor
from tracker.web.access import grants, or_404

bp = Blueprint("advancement", __name__)

for sentence in (
    words.stage_word,
    words.clock_words,
    words.proof_sentence,
    words.gate_sentence_of,
    words.still_counts,
    words.next_sentence,
    words.closed_sentence,
    words.plan_sentence,
):
    bp.add_app_template_global(sentence)


@bp.app_template_global("verdict_word")
def verdict_word(verdict: str) -> str:
    """What was said of a plan, in words."""
    return str(words.VERDICT[Verdict(verdict)])


@bp.app_template_global("seat_word")
def seat_word(seat: str) -> str:
    """In which part somebody said it, in words."""
    return str(words.SEAT[Seat(seat)])


def day_of(cohort: Cohort) -> date:
    """The day it is where the program is."""
    return clock.today(cohort.program.time_zone)


def readable(concern_id: int) -> Concern:
    """The concern, if it is the reader's to see."""
    return or_404(queries.readable(db.session, concern_id, reader=actor(), grants=grants()))
