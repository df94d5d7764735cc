"""Table 15: what the numbers cannot say, how far the answers reach, and by which model levels were made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import metadata

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.advancement.place_models import GateLot
from tracker.cohorts.models import Cohort, Phase
from tracker.reports import responses
from tracker.reports.model_settings import Settings
from tracker.reports.numbers import Absent, Amount, Cell, Count, Part, Row, Share, Table, Unit, Why, Words
from tracker.surveys import queries
from tracker.surveys.questions import Slot

COLUMNS = ("value",)
# Scholars, alumni and mentors speak for themselves. Who does not answer may differ from who does. Nobody was
# assigned by chance and no comparison group was followed: what the program changed cannot be told from what
# would have happened without it, and a gate's no is weak evidence. With few people intervals are wide, and
# one cohort is one draw. Most of a single rating is the rater, the pairing and the project's luck.
NOTES = (
    "limits_self_report",
    "limits_response",
    "limits_no_comparison",
    "limits_small",
    "limits_judgements",
)
# One form is one observation, made of ability, severity, fit, luck and error, which add up; luck is skewed,
# and what nobody wrote down is not known. Nothing in it is drawn at random: it has no seed, and equal input
# gives equal numbers. The lot of a gate with limited places has one; its hash was published before the draw.
MODEL_NOTES = ("model_assumptions", "model_no_seed")
SHARES = {
    "forms_filed": ("evidence.all.filed", "evidence.all.asked"),
    "levels_early": ("levels.early", "levels.known"),
}
NONE, NOT_COLLECTED, NOT_YET = Absent(Why.NONE), Absent(Why.NOT_COLLECTED), Absent(Why.NOT_YET)


def make(
    session: Session, cohort: Cohort, as_of: date, counts: Mapping[str, int], settings: Settings
) -> Part:
    """Both tables, of what the rest of the report counted. Three statements."""
    cells: dict[str, Cell] = {"scholars": Count("funnel.scholars")}
    for key, (part, whole) in SHARES.items():
        cells[key] = Share(part, whole) if counts.get(whole) else NOT_YET
    cells |= _answers(session, cohort, as_of, counts)
    rows = tuple(Row(key, (cell,)) for key, cell in cells.items())
    model = tuple(Row(key, (cell,)) for key, cell in _model(session, cohort, settings).items())
    return Part(
        (
            Table(15, "limits", COLUMNS, rows, notes=NOTES),
            Table(15, "model", COLUMNS, model, notes=MODEL_NOTES),
        ),
        {},
    )


def _answers(session: Session, cohort: Cohort, as_of: date, counts: Mapping[str, int]) -> dict[str, Cell]:
    """How many of those who were asked answered each survey, once it has closed."""
    on = {slot: one for slot, one in queries.of_cohort(session, cohort.id).items() if one.is_on}
    found: dict[str, Cell] = {}
    for slot in Slot:
        asked, answered = (responses.name(slot, word) for word in (responses.ASKED, responses.ANSWERED))
        key = f"response_{slot.value.replace('-', '_')}"
        if slot not in on:
            found[key] = NOT_COLLECTED
        elif on[slot].closes_on >= as_of:
            found[key] = NOT_YET
        else:
            found[key] = Share(answered, asked) if counts.get(asked) else NONE
    return found


def _model(session: Session, cohort: Cohort, settings: Settings) -> dict[str, Cell]:
    """The versions and settings by which levels were made; of a lot the hash of its seed."""
    cells: dict[str, Cell] = {"program_version": _public(metadata.version("tracker"))}
    for key in ("model_version", "settings_version"):
        cells[key] = _public(settings[key]) if key in settings else NOT_YET
    # Who knows all forms but one could try out its ratings on the hash; so it is for staff alone.
    cells["input_hash"] = Words(str(settings["input_hash"])) if "input_hash" in settings else NOT_YET
    for key, value in settings.items():
        if isinstance(value, float):
            cells[key] = Amount(value, Unit.POINTS if key == "bar" else Unit.RATIO)
    lots = sa.select(Phase.kind, GateLot.seed_hash).join(GateLot, GateLot.phase_id == Phase.id)
    for kind, seed_hash in session.execute(lots.where(Phase.cohort_id == cohort.id).order_by(Phase.id)):
        cells[f"lot_hash_{kind.value}"] = _public(seed_hash)
    return cells


def _public(value: object) -> Words:
    return Words(str(value), public=True)
