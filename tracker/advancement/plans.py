"""Writes of support plans: made on a concern, judged by two people, settled, extended once."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.advancement import actions, delivery, plan_rules, queries, rules
from tracker.advancement.models import Closing, Concern, PlanWord, Seat, SupportPlan, Verdict
from tracker.cohorts import calendar
from tracker.people.models import Person
from tracker.reasons import require


def planning(
    session: Session, actor: Person, concern: Concern, *, owner_id: int | None
) -> plan_rules.Planning:
    """The facts that decide whether this person may make a plan on a concern today."""
    today = clock.today(concern.enrolment.cohort.program.time_zone)
    return plan_rules.Planning(
        today=today,
        told_on=concern.delivered_on or today,
        last_target=max(target.due_on for target in concern.targets),
        gate=delivery.gate_of(session, concern.enrolment, concern.phase),
        plans=queries.works_on(actor.grants_on(clock.today()), concern, actor),
        owner_reads=owner_id in {one.id for one in queries.owners(session, concern)},
        closed=concern.closed_on is not None,
        left=concern.enrolment.left_on is not None,
        away=_away(session, concern, today),
        planned=concern.plan is not None,
    )


def _away(session: Session, concern: Concern, today: date) -> bool:
    enrolment = concern.enrolment
    return enrolment.id in calendar.on_leave(session, enrolment.cohort_id, today)


def make_plan(
    session: Session, actor: Person, *, concern: Concern, help_given: str, owner_id: int, review_on: date
) -> SupportPlan:
    """Say what help is given, who answers for it, and on which day it is reviewed."""
    cohort = concern.enrolment.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(concern, ["closed_on", "delivered_on", "targets", "plan"])
    facts = planning(session, actor, concern, owner_id=owner_id)
    decision = plan_rules.may_plan(facts, review_on)
    require(decision, field="owner" if decision.code == "plan_owner" else "review_on")
    require(rules.may_say(help_given), field="help_given")
    plan = SupportPlan(
        concern_id=concern.id,
        owner_id=owner_id,
        made_by_id=actor.id,
        made_on=facts.today,
        help=help_given.strip(),
        review_on=review_on,
    )
    session.add(plan)
    session.flush()
    session.refresh(concern, ["plan"])
    audit.note(
        session,
        actor,
        "plan.make",
        concern,
        program_id=cohort.program_id,
        owner=owner_id,
        review_on=review_on.isoformat(),
    )
    return plan


def seat_of(plan: SupportPlan, person: Person) -> Seat:
    """In which part this person would judge: the owner reviews, anybody else observes."""
    return Seat.OWNER if plan.owner_id == person.id else Seat.OBSERVER


def review(session: Session, actor: Person, concern: Concern, plan: SupportPlan) -> plan_rules.Review:
    """The facts that decide whether this person may judge a plan today, and how."""
    said, seat = queries.said_so_far(session, plan), seat_of(plan, actor)
    today = clock.today(concern.enrolment.cohort.program.time_zone)
    works = queries.works_on(actor.grants_on(clock.today()), concern, actor)
    return plan_rules.Review(
        today=today,
        due_on=plan.due_on,
        seat=seat,
        own=concern.enrolment.person_id == actor.id,
        reads=works or seat is Seat.OWNER,
        delivered=concern.delivered_on is not None,
        closed=concern.closed_on is not None,
        left=concern.enrolment.left_on is not None,
        away=_away(session, concern, today),
        settled=plan.outcome is not None,
        extended=plan.extended_to is not None,
        seat_taken=any(word.seat is seat for word in said),
        spoke_already=any(word.author_id == actor.id for word in said),
    )


def judge(
    session: Session,
    actor: Person,
    *,
    concern: Concern,
    verdict: Verdict,
    text: str,
    until: date | None = None,
) -> PlanWord:
    """Say what came of a plan. Once both words are in they settle it: the kinder one holds.

    A plan that is met closes the concern; one met partly is extended, once; one not met stays with the
    concern for the people who decide.
    """
    cohort = concern.enrolment.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(concern, ["closed_on", "delivered_on", "counts_at_gate", "plan"])
    plan = concern.plan
    if plan is None:
        raise LookupError("a concern without a plan has nothing to judge")
    session.refresh(plan, ["review_on", "extended_to", "outcome", "settled_on"])
    facts = review(session, actor, concern, plan)
    decision = plan_rules.may_judge(facts, verdict, until)
    require(decision, field="until" if decision.code.startswith("until") else "verdict")
    require(rules.may_say(text), field="text")
    word = PlanWord(
        plan_id=plan.concern_id,
        round=plan.round,
        seat=facts.seat,
        author_id=actor.id,
        verdict=verdict,
        text=text.strip(),
        until=until,
        filed_at=clock.now(),
    )
    session.add(word)
    session.flush()
    audit.note(
        session,
        actor,
        "plan.judge",
        concern,
        program_id=cohort.program_id,
        seat=facts.seat.value,
        round=plan.round,
    )
    _settle(session, actor, concern, plan, facts.today)
    return word


def _settle(session: Session, actor: Person, concern: Concern, plan: SupportPlan, today: date) -> None:
    said = [(word.verdict, word.until) for word in queries.said_so_far(session, plan)]
    settled = plan_rules.settle(said)
    if settled is None:
        return
    verdict, until = settled
    if verdict is Verdict.PARTLY:
        assert until is not None
        plan.extended_to = until
        # What comes of it will not be known when the gate is decided.
        if until > delivery.gate_of(session, concern.enrolment, concern.phase).last_day:
            concern.counts_at_gate = False
    else:
        plan.outcome, plan.settled_on = verdict, today
        if verdict is Verdict.MET:
            actions.close(concern, actor, Closing.MET)
    session.flush()
    audit.note(
        session,
        actor,
        "plan.settle",
        concern,
        program_id=concern.enrolment.cohort.program_id,
        verdict=verdict.value,
        extended_to=until.isoformat() if until else None,
    )
