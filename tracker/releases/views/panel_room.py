"""The room of a panel: who sits, what was filed, noted and voted, as far as its reader has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import (
    access,
    assessment_queries,
    case_queries,
    closing,
    contributor_queries,
    panel_findings,
    panel_people,
    panel_queries,
    panel_words,
    review_words,
    words,
)
from tracker.releases.access_rules import HANDLERS, Ability, Standing, may
from tracker.releases.assignment_forms import AnswerForm
from tracker.releases.models import Case
from tracker.releases.panel_forms import (
    CallForm,
    ChairForm,
    DissentForm,
    HoldForm,
    NoteForm,
    ReplyForm,
    ReturnForm,
    VoteForm,
)
from tracker.releases.panel_models import Panel, PanelNote, Seat
from tracker.releases.panel_queries import Answered
from tracker.releases.panel_rules import Member, Room
from tracker.releases.parts import CaseRole, Scope
from tracker.releases.review_models import Assessment, ReviewPhase
from tracker.releases.views import panel_letters
from tracker.releases.views.blueprint import bp, case_for
from tracker.sealed import SealedText
from tracker.web import catalogue
from tracker.web.access import grants, or_404, requires
from tracker.web.forms import Form
from tracker.web.unsealing import open_texts

Forms = Mapping[str, Form]
# Who reads a panel's deliberation without sitting on it.
BESIDE = HANDLERS | {CaseRole.APPEAL_READER}


@dataclass(frozen=True)
class Here:
    """A panel, and what the signed-in person is to it."""

    panel: Panel
    case: Case
    standing: Standing
    seat: Seat | None
    member: Member
    room: Room

    @property
    def routes(self) -> bool:
        """Whether they handle the case: seat people, and see how far each has come."""
        return bool(may(self.standing, Ability.ROUTE))

    @property
    def invited(self) -> bool:
        """Whether they were asked to sit and have not taken their seat."""
        waits = self.seat is not None and panel_queries.is_called(self.seat)
        fresh = waits and self.seat is not None and self.seat.declared_at is None
        return fresh and self.seat is not None and self.seat.recused_at is None and not self.room.decided

    @property
    def takes_part(self) -> bool:
        """Whether they sit on this panel, and the case is still open to them."""
        return self.member.sits and bool(may(self.standing, Ability.VOTE))

    @property
    def opens(self) -> bool:
        """Whether there is a page for them."""
        return self.routes or self.invited or self.takes_part or self.reads

    @property
    def reads(self) -> bool:
        """Whether they read what was filed and noted: members after their own filing, handlers, a reader.

        Not who judges the case elsewhere: a reviewer before, or a member of another panel.
        """
        others = bool(self.standing.roles & BESIDE) and not self.standing.judges
        inside = self.takes_part and self.member.assessed
        return (inside or others) and bool(may(self.standing, Ability.DELIBERATION))


def here(panel_id: int) -> Here:
    """A panel for who sits on it, was asked to, handles its case or may read its deliberation."""
    found = _look(or_404(db.session.get(Panel, panel_id)))
    if not found.opens:
        case_for(found.case.id, Ability.DELIBERATION)  # not found, and the attempt is kept
        or_404(None)
    return found


def _look(panel: Panel) -> Here:
    case = or_404(case_queries.one(db.session, panel.case_id))
    return Here(
        panel,
        case,
        access.standing(db.session, actor(), grants(), case),
        panel_queries.seat_of(db.session, panel.id, actor().id),
        panel_queries.member(db.session, case, panel, actor()),
        panel_queries.room(db.session, case, panel),
    )


def _finds(panel: Panel) -> bool:
    return _look(panel).opens


def member_of(panel_id: int) -> Here:
    """A panel for who sits on it; others do not find what members send."""
    found = here(panel_id)
    if not found.takes_part:
        case_for(found.case.id, Ability.VOTE)
        or_404(None)
    return found


@bp.get("/<int:case_id>/panel")
@requires(Permission.RELEASE_VIEW)
def panel_page(case_id: int) -> ResponseReturnValue:
    """To the room of the panel that was convened last; where there is none for the reader, to the case."""
    panel = panel_queries.newest(db.session, case_id)
    if panel is not None and _finds(panel):
        return redirect(url_for(".panel_room", panel_id=panel.id))
    case_for(case_id, Ability.NEUTRAL)
    return redirect(url_for(".case_page", case_id=case_id))


@bp.get("/panels/<int:panel_id>")
@requires(Permission.RELEASE_VIEW)
def panel_room(panel_id: int) -> ResponseReturnValue:
    """The room of a panel, as far as it is open to its reader."""
    return page(here(panel_id), {})


def page(found: Here, bound: Forms) -> str:
    """The page; `bound` are forms that were refused, by name."""
    panel, case = found.panel, found.case
    seats = panel_queries.seats(db.session, panel.id)
    filed = panel_queries.filings(db.session, panel)
    voted = panel_queries.voted_in(db.session, panel, panel.turn)
    data: dict[str, Any] = {
        "case": case,
        "panel": panel,
        "here": found,
        "submission": panel.submission,
        "seats": [
            (seat, panel_words.seat_word(seat, filed=seat.person_id in filed, voted=seat.id in voted))
            for seat in seats
        ],
        "refused": list(bound.values()),
        "words": words,
        "panel_words": panel_words,
        "review_words": review_words,
    }
    if found.invited:
        data["declaring"] = bound.get("declaring") or AnswerForm(formdata=None)
        data["barred"] = actor().id not in panel_people.free_ids(db.session, case)
        data["authors"] = authors(case)
    if found.routes and not found.room.decided:
        data.update(_seating(found, seats, bound))
    if found.reads:
        data.update(_read(found, bound))
    return render_template("releases/panel.html", **data)


def authors(case: Case) -> list[str]:
    """Who made the work, without which nobody could declare a conflict; by name."""
    people = contributor_queries.everybody(db.session, case)
    found = contributor_queries.by_id(db.session, people.authors | people.mentors)
    return sorted(one.name for one in found.values())


def _seating(found: Here, seats: Any, bound: Forms) -> dict[str, Any]:
    """What the coordinator does with seats that became free."""
    taken = {seat.person_id for seat in seats if panel_queries.is_called(seat) or seat.recused_at is not None}
    free = [one for one in panel_people.free(db.session, found.case) if one.id != actor().id]
    sitting = [seat.person for seat in panel_queries.sitting_seats(db.session, found.case, found.panel)]
    return {
        "calling": bound.get("calling")
        or CallForm(formdata=None).offer(one for one in free if one.id not in taken),
        "chairing": bound.get("chairing") or ChairForm(formdata=None).offer(sitting),
    }


def _read(found: Here, bound: Forms) -> dict[str, Any]:
    """What is for members who filed, and for who reads the deliberation."""
    panel, case = found.panel, found.case
    standing = panel_findings.standing(db.session, case, panel)
    rows = _assessments(panel)
    notes = panel_queries.notes(db.session, panel.id)
    dissents = panel_queries.dissents(db.session, panel.id)
    letter = panel_letters.drafted(panel) if found.member.chair else {}
    closable = closing.may_close(standing)
    said = open_texts(actor().id, "panel room", [*_texts(rows, notes, dissents), *letter.values()])
    return {
        "opened": said,
        "assessments": rows,
        "notes": notes,
        "dissents": dissents,
        "own_dissent": any(
            one.dissent.seat.person_id == actor().id and one.dissent.turn == panel.turn for one in dissents
        ),
        "facts": panel_words.facts(panel, standing) if standing and not panel.closed_at else [],
        "close_refused": "" if closable else catalogue.sentence(closable),
        "again": panel_findings.may_vote_again(standing) and panel.turn == 1,
        "stands": bool(closing.still_stands(panel, standing)) if panel.closed_at else True,
        "to_nobody": panel.outcome is Scope.S0,
        "chosen": len(panel_queries.hold_votes(db.session, panel)),
        **_forms(dissents, bound),
        **panel_letters.shown(case, panel, letter, said, bound, chair=found.member.chair),
    }


def _texts(
    rows: Sequence[Assessment], notes: Sequence[PanelNote], dissents: Sequence[Answered]
) -> list[SealedText]:
    return [
        *(row.crux for row in rows),
        *(row.widening for row in rows if row.widening is not None),
        *(one.text for one in notes),
        *(one.dissent.text for one in dissents),
        *(one.reply.text for one in dissents if one.reply is not None),
    ]


def _forms(dissents: Sequence[Answered], bound: Forms) -> dict[str, Any]:
    """What members fill in: empty, or as it was refused."""
    refused = bound.get("replying")
    replies = {one.dissent.id: ReplyForm(formdata=None).to(one.dissent.id) for one in dissents}
    return {
        "noting": bound.get("noting") or NoteForm(formdata=None),
        "voting": bound.get("voting") or VoteForm(formdata=None),
        "dissenting": bound.get("dissenting") or DissentForm(formdata=None),
        "holding": bound.get("holding") or HoldForm(formdata=None),
        "returning": bound.get("returning") or ReturnForm(formdata=None),
        "replies": {
            number: refused if refused is not None and refused["reply"].id == form.reply.id else form
            for number, form in replies.items()
        },
    }


def _assessments(panel: Panel) -> list[Assessment]:
    """What the members of this panel filed for it, and before it the two reviewers, the last of each."""
    if panel.submission is None:
        return []
    first = {
        row.person_id: row
        for row in assessment_queries.rows(db.session, panel.submission, ReviewPhase.EXPEDITED)
    }
    return [*first.values(), *panel_queries.filings(db.session, panel).values()]
