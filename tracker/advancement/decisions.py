"""Writes of decisions at gates: taken by people on what lies before them, or standing by default."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.advancement import actions as concerns
from tracker.advancement import dates, decision_checks, decision_rules
from tracker.advancement import decision_queries as queries
from tracker.advancement.decision_cases import Gathered, Wanted, freeze, gather, level_now
from tracker.advancement.decision_checks import Check
from tracker.advancement.decision_models import GateCase, GateDecision, Outcome
from tracker.advancement.models import Closing
from tracker.cohorts import actions as cohorts
from tracker.cohorts.calendar_models import Cause
from tracker.cohorts.models import Enrolment, GateDefault, Phase, Program
from tracker.evaluations import score_snapshots
from tracker.evaluations.scores import Audience
from tracker.people.models import Person
from tracker.reasons import Decision, Refused, no, require


class ChecksFail(Refused):
    """A decision that checks of the policy speak against; `failing` names each with its reason."""

    def __init__(self, decision: Decision, failing: dict[Check, Decision]) -> None:
        super().__init__(decision, field="outcome")
        self.failing = failing


class DecidedAlready(Refused):
    """Somebody else decided first; `first` is what stands."""

    def __init__(self, first: GateDecision) -> None:
        super().__init__(no("decided_already"), field="outcome")
        self.first = first


def decide(
    session: Session,
    actor: Person,
    *,
    enrolment: Enrolment,
    phase: Phase,
    wanted: Wanted,
    seen: int | None = None,
) -> GateDecision:
    """Save a decision, with what it rests on. The same decision sent twice is saved once.

    `seen` is the round of the case when the page was opened: who did not see an extension that somebody
    else put in meanwhile decides nothing over it.

    Raises `DecidedAlready` where another stands, `ChecksFail` where the policy's checks speak against it,
    `Refused` with the rule's reason otherwise; then nothing is written.
    """
    cohort = enrolment.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(enrolment, ["withdrew_on", "ended_on"])
    queries.read_gates_again(session, cohort.id)
    grants = actor.grants_on(clock.today())
    if not queries.decides(grants, cohort):
        raise PermissionError("only staff write down decisions")
    gathered = gather(session, enrolment, phase)
    if gathered is None:
        raise Refused(no("no_gate"), field="outcome")
    first = gathered.stands or _unseen(session, gathered, wanted, seen)
    if first is not None:
        if _same(first, actor, wanted):
            return first
        raise DecidedAlready(first)
    case = gathered.case(wanted, actor_id=actor.id)
    decision = decision_rules.may_decide(
        case, override=wanted.override, leads=queries.overrides(grants, cohort), because=wanted.because
    )
    missing = decision_checks.failing(case)
    if decision.code == "checks_fail":
        raise ChecksFail(decision, missing)
    require(decision, field=FIELDS.get(decision.code, "outcome"))
    row = _row(gathered, wanted)
    row.decided_by_id = actor.id
    row.way = gathered.way if wanted.outcome in decision_checks.PLACED else None
    row.evidence = freeze(gathered, level_now(session, enrolment, gathered.today))
    row.checks = {
        check.value: {"passed": bool(answer), "code": answer.code, **_plain(answer)}
        for check, answer in decision_checks.checks(case).items()
    }
    if missing:
        row.override_by_id, row.override_reason = actor.id, wanted.because.strip()
    with session.begin_nested():  # what follows may refuse: then the decision is not written either
        session.add(row)
        session.flush()
        _follow(session, actor, gathered, row)
        _note(session, actor, "decision.make", row, overridden=sorted(check.value for check in missing))
    return row


def _unseen(session: Session, gathered: Gathered, wanted: Wanted, seen: int | None) -> GateDecision | None:
    """The extension that answers this: the same one sent twice, or one put in since the page was opened."""
    if not gathered.extended:
        return None
    extension = queries.extension(session, gathered.enrolment.id, gathered.phase.id)
    assert extension is not None
    again = wanted.outcome is Outcome.EXTEND and extension.until_on == wanted.until_on
    return extension if again or (seen is not None and seen <= extension.round) else None


FIELDS = {
    "reasons_needed": "reasons",
    "text_too_long": "reasons",
    "wish_needed": "wish",
    "plan_needed": "plan",
    "plan_unneeded": "plan",
    "extension_needed": "until_on",
    "extension_unneeded": "until_on",
    "extension_range": "until_on",
    "override_by_lead": "override",
    "override_unneeded": "override",
    "override_reason_needed": "because",
}


def _plain(answer: Decision) -> dict[str, dict[str, str | int]]:
    """The figures of a check as JSON keeps them."""
    return {
        "figures": {
            name: value if isinstance(value, int) else str(value)
            for name, value in answer.params.items()
            if value is not None
        }
    }


def _same(stands: GateDecision, actor: Person, wanted: Wanted) -> bool:
    return (
        stands.decided_by_id == actor.id
        and stands.outcome is wanted.outcome
        and stands.reasons == wanted.reasons.strip()
        and stands.plan == wanted.plan.strip()
        and stands.wish == wanted.wish.strip()
        and stands.until_on == wanted.until_on
    )


def _row(gathered: Gathered, wanted: Wanted) -> GateDecision:
    rests = wanted.outcome in (Outcome.STOP, Outcome.EXTEND, Outcome.REPEAT) and gathered.concern is not None
    return GateDecision(
        enrolment=gathered.enrolment,
        phase=gathered.phase.phase,
        round=gathered.room.round if gathered.room else 1,
        outcome=wanted.outcome,
        by_default=False,
        wish=wanted.wish.strip(),
        decided_on=gathered.today,
        decided_at=clock.now(),
        reasons=wanted.reasons.strip(),
        plan=wanted.plan.strip(),
        until_on=wanted.until_on,
        policy=gathered.policy,
        concern=gathered.concern if rests else None,
        evidence={},
        checks={},
        override_reason="",
    )


def _follow(session: Session, actor: Person | None, gathered: Gathered, row: GateDecision) -> None:
    """What a decision brings with it: the concern is over, dates move, a part in the cohort ends."""
    enrolment, concern = gathered.enrolment, gathered.concern
    if concern is not None:
        concerns.close(concern, actor, Closing.DECIDED)
    if row.outcome is Outcome.EXTEND:
        assert actor is not None
        assert row.until_on is not None
        dates.shift(
            session,
            actor,
            enrolment=enrolment,
            phase=gathered.phase,
            from_on=min(gathered.today, gathered.terms.ends_on),
            days=(row.until_on - gathered.terms.ends_on).days,
            cause=Cause.EXTENSION,
            reason=row.reasons,
        )
        room = open_room(session, actor, enrolment=enrolment, phase=gathered.phase.phase)
        room.round, room.decide_by = room.round + 1, None
    elif row.outcome is Outcome.WITHDRAWN:
        assert actor is not None
        cohorts.withdraw(session, actor, enrolment=enrolment, on=gathered.today)
    elif row.outcome in decision_rules.ENDING:
        enrolment.ended_on = max(gathered.today, enrolment.enrolled_on)
    session.flush()


def open_room(session: Session, actor: Person | None, *, enrolment: Enrolment, phase: Phase) -> GateCase:
    """The room of a scholar's gate, made if nobody did yet."""
    room = queries.case(session, enrolment.id, phase.id)
    if room is not None:
        return room
    made = GateCase(
        enrolment_id=enrolment.id, phase_id=phase.id, round=1, opened_by_id=actor.id if actor else None
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another click made it a moment ago
        pass
    room = queries.case(session, enrolment.id, phase.id)
    assert room is not None
    return room


def apply_defaults(session: Session, program: Program) -> list[GateDecision]:
    """Write down who continues by default: everybody due on whom nothing else was decided in time.

    Idempotent, and the only thing that the passing of time ever does at a gate. What was over before the
    gate's policy was published is left alone.
    """
    audit.hold(session, program.id)
    today = clock.today(program.time_zone)
    made, waiting = [], set()
    for enrolment, phase in queries.undecided_gates(session, program.id):
        # Who is still waiting at an earlier gate takes no part in what comes after it.
        if phase.decision_on is None or phase.decision_on > today or enrolment.id in waiting:
            continue
        limited = phase.gate_default is not GateDefault.CONTINUE_BY_DEFAULT
        row = None if limited else _default(session, enrolment, phase)
        if row is not None:
            made.append(row)
        elif _takes_part(enrolment, phase, phase.decision_on):
            waiting.add(enrolment.id)
    return made


def _default(session: Session, enrolment: Enrolment, phase: Phase) -> GateDecision | None:
    gathered = gather(session, enrolment, phase)
    if gathered is None or not _due(gathered):
        return None
    row = _row(gathered, Wanted(Outcome.CONTINUE))
    row.by_default, row.decided_on = True, gathered.terms.decide_by
    newest = score_snapshots.newest(session, enrolment.cohort_id, Audience.ALL)
    row.evidence = freeze(gathered, newest)
    session.add(row)
    session.flush()
    _follow(session, None, gathered, row)
    _note(session, None, "decision.default", row)
    return row


def _due(gathered: Gathered) -> bool:
    """Whether this scholar continues by default today, under a policy that stood when it was due."""
    if not _takes_part(gathered.enrolment, gathered.phase.phase, gathered.terms.decide_by):
        return False
    return decision_rules.default_stands(gathered.case(Wanted(Outcome.CONTINUE)))


def _takes_part(enrolment: Enrolment, phase: Phase, day: date) -> bool:
    """Whether somebody was there, and the gate had a policy, by the day on which it was to be decided."""
    return enrolment.enrolled_on <= day and had_policy(phase, day)


def had_policy(phase: Phase, day: date) -> bool:
    """Whether a gate had a policy by the end of a day in the program's zone."""
    zone = ZoneInfo(phase.cohort.program.time_zone)
    return min(one.published_at for one in phase.policies).astimezone(zone).date() <= day


def _note(
    session: Session,
    actor: Person | None,
    action: str,
    row: GateDecision,
    *,
    overridden: list[str] | None = None,
) -> None:
    audit.note(
        session,
        actor,
        action,
        row,
        program_id=row.enrolment.cohort.program_id,
        enrolment=row.enrolment_id,
        phase=row.phase_id,
        outcome=row.outcome.value,
        on=row.decided_on.isoformat(),
        overridden=overridden or [],
    )
