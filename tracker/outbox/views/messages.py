"""The outbox on screen: to whom, what, when, what became of it, and what to do about what failed."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker import clock
from tracker.extensions import db
from tracker.outbox import handling, kind_words, queries
from tracker.outbox.handling_rules import LOOK
from tracker.outbox.models import Message, MessageState
from tracker.outbox.queries import Wanted
from tracker.outbox.views.blueprint import bp
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.settings import Settings
from tracker.web import catalogue, paging
from tracker.web.access import grants, or_404, requires
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

PER_PAGE = 50
LOOKED_AT = "look"


@bp.route("/outbox/")
@requires(Permission.OUTBOX_READ)
def index() -> ResponseReturnValue:
    """The messages of the reader's programs, those that are asked for, newest first."""
    settings: Settings = current_app.extensions["tracker_settings"]
    programs, wanted = _programs(), _wanted()
    found = queries.count(db.session, programs, wanted)
    page, pages, offset = paging.place(found, paging.wanted(request.args), PER_PAGE)
    messages = queries.newest(db.session, programs, wanted, limit=PER_PAGE, offset=offset)
    return render_template(
        "outbox/index.html",
        list=paging.Paged(messages, page, pages, found),
        carriers=queries.carriers(db.session, messages),
        delivering=settings.smtp is not None,
        looks=queries.to_look_at(db.session, programs),
        asked=request.args,
        states={LOOKED_AT: _("to look at"), **{one.value: said for one, said in kind_words.STATES.items()}},
        state_words=kind_words.STATES,
        kinds=kind_words.KINDS,
        dropped=kind_words.DROPPED,
        now=clock.now(),
    )


@bp.route("/outbox/<int:message_id>/retry", methods=["POST"])
@requires(Permission.OUTBOX_READ)
def retry(message_id: int) -> ResponseReturnValue:
    """Have a message that failed, or may not have arrived, sent again."""
    message = _message(message_id)
    try:
        handling.retry(db.session, current_user, message=message)
        db.session.commit()
        flash(_("It is tried again, to the address that its reader has now."))
    except Refused as error:
        db.session.rollback()
        flash(catalogue.sentence(error.decision), "error")
    return redirect(url_for(".index", state=LOOKED_AT))


@bp.route("/outbox/retry-failed", methods=["POST"])
@requires(Permission.OUTBOX_READ)
def retry_failed() -> ResponseReturnValue:
    """Have everything that failed tried again, as after a mail server was set up wrongly."""
    count = handling.retry_failed(db.session, current_user, program_ids=_programs())
    db.session.commit()
    flash(ngettext("%(num)d message is tried again.", "%(num)d messages are tried again.", count))
    return redirect(url_for(".index"))


@bp.route("/outbox/<int:message_id>/settle", methods=["POST"])
@requires(Permission.OUTBOX_READ)
def settle(message_id: int) -> ResponseReturnValue:
    """Leave a message at what became of it."""
    message = _message(message_id)
    try:
        handling.settle(db.session, current_user, message=message)
        db.session.commit()
        flash(_("Left at that. It stays listed, and is not sent again."))
    except Refused as error:
        db.session.rollback()
        flash(catalogue.sentence(error.decision), "error")
    return redirect(url_for(".index", state=LOOKED_AT))


def _message(message_id: int) -> Message:
    return or_404(queries.readable(db.session, message_id, _programs()))


def _programs() -> frozenset[int]:
    # A message belongs to a program, so a role in one cohort is not enough to read them.
    places = grants().places(Permission.OUTBOX_READ)
    return frozenset(program for program, cohort in places if program is not None and cohort is None)


def _wanted() -> Wanted:
    """What the address asks for; what it cannot ask for counts for nothing."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    states = (MessageState(state),) if state in set(MessageState) else ()
    to = " ".join(request.args.get("to", "").split())[:254].replace("\x00", "")
    return Wanted(LOOK if state == LOOKED_AT else states, kind if kind in kind_words.KINDS else "", to)
