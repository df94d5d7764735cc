"""The facts of one scholar's gate, gathered for the rules and frozen with the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker import clock
from tracker.advancement import decision_queries as queries
from tracker.advancement import place_queries
from tracker.advancement.decision_checks import Case, Seen, Terms, Told, View
from tracker.advancement.decision_models import GateCase, GateDecision, Outcome, Way
from tracker.advancement.decision_queries import FiledForm
from tracker.advancement.models import Concern
from tracker.advancement.place_queries import Places
from tracker.cohorts import calendar
from tracker.cohorts.calendar import PersonalPhase
from tracker.cohorts.models import Enrolment, GateDefault, GatePolicy, Phase
from tracker.evaluations import scores
from tracker.evaluations.scores import Audience, Shown


@dataclass(frozen=True)
class Wanted:
    """A decision as somebody typed it."""

    outcome: Outcome
    reasons: str = ""
    wish: str = ""
    plan: str = ""
    until_on: date | None = None
    override: bool = False
    because: str = ""


@dataclass(frozen=True)
class Gathered:
    """All that is known of one scholar's gate today. `phase` bears the scholar's own dates."""

    enrolment: Enrolment
    phase: PersonalPhase
    policy: GatePolicy
    today: date
    room: GateCase | None
    terms: Terms
    forms: Sequence[FiledForm]
    mentors: frozenset[int]
    concern: Concern | None
    stands: GateDecision | None
    extended: bool
    on_leave: bool
    places: Places | None = None

    @property
    def way(self) -> Way | None:
        """By which way a place is decided; None where places are not limited."""
        return self.places.way(self.enrolment.id) if self.places else None

    @property
    def seen(self) -> Seen:
        return queries.seen(self.forms, self.mentors)

    def case(self, wanted: Wanted, *, actor_id: int | None = None) -> Case:
        """The facts that decide whether this can be saved."""
        return Case(
            outcome=wanted.outcome,
            today=self.today,
            terms=self.terms,
            seen=self.seen,
            told=told_of(self.concern) if self.concern else None,
            views=[
                View(seat.view, seat.person_id in self.mentors)
                for seat in queries.seats(self.room)
                if seat.view is not None
            ],
            reasons=wanted.reasons,
            wish=wanted.wish,
            plan=wanted.plan,
            until_on=wanted.until_on,
            sent_back=self.room is not None and self.room.decide_by is not None,
            own=self.enrolment.person_id == actor_id,
            left=self.enrolment.left_on is not None,
            on_leave=self.on_leave,
            decided=self.stands is not None,
            extended=self.extended,
            placing=self.places.placing(self.enrolment.id) if self.places else None,
        )


def gather(session: Session, enrolment: Enrolment, phase: Phase) -> Gathered | None:
    """What is known of a scholar's gate today; None where the phase has no gate."""
    today = clock.today(enrolment.cohort.program.time_zone)
    phases = calendar.phases_of(session, enrolment, today)
    own = next((one for one in phases if one.id == phase.id), None)
    if own is None or own.policy is None or own.decision_on is None:
        return None
    room = queries.case(session, enrolment.id, phase.id)
    return Gathered(
        enrolment=enrolment,
        phase=own,
        policy=own.policy,
        today=today,
        room=room,
        terms=terms_of(own, room),
        forms=queries.filed(session, enrolment.id, phase.id),
        mentors=queries.mentors_of(session, enrolment.id),
        concern=queries.open_concern(session, enrolment.id, phase.id),
        stands=queries.standing(session, enrolment.id, phase.id),
        extended=queries.extension(session, enrolment.id, phase.id) is not None,
        on_leave=enrolment.id in calendar.on_leave(session, enrolment.cohort_id, today),
        places=place_queries.places(session, phase, today, again=True) if own.places else None,
    )


