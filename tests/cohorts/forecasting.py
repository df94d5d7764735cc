"""Forecasts said over some weeks, as tests need them."""

from __future__ import annotations

from datetime import timedelta

from tracker import clock
from tracker.cohorts import forecast_actions

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
