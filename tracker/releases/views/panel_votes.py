"""What members do in the room: note, vote, dissent, reply; what the chair does: close, write, send."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import closing, dissents, letters, votes
from tracker.releases.closing import ClosedAlready
from tracker.releases.letters import DecidedAlready
from tracker.releases.panel_forms import DissentForm, HoldForm, NoteForm, ReplyForm, ReturnForm, VoteForm
from tracker.releases.views import panel_letters
from tracker.releases.views.blueprint import bp, sent
from tracker.releases.views.panel_room import here, member_of, page
from tracker.releases.views.panel_seats import kept
from tracker.web import catalogue
from tracker.web.access import not_found, requires
from tracker.web.forms import Form, refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import seal

CONFLICT = 409


@bp.post("/panels/<int:panel_id>/notes")
@requires(Permission.RELEASE_REVIEW)
def add_note(panel_id: int) -> ResponseReturnValue:
    """Add a note to the deliberation."""
    found, form = member_of(panel_id), NoteForm()

    def act() -> None:
        dissents.write_note(
            db.session, actor(), seal=seal(), case=found.case, panel=found.panel, text=form.note.data
        )

    return kept(found, "noting", form, act, _("Your note is kept."))


@bp.post("/panels/<int:panel_id>/vote")
@requires(Permission.RELEASE_REVIEW)
def cast_vote(panel_id: int) -> ResponseReturnValue:
    """Vote on the widest scope."""
    found, form = member_of(panel_id), VoteForm()

    def act() -> None:
        votes.cast(db.session, actor(), seal=seal(), case=found.case, panel=found.panel, widest=form.scope)

    return kept(found, "voting", form, act, _("Your vote is kept. Nobody sees it."))


@bp.post("/panels/<int:panel_id>/hold")
@requires(Permission.RELEASE_REVIEW)
def cast_hold(panel_id: int) -> ResponseReturnValue:
    """Choose between hold and decline."""
    found, form = member_of(panel_id), HoldForm()

    def act() -> None:
        votes.cast_on_hold(
            db.session, actor(), seal=seal(), case=found.case, panel=found.panel, verdict=form.chosen
        )

    return kept(found, "holding", form, act, _("Your choice is kept. Nobody sees it."))


@bp.post("/panels/<int:panel_id>/dissents")
@requires(Permission.RELEASE_REVIEW)
def file_dissent(panel_id: int) -> ResponseReturnValue:
    """Put a dissent on record."""
    found, form = member_of(panel_id), DissentForm()

    def act() -> None:
        dissents.file(
            db.session,
            actor(),
            seal=seal(),
            case=found.case,
            panel=found.panel,
            text=form.dissent.data,
            named=form.named.data,
        )

    return kept(found, "dissenting", form, act, _("Your dissent is kept. Another member replies to it."))


@bp.post("/panels/<int:panel_id>/dissents/<int:dissent_id>/reply")
@requires(Permission.RELEASE_REVIEW)
def reply_to_dissent(panel_id: int, dissent_id: int) -> ResponseReturnValue:
    """Answer the crux of a dissent."""
    found, form = member_of(panel_id), ReplyForm().to(dissent_id)

    def act() -> None:
        dissents.reply(
            db.session,
            actor(),
            seal=seal(),
            case=found.case,
            panel=found.panel,
            dissent_id=dissent_id,
            text=form.reply.data,
        )

    return kept(found, "replying", form, act, _("Your reply is kept."))


@bp.post("/panels/<int:panel_id>/vote-again")
@requires(Permission.RELEASE_REVIEW)
def vote_again(panel_id: int) -> ResponseReturnValue:
    """Open the one further vote."""
    found, form = member_of(panel_id), Form()

    def act() -> None:
        votes.again(db.session, actor(), case=found.case, panel=found.panel)

    return kept(found, "again_form", form, act, _("The members can vote again."))


@bp.post("/panels/<int:panel_id>/close")
@requires(Permission.RELEASE_REVIEW)
def close_vote(panel_id: int) -> ResponseReturnValue:
    """Close the vote: once, whoever presses."""
    found, form = member_of(panel_id), Form()

    def act() -> None:
        closing.close(db.session, actor(), case=found.case, panel=found.panel)

    return _once(panel_id, "closing", form, act, _("The vote is closed."))


@bp.post("/panels/<int:panel_id>/reopen")
@requires(Permission.RELEASE_REVIEW)
def reopen_vote(panel_id: int) -> ResponseReturnValue:
    """Open a vote again whose outcome stands no more."""
    found, form = member_of(panel_id), Form()

    def act() -> None:
        closing.reopen(db.session, actor(), case=found.case, panel=found.panel)

    return kept(found, "reopening", form, act, _("The vote is open again."))


@bp.post("/panels/<int:panel_id>/return")
@requires(Permission.RELEASE_REVIEW)
def return_release(panel_id: int) -> ResponseReturnValue:
    """Give a release back to its authors with what has to change."""
    found, form = member_of(panel_id), ReturnForm()
    if form.validate_on_submit():
        with refusals(form):
            letters.give_back(
                db.session,
                actor(),
                seal=seal(),
                case=found.case,
                panel=found.panel,
                text=form.change.data,
            )
            db.session.commit()
            return sent(found.case.id, _("The release is back with its authors."))
    return page(here(panel_id), {"returning": form}), 422


@bp.post("/panels/<int:panel_id>/letter")
@requires(Permission.RELEASE_REVIEW)
def write_letter(panel_id: int) -> ResponseReturnValue:
    """Save the letter, or send it and the decision with it."""
    found = member_of(panel_id)
    if found.panel.outcome is None or not found.member.chair or found.panel.submission is None:
        not_found()
    form = panel_letters.form_of(found.panel)
    case, panel = found.case, found.panel
    sending = request.form.get("act") == "send"

    def act() -> None:
        if panel.decision_id is None:
            letters.save(db.session, actor(), seal=seal(), case=case, panel=panel, parts=form.parts())
        if sending:
            # What was typed stays, even where sending it is refused.
            db.session.commit()
            letters.send(db.session, actor(), seal=seal(), case=case, panel=panel, sending=form.sending())

    said = _("The letter is sent.") if sending else _("The letter is saved. Nobody was told.")
    return _once(panel_id, "lettering", form, act, said)


def _once(panel_id: int, name: str, form: Form, act: Callable[[], object], said: str) -> ResponseReturnValue:
    """As `kept`; who comes second is told with 409 that it is done."""
    if not form.validate_on_submit():
        return page(here(panel_id), {name: form}), 422
    status = 422
    try:
        act()
        db.session.commit()
        flash(said)
        return redirect(url_for(".panel_room", panel_id=panel_id))
    except Refused as error:
        db.session.rollback()
        status = CONFLICT if isinstance(error, ClosedAlready | DecidedAlready) else 422
        form.refuse(error.field or "", catalogue.sentence(error.decision))
    return page(here(panel_id), {name: form}), status
