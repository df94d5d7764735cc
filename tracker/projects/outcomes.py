"""Writes of outcomes. Who wrote, when and which fields stand in the audit trail, never the words."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from tracker import audit, clock
from tracker.cohorts.models import Enrolment
from tracker.people.models import Person
from tracker.projects import outcome_queries, outcome_rules, sealing
from tracker.projects.models import Membership, Work
from tracker.projects.outcome_models import (
    SEALED,
    Outcome,
    OutcomeLink,
    OutcomeListing,
    OutcomeQuality,
    OutcomeStatus,
    OutcomeStep,
)
from tracker.projects.outcome_queries import Reader
from tracker.projects.outcome_rules import Content, Link, Standing, Step
from tracker.reasons import no, require


def add(session: Session, actor: Person, *, work: Work, content: Content, step: Step) -> Outcome:
    """Write down an outcome of a work with the status it has today."""
    cohort = work.phase.cohort
    audit.hold(session, cohort.program_id)
    require(outcome_rules.may_add(_standing(session, actor, work)))
    require(outcome_rules.may_say(content), field=_field(content))
    require(outcome_rules.may_begin(step, today=clock.today(cohort.program.time_zone)), field="status")
    if outcome_queries.stands_already(session, _reader(actor), work.id, content.kind, content.title):
        require(no("outcome_twice"), field="title")  # a second click adds nothing
    outcome = Outcome(work_id=work.id, status=step.status, added_by_id=actor.id, links=[])
    _write(outcome, content)
    session.add(outcome)
    session.flush()
    _step(session, actor, outcome, step, position=1)
    _note(session, actor, "outcome.add", outcome, work, kind=content.kind.value, status=step.status.value)
    if outcome.sealed:
        sealing.sealed(session, actor, outcome)
    return outcome


def edit(
    session: Session, actor: Person, *, outcome: Outcome, content: Content, base_version: int
) -> Outcome:
    """Change what an outcome says. Refused where somebody else changed it since `base_version`."""
    outcome, standing = _hold(session, actor, outcome)
    require(outcome_rules.may_change(standing, outcome.status))
    if outcome.version != base_version:
        require(no("outcome_changed"), field="version")
    require(outcome_rules.may_say(content), field=_field(content))
    before = content_of(outcome)
    changed = [name for name in vars(content) if getattr(before, name) != getattr(content, name)]
    if not changed:
        return outcome
    _write(outcome, content)
    flag_modified(outcome, "title")  # links are rows of their own, and the version counts them too
    session.flush()
    _note(session, actor, "outcome.edit", outcome, outcome.work, fields=changed)
    return outcome


def advance(session: Session, actor: Person, *, outcome: Outcome, step: Step, base_version: int) -> Outcome:
    """Add a step to an outcome's history.

    Where it is sealed, agreements to a public list end, and other rooms forget what they keep of it.
    """
    outcome, standing = _hold(session, actor, outcome)
    require(outcome_rules.may_change(standing, outcome.status))
    if outcome.version != base_version:
        require(no("outcome_changed"), field="version")
    last = _last_step(session, outcome)
    today = clock.today(outcome.work.phase.cohort.program.time_zone)
    require(outcome_rules.may_follow(Step(last.status, last.on_day), step, today=today), field="status")
    return _go_on(session, actor, outcome, last, step)


def come_out(session: Session, actor: Person, *, outcome: Outcome, in_public: bool) -> Outcome:
    """Say that an outcome went out today, in public or to named people, by a release that was cleared.

    Called by the review of releases as it publishes, and by nobody else: there the guards are.
    """
    cohort = outcome.work.phase.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(outcome)
    last = _last_step(session, outcome)
    status = OutcomeStatus.PUBLISHED if in_public else OutcomeStatus.RESTRICTED
    if last.status in (status, OutcomeStatus.PUBLISHED):
        return outcome
    step = Step(status, clock.today(cohort.program.time_zone), opens=True)
    require(
        outcome_rules.may_follow(
            Step(last.status, last.on_day), step, today=step.on_day, through_release=True
        )
    )
    return _go_on(session, actor, outcome, last, step)


def _last_step(session: Session, outcome: Outcome) -> OutcomeStep:
    return session.scalars(
        sa.select(OutcomeStep)
        .where(OutcomeStep.outcome_id == outcome.id)
        .order_by(OutcomeStep.position.desc())
        .limit(1)
    ).one()


def _go_on(session: Session, actor: Person, outcome: Outcome, last: OutcomeStep, step: Step) -> Outcome:
    outcome.status = step.status
    flag_modified(outcome, "status")  # a correction of the day alone counts too
    if step.status in SEALED:
        session.execute(sa.delete(OutcomeListing).where(OutcomeListing.outcome_id == outcome.id))
    _step(session, actor, outcome, step, position=last.position + 1)
    _note(
        session,
        actor,
        "outcome.step",
        outcome,
        outcome.work,
        before=last.status.value,
        after=step.status.value,
        on_day=step.on_day.isoformat(),
        corrects=step.corrects,
    )
    if outcome.sealed:
        sealing.sealed(session, actor, outcome)
    return outcome


def judge(session: Session, actor: Person, *, outcome: Outcome, quality: int) -> OutcomeQuality:
    """Say how good the work behind an outcome was: one word a person, the last one counts."""
    outcome, standing = _hold(session, actor, outcome)
    require(outcome_rules.may_judge(standing, outcome.status, quality), field="quality")
    today = clock.today(outcome.work.phase.cohort.program.time_zone)
    said = session.get(OutcomeQuality, (outcome.id, actor.id), populate_existing=True)
    if said is not None and said.quality == quality:
        return said
    before = said.quality if said else None
    if said is None:
        said = OutcomeQuality(outcome_id=outcome.id, person_id=actor.id, quality=quality, said_on=today)
        session.add(said)
    said.quality, said.said_on = quality, today
    session.flush()
    _note(session, actor, "outcome.judge", outcome, outcome.work, before=before, after=quality)
    return said


def agree(session: Session, actor: Person, *, outcome: Outcome, agrees: bool) -> None:
    """Let one's own agreement to a public list stand or fall. It takes that of every member."""
    outcome, standing = _hold(session, actor, outcome)
    enrolment_id = session.scalar(
        sa.select(Membership.enrolment_id)
        .join(Membership.enrolment)
        .where(Membership.work_id == outcome.work_id, Enrolment.person_id == actor.id)
    )
    # Taking an agreement back is never refused to the one who gave it.
    if agrees or enrolment_id is None:
        require(outcome_rules.may_list(standing, outcome.status))
    given = session.get(OutcomeListing, (outcome.id, enrolment_id), populate_existing=True)
    if agrees is (given is not None):
        return
    if given is not None:
        session.delete(given)
    else:
        today = clock.today(outcome.work.phase.cohort.program.time_zone)
        session.add(OutcomeListing(outcome_id=outcome.id, enrolment_id=enrolment_id, agreed_on=today))
    session.flush()
    _note(session, actor, "outcome.agree", outcome, outcome.work, agrees=agrees)


