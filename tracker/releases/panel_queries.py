"""Reads of panels: who sits, what they filed and voted, and the facts of a vote. The pages ask `access`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.people.models import Person
from tracker.releases import panel_people
from tracker.releases.models import Case
from tracker.releases.panel_models import (
    Dissent,
    DissentReply,
    HoldVote,
    LetterDraft,
    Panel,
    PanelKind,
    PanelNote,
    Seat,
    Vote,
)
from tracker.releases.panel_rules import CONVENED_IN, Member, Room
from tracker.releases.parts import CaseState, Scope
from tracker.releases.review_models import Assessment, ReviewPhase
from tracker.releases.submission_models import Submission


def panels(session: Session, case_id: int) -> Sequence[Panel]:
    """All panels of a case, the first first."""
    found = sa.select(Panel).where(Panel.case_id == case_id).order_by(Panel.number)
    return session.scalars(found.execution_options(populate_existing=True)).all()


def newest(session: Session, case_id: int) -> Panel | None:
    """The panel that was convened last, read anew, whether or not it has decided."""
    found = sa.select(Panel).where(Panel.case_id == case_id).order_by(Panel.number.desc()).limit(1)
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def submission_id(session: Session, case_id: int) -> int | None:
    """What is under review: the last that was handed in."""
    return session.scalar(sa.select(sa.func.max(Submission.id)).where(Submission.case_id == case_id))


def seats(session: Session, panel_id: int) -> Sequence[Seat]:
    """The seats of a panel in the order they were given, with their people."""
    found = sa.select(Seat).where(Seat.panel_id == panel_id).options(joinedload(Seat.person))
    return session.scalars(found.order_by(Seat.id).execution_options(populate_existing=True)).all()


def seat_of(session: Session, panel_id: int, person_id: int) -> Seat | None:
    """Somebody's seat on a panel, read anew."""
    found = sa.select(Seat).where(Seat.panel_id == panel_id, Seat.person_id == person_id)
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def is_called(seat: Seat) -> bool:
    """Whether somebody is a member of the panel, not an alternate who waits."""
    return not seat.alternate or seat.called_at is not None


def is_sitting(seat: Seat) -> bool:
    """Whether somebody takes part: a member who declared and did not step aside."""
    return is_called(seat) and seat.declared_at is not None and seat.recused_at is None


def sitting_seats(session: Session, case: Case, panel: Panel) -> list[Seat]:
    """The seats that count now. A role or a freedom from conflicts that is lost takes its seat with it."""
    found = [seat for seat in seats(session, panel.id) if is_sitting(seat)]
    free = panel_people.free_ids(session, case) if found else frozenset[int]()
    return [seat for seat in found if seat.person_id in free]


def sits(session: Session, case: Case, person_id: int) -> bool:
    """Whether somebody takes part in the panel at work on a case now, and so assesses it."""
    panel = newest(session, case.id)
    if panel is None or not room(session, case, panel).under_review or panel.ended_at is not None:
        return False
    seat = seat_of(session, panel.id, person_id)
    return seat is not None and is_sitting(seat) and panel_people.is_free(session, case, person_id)


def waiting_seats(session: Session, person_id: int) -> Sequence[Seat]:
    """The seats that somebody was asked to take and has not answered, in panels that are at work."""
    found = (
        sa.select(Seat)
        .join(Seat.panel)
        .where(
            Panel.ended_at.is_(None),
            Seat.person_id == person_id,
            Seat.declared_at.is_(None),
            Seat.recused_at.is_(None),
            sa.or_(Seat.alternate.is_(False), Seat.called_at.is_not(None)),
        )
    )
    return session.scalars(found.options(joinedload(Seat.panel)).order_by(Seat.id)).all()


def room(session: Session, case: Case, panel: Panel) -> Room:
    """What stands of a panel: the case must be where the panel was convened, about the same submission."""
    about = panel.submission_id is not None and panel.submission_id == submission_id(session, case.id)
    formal = case.state is CaseState.FORMAL and about
    emergency = panel.kind is PanelKind.EMERGENCY and case.state in CONVENED_IN[panel.kind]
    return Room(
        under_review=formal or emergency,
        closed=panel.closed_at is not None,
        decided=panel.decision_id is not None or panel.ended_at is not None,
    )


