"""Writes of the deliberation: notes, dissents and the replies to them. None is ever changed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import cases, panel_queries, panel_rules, panels, votes
from tracker.releases.models import Case
from tracker.releases.panel_models import Dissent, DissentReply, Panel, PanelNote
from tracker.sealed import Seal


def write_note(
    session: Session, actor: Person, *, seal: Seal, case: Case, panel: Panel, text: str
) -> PanelNote:
    """Add a note to the deliberation, for the members alone."""
    cases.hold(session, case)
    session.refresh(panel)
    room = panel_queries.room(session, case, panel)
    require(panel_rules.may_take_part(panel_queries.member(session, case, panel, actor), room), field="text")
    require(panel_rules.may_write(text), field="text")
    kept = votes.proof(session, seal, case, "panel.note", text.strip())
    row = PanelNote(panel_id=panel.id, author_id=actor.id, text_id=kept.id)
    session.add(row)
    session.flush()
    panels.note(session, actor, "panel.note", case, panel, text=kept.id, sha256=votes.digest(kept))
    return row


def file(
    session: Session, actor: Person, *, seal: Seal, case: Case, panel: Panel, text: str, named: bool
) -> Dissent:
    """Put a dissent on record. The vote stays open until it is answered, and vetoed it is not."""
    cases.hold(session, case)
    session.refresh(panel)
    member = panel_queries.member(session, case, panel, actor)
    before = [
        one.dissent
        for one in panel_queries.dissents(session, panel.id)
        if one.dissent.seat.person_id == actor.id and one.dissent.turn == panel.turn
    ]
    room = panel_queries.room(session, case, panel)
    require(panel_rules.may_dissent(member, room, dissented=bool(before)), field="text")
    require(panel_rules.may_write(text), field="text")
    seat = panel_queries.seat_of(session, panel.id, actor.id)
    assert seat is not None  # a member who may dissent is seated
    kept = votes.proof(session, seal, case, "panel.dissent", text.strip())
    row = Dissent(seat_id=seat.id, turn=panel.turn, text_id=kept.id, named=named)
    session.add(row)
    session.flush()
    panels.note(session, actor, "panel.dissent", case, panel, text=kept.id, sha256=votes.digest(kept))
    return row


def reply(
    session: Session, actor: Person, *, seal: Seal, case: Case, panel: Panel, dissent_id: int, text: str
) -> DissentReply:
    """Answer the crux of a dissent. The first reply counts; more can be said in the notes."""
    cases.hold(session, case)
    session.refresh(panel)
    found = {one.dissent.id: one for one in panel_queries.dissents(session, panel.id)}
    one = found.get(dissent_id)
    decision = panel_rules.may_reply(
        panel_queries.member(session, case, panel, actor),
        panel_queries.room(session, case, panel),
        own=one is not None and one.dissent.seat.person_id == actor.id,
        replied=one is None or one.reply is not None,
    )
    require(decision, field="text")
    require(panel_rules.may_write(text), field="text")
    kept = votes.proof(session, seal, case, "panel.dissent_reply", text.strip())
    row = DissentReply(dissent_id=dissent_id, author_id=actor.id, text_id=kept.id)
    session.add(row)
    session.flush()
    panels.note(
        session,
        actor,
        "panel.reply",
        case,
        panel,
        dissent=dissent_id,
        text=kept.id,
        sha256=votes.digest(kept),
    )
    return row
