"""The statement of reasons of a panel, and the decision that goes out with it (T9, T10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from tracker import clock, sealed
from tracker.people.models import Person
from tracker.reasons import Refused, no, require
from tracker.releases import (
    approvals,
    cases,
    closing,
    finding_rules,
    panel_findings,
    panel_queries,
    panel_rules,
    panels,
    queries,
    verdicts,
    voting_rules,
)
from tracker.releases.decision_models import Decision
from tracker.releases.finding_rules import Finding, Letter
from tracker.releases.models import Case
from tracker.releases.panel_findings import Standing
from tracker.releases.panel_models import LetterDraft, Panel
from tracker.releases.parts import CaseRole, CaseState, ReasonCode, Scope, Verdict
from tracker.releases.voting_rules import Follow, LetterPart, SecondVote
from tracker.sealed import Seal

WIDER = "wider_reason"


class DecidedAlready(Refused):
    """The decision went out before, by somebody else or in another window."""

    def __init__(self) -> None:
        super().__init__(no("letter_sent_already"))


@dataclass(frozen=True)
class Sending:
    """What the chair adds to the letter: hazards, the day to look again, conditions, an embargo."""

    reasons: frozenset[ReasonCode] = frozenset()
    revisit_on: date | None = None
    conditions: tuple[str, ...] = ()
    embargo_until: date | None = None


def save(
    session: Session, actor: Person, *, seal: Seal, case: Case, panel: Panel, parts: Mapping[str, str]
) -> None:
    """Keep the letter as it stands. What an older version said is forgotten: it was sent to nobody."""
    cases.hold(session, case)
    session.refresh(panel)
    room = panel_queries.room(session, case, panel)
    require(panel_rules.may_preside(panel_queries.member(session, case, panel, actor), room))
    kept = panel_queries.letter_parts(session, panel.id)
    for part, text in parts.items():
        if len(text) > panel_rules.TEXT_LIMIT:
            require(no("text_too_long", limit=panel_rules.TEXT_LIMIT), field=part)
        before = kept.get(part)
        old = before.text if before else None
        if before is not None:
            session.delete(before)
            session.flush()
        if old is not None:
            sealed.forget_text(session, old)
        if text.strip():
            body = sealed.keep(session, seal, case.vault, "letter.part", text.strip())
            session.add(LetterDraft(panel_id=panel.id, part=part, text_id=body.id, saved_at=clock.now()))
            session.flush()
    panels.note(session, actor, "letter.save", case, panel)


def send(
    session: Session, actor: Person, *, seal: Seal, case: Case, panel: Panel, sending: Sending
) -> Decision:
    """Send the letter, and with it the decision that the closed vote came to."""
    cases.hold(session, case)
    session.refresh(panel)
    if panel.decision_id is not None:
        raise DecidedAlready
    room = panel_queries.room(session, case, panel)
    require(panel_rules.may_preside(panel_queries.member(session, case, panel, actor), room))
    if panel.outcome is None or panel.submission is None:
        raise Refused(no("letter_before_close"))
    standing = panel_findings.standing(session, case, panel)
    require(closing.still_stands(panel, standing))
    assert standing is not None  # what still stands is there
    if voting_rules.follow(panel.outcome, panel.submission.scope) is Follow.SECOND_VOTE:
        return _refuse(session, actor, case, panel, standing, sending)
    return _release(session, actor, seal, case, panel, standing, sending)


def _release(
    session: Session,
    actor: Person,
    seal: Seal,
    case: Case,
    panel: Panel,
    standing: Standing,
    sending: Sending,
) -> Decision:
    """Approve at the scope of the outcome. A narrower one than asked clears once an author accepts it."""
    assert panel.outcome is not None
    assert panel.submission is not None  # the caller looked
    finding, asked = Finding.of(panel.findings), panel.submission.scope
    texts = _texts(session, panel)
    letter = Letter(_parts(texts), WIDER in texts, sending.reasons)
    require(finding_rules.may_release(finding, panel.outcome, asked, letter), field=WIDER)
    scope = finding_rules.granted(panel.outcome, asked)
    decision = _record(session, case, panel, Verdict.APPROVE, scope, sending, dict(panel.findings["counts"]))
    panel.wider_reason_id = texts.get(WIDER)
    session.flush()
    panels.note(session, actor, "letter.send", case, panel, decision=decision.id)
    by = standing.accept(scope)
    approvals.approve(
        session,
        actor,
        case=case,
        transition="T9",
        scope=scope,
        by=by,
        decision=decision,
        conditions=[
            approvals.Asked(sealed.keep(session, seal, case.vault, "condition.words", words))
            for words in sending.conditions
        ],
        embargo_until=sending.embargo_until,
        chair=panel.chair_id if panel.chair_id in by else None,
    )
    panels.end(session, actor, case=case, panel=panel)
    return decision


def _refuse(
    session: Session, actor: Person, case: Case, panel: Panel, standing: Standing, sending: Sending
) -> Decision:
    """Hold or decline, as more than half of the second vote chose, with a day to look again."""
    texts = _texts(session, panel)
    second, verdict = hold_facts(session, case, panel, sending)
    require(voting_rules.may_conclude_hold(standing.sitting, second, verdict), field="reasons")
    count = {one.value: sum(said is one for said in second.votes.values()) for one in Verdict}
    numbers = {**panel.findings["counts"], "hold": count["hold"], "decline": count["decline"]}
    decision = _record(session, case, panel, verdict, None, sending, numbers)
    panels.note(session, actor, "letter.send", case, panel, decision=decision.id)
    panels.end(session, actor, case=case, panel=panel)
    _end_external(session, case, panel)
    to = CaseState.HELD if verdict is Verdict.HOLD else CaseState.DECLINED
    cases.move(session, actor, case=case, transition="T10", to=to)
    approvals.tell_authors(session, case, "decision")
    assert texts  # a letter that lacks a part was refused
    return decision


def _end_external(session: Session, case: Case, panel: Panel) -> None:
    """Members from outside read on for some days; a case that is held stays open for long."""
    until = clock.now() + timedelta(days=case.numbers.external_after_close)
    for one in panel_queries.seats(session, panel.id):
        listed = queries.seat(session, case.id, one.person_id, CaseRole.EXTERNAL)
        if listed is not None:
            listed.ends_at = min(listed.ends_at or until, until)
    session.flush()


def hold_facts(session: Session, case: Case, panel: Panel, sending: Sending) -> tuple[SecondVote, Verdict]:
    """The second vote of the members who still sit, and what most of them chose."""
    said = panel_queries.hold_votes(session, panel)
    seats = panel_queries.sitting_seats(session, case, panel)
    votes = {seat.person_id: said[seat.id].verdict for seat in seats if seat.id in said}
    hold, decline = (
        sum(one is verdict for one in votes.values()) for verdict in (Verdict.HOLD, Verdict.DECLINE)
    )
    second = SecondVote(
        votes=votes,
        decided_on=clock.today(case.program.time_zone),
        reasons=sending.reasons,
        letter=_parts(_texts(session, panel)),
        revisit_on=sending.revisit_on,
        revisit_most=case.numbers.revisit_most,
    )
    return second, Verdict.HOLD if hold >= decline else Verdict.DECLINE


def _record(
    session: Session,
    case: Case,
    panel: Panel,
    verdict: Verdict,
    scope: Scope | None,
    sending: Sending,
    counts: dict[str, int],
) -> Decision:
    finding = Finding.of(panel.findings)
    assert panel.submission is not None  # the caller looked
    decision = verdicts.record(
        session,
        case=case,
        submission=panel.submission,
        verdict=verdict,
        scope=scope,
        h=finding.h,
        reversibility=finding.reversibility,
        benefit=finding.benefit,
        reason_codes=sending.reasons,
        letter=_texts(session, panel),
        revisit_on=sending.revisit_on if verdict is not Verdict.APPROVE else None,
        counts=counts,
    )
    panel.decision_id = decision.id
    session.flush()
    return decision


def _texts(session: Session, panel: Panel) -> dict[str, int]:
    return {part: row.text_id for part, row in panel_queries.letter_parts(session, panel.id).items()}


def _parts(texts: Mapping[str, int]) -> frozenset[LetterPart]:
    return frozenset(part for part in LetterPart if part.value in texts)


def give_back(session: Session, actor: Person, *, seal: Seal, case: Case, panel: Panel, text: str) -> None:
    """Return a release to its authors with what has to change (T7). Nothing is decided, all filed stays."""
    cases.hold(session, case)
    session.refresh(panel)
    room = panel_queries.room(session, case, panel)
    require(panel_rules.may_preside(panel_queries.member(session, case, panel, actor), room))
    if room.closed:
        raise Refused(no("vote_closed"))
    require(panel_rules.may_write(text), field="text")
    words = sealed.keep(session, seal, case.vault, "panel.return", text.strip())
    panels.end(session, actor, case=case, panel=panel)
    cases.move(session, actor, case=case, transition="T7", to=CaseState.RETURNED, code="panel", reason=words)
    approvals.tell_authors(session, case, "returned")
