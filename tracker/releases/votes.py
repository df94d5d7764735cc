"""Writes of votes: on the widest scope, once more after a dissent, and between hold and decline."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from tracker import clock, sealed
from tracker.people.models import Person
from tracker.reasons import no, require, yes
from tracker.releases import cases, panel_findings, panel_queries, panel_rules, panels, voting_rules
from tracker.releases.models import Case
from tracker.releases.panel_models import HoldVote, Panel, Seat, Vote
from tracker.releases.parts import Scope, Verdict
from tracker.sealed import Seal, SealedText


def cast(
    session: Session, actor: Person, *, seal: Seal, case: Case, panel: Panel, widest: Scope | None
) -> Vote:
    """Vote on the widest scope one accepts now; None abstains. A vote stays as it was cast."""
    cases.hold(session, case)
    session.refresh(panel)
    member = panel_queries.member(session, case, panel, actor)
    require(panel_rules.may_vote(member, panel_queries.room(session, case, panel)), field="widest")
    seat = _seat(session, panel, actor)
    text = proof(session, seal, case, "panel.vote", f"turn {panel.turn}: {_word(widest)}")
    vote = Vote(seat_id=seat.id, turn=panel.turn, widest=widest, proof_id=text.id)
    session.add(vote)
    session.flush()
    panels.note(session, actor, "panel.vote", case, panel, turn=panel.turn, text=text.id, sha256=digest(text))
    return vote


def cast_on_hold(
    session: Session, actor: Person, *, seal: Seal, case: Case, panel: Panel, verdict: Verdict | None
) -> HoldVote:
    """Choose hold or decline, once the vote came to nobody; None abstains. The last choice counts."""
    cases.hold(session, case)
    session.refresh(panel)
    member = panel_queries.member(session, case, panel, actor)
    room = panel_queries.room(session, case, panel)
    decision = panel_rules.may_vote_on_hold(member, room, to_nobody=panel.outcome is Scope.S0)
    require(decision, field="verdict")
    seat = _seat(session, panel, actor)
    text = proof(session, seal, case, "panel.hold_vote", _word(verdict))
    vote = panel_queries.hold_votes(session, panel).get(seat.id)
    if vote is None:
        vote = HoldVote(seat_id=seat.id)
        session.add(vote)
    vote.verdict, vote.proof_id, vote.cast_at = verdict, text.id, clock.now()
    session.flush()
    panels.note(session, actor, "panel.hold_vote", case, panel, text=text.id, sha256=digest(text))
    return vote


def again(session: Session, actor: Person, *, case: Case, panel: Panel) -> None:
    """Open the one further turn, after the cool-off that a dissent brought."""
    cases.hold(session, case)
    session.refresh(panel)
    member = panel_queries.member(session, case, panel, actor)
    room = panel_queries.room(session, case, panel)
    require(panel_rules.may_preside(member, room))
    require(no("vote_closed") if room.closed else yes())
    standing = panel_findings.standing(session, case, panel)
    require(voting_rules.may_vote_again(standing.sitting) if standing else no("panel_nothing_filed"))
    panel.turn, panel.voted_again_at = 2, clock.now()
    session.flush()
    panels.note(session, actor, "panel.vote_again", case, panel)


def proof(session: Session, seal: Seal, case: Case, field: str, text: str) -> SealedText:
    """Seal what somebody said, so that its digest in the trail proves it without telling it."""
    return sealed.keep(session, seal, case.vault, field, text)


def digest(text: SealedText) -> str:
    """What the trail keeps of a sealed text: SHA-256 of its sealed body."""
    return hashlib.sha256(text.body).hexdigest()


def _word(said: Scope | Verdict | None) -> str:
    return said.value if said else "abstains"


def _seat(session: Session, panel: Panel, actor: Person) -> Seat:
    seat = panel_queries.seat_of(session, panel.id, actor.id)
    assert seat is not None  # a member who may vote is seated
    return seat