def content_of(outcome: Outcome) -> Content:
    """What an outcome says today."""
    return Content(
        kind=outcome.kind,
        title=outcome.title,
        venue=outcome.venue,
        tier=outcome.tier,
        words=outcome.words,
        links=tuple(Link(link.label, link.url) for link in outcome.links),
    )


def _hold(session: Session, actor: Person, outcome: Outcome) -> tuple[Outcome, Standing]:
    """Keep others from writing and read the outcome again, unless the actor may not read it any more."""
    audit.hold(session, outcome.work.phase.cohort.program_id)
    found = outcome_queries.one(session, _reader(actor), outcome.id)
    if found is None:
        require(no("outcome_not_yours"))
    assert found is not None
    return found, _standing(session, actor, found.work)


def _reader(actor: Person) -> Reader:
    return Reader.of(actor, actor.grants_on(clock.today()))


def _standing(session: Session, actor: Person, work: Work) -> Standing:
    return outcome_queries.standing_of(session, _reader(actor), work)


def _write(outcome: Outcome, content: Content) -> None:
    outcome.kind, outcome.tier = content.kind, content.tier
    outcome.title, outcome.venue, outcome.words = content.title, content.venue, content.words
    outcome.links = [
        OutcomeLink(position=position, label=link.label, url=link.url)
        for position, link in enumerate(content.links, start=1)
    ]


def _step(session: Session, actor: Person, outcome: Outcome, step: Step, *, position: int) -> None:
    session.add(
        OutcomeStep(
            outcome_id=outcome.id,
            position=position,
            status=step.status,
            on_day=step.on_day,
            corrects=step.corrects,
            words=step.words,
            noted_by_id=actor.id,
        )
    )
    session.flush()


def _field(content: Content) -> str:
    """The input that a refusal of `may_say` is about."""
    if not content.title.strip():
        return "title"
    return "links" if outcome_rules.may_say(content).code != "tier_of_papers" else "tier"


def _note(
    session: Session, actor: Person, action: str, outcome: Outcome, work: Work, **change: object
) -> None:
    audit.note(session, actor, action, outcome, program_id=work.phase.cohort.program_id, **change)
