"""What a scholar's page says about their level, to one reader."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from tracker.cohorts.models import Enrolment
from tracker.evaluations import scores
from tracker.evaluations.models import Form
from tracker.evaluations.score_models import Audience
from tracker.evaluations.scoring_rules import COMPONENTS
from tracker.evaluations.views import levels as level_pages
from tracker.extensions import db
from tracker.overview import cohort_words, levels
from tracker.projects.models import Work
from tracker.scoring import planner


def level_view(
    enrolment: Enrolment, audience: Audience, today: date, forms: Iterable[Form], works: Iterable[Work]
) -> levels.View | None:
    """The level with its history and what it rests on; None where nothing was rated yet.

    `forms` are those that the reader may read. Whether they may see the level at all is the caller's
    to ask, with `scoring_rules.may_see_level`.
    """
    shown = level_pages.shown(enrolment.cohort, audience, today)
    entry = shown.by_scholar.get(enrolment.id) if shown else None
    if shown is None or entry is None or entry["level"] is None:
        return None
    return levels.View(
        entry=entry,
        shown=shown,
        program=enrolment.cohort.program,
        history=_history(enrolment, shown, today),
        rests=levels.rests(entry["level"], shown.rests_on(enrolment.id), forms, works),
    )


def with_plan(view: levels.View) -> levels.View:
    """The same with what one more person on one more work would do."""
    sds = np.array([view.shown.document["components"][name]["sd"] for name in COMPONENTS])
    variance = view.entry["sd"] ** 2
    width = view.entry["q95"] - view.entry["q05"]
    narrower = width * math.sqrt(planner.after(variance, sds, people=1, works=1) / variance)
    return replace(view, more=cohort_words.more_sentence(width, narrower))


def _history(enrolment: Enrolment, shown: scores.Shown, today: date) -> list[levels.Step]:
    """The levels of the days so far; today's is the one that the page shows, kept or not."""
    zone = ZoneInfo(enrolment.cohort.program.time_zone)
    steps = {
        (day := point.at.astimezone(zone).date()): levels.Step(
            day, point.level, point.q05, point.q95, point.people, point.works
        )
        for point in scores.history(db.session, enrolment.cohort, shown.audience, enrolment.id)
    }
    if not shown.stale:
        entry = shown.by_scholar[enrolment.id]
        numbers = (entry[name] for name in ("level", "q05", "q95", "people", "works"))
        steps[today] = levels.Step(today, *numbers)
    return [steps[day] for day in sorted(steps)]
