"""Writes of forecasts: said once, kept for ever."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts import forecast_queries as queries
from tracker.cohorts import forecast_rules as rules
from tracker.cohorts.forecast_models import Forecast
from tracker.cohorts.models import Enrolment, Milestone
from tracker.people.models import Person
from tracker.reasons import no, require


def say(
    session: Session, actor: Person, *, milestone: Milestone, enrolment: Enrolment, predicted_for: date
) -> Forecast:
    """Keep what somebody expects today. What they said before stays; of one day the last word counts."""
    if milestone.phase.cohort_id != enrolment.cohort_id:
        require(no("phase_missing", kind=milestone.phase.kind.value))
    program = enrolment.cohort.program
    audit.hold(session, program.id)
    session.refresh(enrolment, ["withdrew_on", "ended_on"])
    today = clock.today(program.time_zone)
    done_on = queries.done_on(session, milestone, enrolment)
    decision = rules.may_forecast(predicted_for, today=today, done_on=done_on, left_on=enrolment.left_on)
    require(decision, field="predicted_for")
    row = Forecast(
        milestone=milestone, enrolment=enrolment, by=actor, made_on=today, predicted_for=predicted_for
    )
    session.add(row)
    session.flush()
    audit.note(session, actor, "forecast.say", row, program_id=program.id, made_on=today.isoformat())
    return row


def take_in(
    session: Session,
    actor: Person | None,
    *,
    milestone: Milestone,
    enrolment: Enrolment,
    by: Person,
    made_on: date,
    predicted_for: date,
) -> Forecast:
    """Keep what somebody expected on an earlier day, as another system has it.

    The rule is that of the day on which it was said. What was said before stays.
    """
    if milestone.phase.cohort_id != enrolment.cohort_id:
        require(no("phase_missing", kind=milestone.phase.kind.value))
    program = enrolment.cohort.program
    audit.hold(session, program.id)
    session.refresh(enrolment, ["withdrew_on", "ended_on"])
    require(
        rules.may_have_forecast(
            predicted_for,
            made_on=made_on,
            today=clock.today(program.time_zone),
            done_on=queries.done_on(session, milestone, enrolment),
            left_on=enrolment.left_on,
        ),
        field="forecast",
    )
    row = Forecast(
        milestone=milestone, enrolment=enrolment, by=by, made_on=made_on, predicted_for=predicted_for
    )
    session.add(row)
    session.flush()
    audit.note(
        session, actor, "forecast.take-in", row, program_id=program.id, by=by.id, made_on=made_on.isoformat()
    )
    return row