def filings(session: Session, panel: Panel) -> Mapping[int, Assessment]:
    """What members filed for this panel, the last of each person. What they filed before is not for it."""
    found = sa.select(Assessment).where(
        Assessment.submission_id == panel.submission_id,
        Assessment.phase == ReviewPhase.PANEL,
        Assessment.filed_at >= panel.convened_at,
    )
    return {one.person_id: one for one in session.scalars(found.order_by(Assessment.version))}


def votes(session: Session, panel: Panel) -> Mapping[int, Scope | None]:
    """What each seat voted last: a vote of the first turn stands until its member votes again."""
    found = sa.select(Vote).join(Seat, Seat.id == Vote.seat_id).where(Seat.panel_id == panel.id)
    rows = session.scalars(found.order_by(Vote.turn).execution_options(populate_existing=True))
    return {row.seat_id: row.widest for row in rows}


def voted_in(session: Session, panel: Panel, turn: int) -> frozenset[int]:
    """The seats that have voted in a turn."""
    found = sa.select(Vote.seat_id).join(Seat, Seat.id == Vote.seat_id)
    return frozenset(session.scalars(found.where(Seat.panel_id == panel.id, Vote.turn == turn)))


def hold_votes(session: Session, panel: Panel) -> Mapping[int, HoldVote]:
    """Who chose hold or decline, by seat."""
    found = sa.select(HoldVote).join(Seat, Seat.id == HoldVote.seat_id).where(Seat.panel_id == panel.id)
    rows = session.scalars(found.execution_options(populate_existing=True))
    return {row.seat_id: row for row in rows}


@dataclass(frozen=True)
class Answered:
    """A dissent with its reply, if there is one."""

    dissent: Dissent
    reply: DissentReply | None


def dissents(session: Session, panel_id: int) -> Sequence[Answered]:
    """The dissents of a panel with their replies. In the order of their ids; letters show them otherwise."""
    found = (
        sa.select(Dissent, DissentReply)
        .join(Seat, Seat.id == Dissent.seat_id)
        .outerjoin(DissentReply, DissentReply.dissent_id == Dissent.id)
        .where(Seat.panel_id == panel_id)
        .options(joinedload(Dissent.seat).joinedload(Seat.person), joinedload(Dissent.text))
        .order_by(Dissent.id)
    )
    return [Answered(dissent, reply) for dissent, reply in session.execute(found).unique()]


def notes(session: Session, panel_id: int) -> Sequence[PanelNote]:
    """What was noted of the deliberation, in its order."""
    found = sa.select(PanelNote).where(PanelNote.panel_id == panel_id)
    return session.scalars(
        found.options(joinedload(PanelNote.author), joinedload(PanelNote.text)).order_by(PanelNote.id)
    ).all()


def letter_parts(session: Session, panel_id: int) -> Mapping[str, LetterDraft]:
    """The letter as it stands before it goes out, by part."""
    found = sa.select(LetterDraft).where(LetterDraft.panel_id == panel_id)
    rows = session.scalars(
        found.options(joinedload(LetterDraft.text)).execution_options(populate_existing=True)
    )
    return {row.part: row for row in rows}


def member(session: Session, case: Case, panel: Panel, person: Person) -> Member:
    """What somebody is to a panel now."""
    seat = seat_of(session, panel.id, person.id)
    if seat is None:
        return Member(seated=False, called=False, declared=False, assessed=False)
    return Member(
        called=is_called(seat),
        declared=seat.declared_at is not None,
        recused=seat.recused_at is not None or not panel_people.is_free(session, case, person.id),
        assessed=person.id in filings(session, panel),
        voted=seat.id in voted_in(session, panel, panel.turn),
        chair=panel.chair_id == person.id,
    )