def terms_of(phase: PersonalPhase, room: GateCase | None) -> Terms:
    """The gate of one scholar as the rules speak of it. The phase has a gate."""
    policy = phase.policy
    assert policy is not None
    assert phase.decision_on is not None
    return Terms(
        default=policy.gate_default,
        starts_on=phase.starts_on,
        ends_on=phase.ends_on,
        decide_by=(room.decide_by if room else None) or phase.decision_on,
        notice_by=phase.notice_by,
        notice_days=policy.notice_days,
        people=policy.people,
        works=policy.works,
        non_mentors=policy.non_mentors,
        panel=policy.panel,
        published_in_time=_published_in_time(phase),
    )


def _published_in_time(phase: PersonalPhase) -> bool:
    """Whether the first policy that limits the places stood before the phase began, in the program's zone."""
    zone = ZoneInfo(phase.cohort.program.time_zone)
    limited = [one for one in phase.phase.policies if one.gate_default is GateDefault.CAPACITY_LIMITED]
    return any(one.published_at.astimezone(zone).date() < phase.phase.starts_on for one in limited)


def told_of(concern: Concern) -> Told:
    """A concern as the rules speak of it."""
    plan = concern.plan
    return Told(
        delivered_on=concern.delivered_on,
        counts=concern.counts_at_gate,
        last_target=max(target.due_on for target in concern.targets),
        planned=plan is not None,
        plan=plan.outcome if plan else None,
    )


def level_now(session: Session, enrolment: Enrolment, today: date) -> Shown | None:
    """The cohort's levels as staff see them today."""
    return scores.current(session, enrolment.cohort, Audience.ALL, today)


def freeze(gathered: Gathered, shown: Shown | None) -> dict[str, Any]:
    """What lay before those who decided, as plain values that no later change reaches."""
    seen = gathered.seen
    return {
        "policy_version": gathered.policy.version,
        "people": seen.people,
        "works": seen.works,
        "non_mentors": seen.non_mentors,
        "forms": [_form(one) for one in gathered.forms],
        "level": _level(gathered.enrolment.id, shown),
        "concern": _concern(gathered.concern),
        "dates": {
            name: day.isoformat() if day else None
            for name, day in (
                ("starts_on", gathered.terms.starts_on),
                ("ends_on", gathered.terms.ends_on),
                ("notice_by", gathered.terms.notice_by),
                ("decide_by", gathered.terms.decide_by),
            )
        },
    }


def _form(one: FiledForm) -> Mapping[str, Any]:
    form = one.form
    return {
        "form": form.id,
        "version": form.version,
        "mentor": form.mentor_id,
        "name": form.mentor.name,
        "relation": one.relation.value if one.relation else None,
        "work": form.work_id,
        "title": form.work.title,
        "overall": form.overall,
        "confidence": form.confidence.value,
        "please_advise": form.please_advise,
        "filed_on": form.filed_on.isoformat() if form.filed_on else None,
    }


def _level(enrolment_id: int, shown: Shown | None) -> Mapping[str, Any] | None:
    entry = shown.by_scholar.get(enrolment_id) if shown else None
    if shown is None or entry is None:
        return None
    kept = ("level", "q05", "q95", "p_above_bar", "people", "works", "sentence", "rests_on_prior")
    return {
        **{name: entry[name] for name in kept if name in entry},
        "bar": shown.document["bar"],
        "input_hash": shown.input_hash,
        "settings_version": shown.settings_version,
        "stale": shown.stale,
    }


def _concern(concern: Concern | None) -> Mapping[str, Any] | None:
    if concern is None:
        return None
    plan = concern.plan
    return {
        "concern": concern.id,
        "opened_on": concern.opened_on.isoformat(),
        "delivered_on": concern.delivered_on.isoformat() if concern.delivered_on else None,
        "delivered_by": concern.delivered_by.value if concern.delivered_by else None,
        "counts_at_gate": concern.counts_at_gate,
        "targets": [{"text": target.text, "due_on": target.due_on.isoformat()} for target in concern.targets],
        "plan": plan.outcome.value if plan and plan.outcome else None,
        "planned": plan is not None,
    }
