"""Forecasts said over some weeks, as tests need them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from tracker import clock
from tracker.cohorts import forecast_actions
from tracker.cohorts.forecast_rules import Said, fit, slips

WEEK = 7


def said(session, actor, milestone, enrolment, *ahead, every=WEEK):
    """Forecasts that end today: how many days ahead each one named, one every so many days."""
    rows = []
    for place, days in enumerate(ahead):
        ago = every * (len(ahead) - 1 - place)
        with clock.fixed(clock.now() - timedelta(days=ago)):
            day = clock.today() + timedelta(days=days)
            rows.append(
                forecast_actions.say(
                    session, actor, milestone=milestone, enrolment=enrolment, predicted_for=day
                )
            )
    return rows


def slipping(session, actor, milestone, enrolment, *, weeks=5):
    """A date that moves seven days a week away and stays 30 days ahead."""
    return said(session, actor, milestone, enrolment, *[30] * weeks)


def told(n, span, *, slope=0.0, scatter=7.0, repeats=300, seed=20_260_105):
    """The part of made-up dates of which staff are told: n forecasts over so many days, on one line.

    The scatter around the line is independent and normal, in days; what is named is a whole day.
    """
    rng = np.random.default_rng(seed)
    days = np.round(np.linspace(0, span, n)).astype(int)
    first = date(2026, 1, 1)
    found = []
    for _number in range(repeats):
        named = np.round(150 + slope * days + rng.normal(0, scatter, n)).astype(int)
        said_ = [
            Said(first + timedelta(days=int(on)), first + timedelta(days=int(day)))
            for on, day in zip(days, named, strict=True)
        ]
        found.append(slips(fit(said_)))
    return sum(found) / repeats
