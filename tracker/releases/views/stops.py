"""Pages of an emergency stop: one confirmation, the reasons, and what two others say comes next."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker import clock
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Decision, Refused
from tracker.releases import stop_queries, stop_rules, stop_words, stops, words
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.case_queries import day_of
from tracker.releases.models import Case
from tracker.releases.stop_forms import ConfirmForm, SayForm, TextForm
from tracker.releases.stop_models import Stop
from tracker.releases.views.blueprint import SECTIONS, bp, case_for, sent
from tracker.web import catalogue
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal

PURPOSE = "stop"


def section(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """That it is stopped and what is awaited; or how to stop it, for everybody who may."""
    if not may(standing, Ability.STOP):
        return None
    stop = stop_queries.open_stop(session, case.id)
    if stop is None:
        return {"stop": None} if stop_rules.may_stop(case.state) else None
    return {
        "stop": stop,
        "first": True,
        "at": day_of(case, stop.at),
        "reasons_by": day_of(case, stop.reasons_by),
        "late": clock.now() >= stop.reasons_by,
        "reads": _reads(standing, stop),
        "submitted": case.submitted_at is not None,
    }


SECTIONS["releases/case_stopped.html"] = section


@bp.get("/<int:case_id>/stop")
@requires(Permission.RELEASE_VIEW)
def stop_page(case_id: int) -> ResponseReturnValue:
    """What stopping does, and its one button."""
    case, _standing = case_for(case_id, Ability.STOP)
    return _stop_page(case)


@bp.post("/<int:case_id>/stop")
@requires(Permission.RELEASE_VIEW)
def stop_case(case_id: int) -> ResponseReturnValue:
    """Stop it, at once."""
    case, _standing = case_for(case_id, Ability.STOP)
    form = ConfirmForm()
    if form.validate():
        try:
            stops.stop(db.session, actor(), case=case)
            db.session.commit()
            return sent(case_id, _("Stopped."), "stopped")
        except Refused as error:
            db.session.rollback()
            case, _standing = case_for(case_id, Ability.STOP)
            return _stop_page(case, error.decision), 422
    return _stop_page(case), 422


@bp.get("/<int:case_id>/stopped")
@requires(Permission.RELEASE_VIEW)
def stopped(case_id: int) -> ResponseReturnValue:
    """The reasons of a stop and what was said since, for who stopped it and who settles it."""
    case, standing, stop = _stop_for(case_id)
    return _page(case, standing, stop)


@bp.post("/<int:case_id>/stopped/reasons")
@requires(Permission.RELEASE_VIEW)
def give_stop_reasons(case_id: int) -> ResponseReturnValue:
    """Say why one stopped it."""
    case, _standing, stop = _stop_for(case_id)
    form = TextForm()
    if form.validate():
        with refusals(form):
            stops.give_reasons(
                db.session, actor(), seal=seal(), case=case, stop=stop, text=form.text.data or ""
            )
            db.session.commit()
            return sent(case_id, _("Your reasons are kept, sealed."), "stopped")
    case, standing, stop = _stop_for(case_id)
    return _page(case, standing, stop, reasons=form), 422


@bp.post("/<int:case_id>/stopped/say")
@requires(Permission.RELEASE_VIEW)
def say_after_stop(case_id: int) -> ResponseReturnValue:
    """Say with a reason what comes next."""
    case, _standing, stop = _stop_for(case_id)
    form = _offered(SayForm(), case, stop)
    if form.validate():
        with refusals(form):
            after = stops.say(
                db.session,
                actor(),
                seal=seal(),
                case=case,
                stop=stop,
                after=form.state,
                reason=form.reason.data or "",
            )
            db.session.commit()
            waits = _("Kept. It takes a second person who says the same.")
            return sent(case_id, _("Settled: two people agree.") if after else waits, "stopped")
    case, standing, stop = _stop_for(case_id)
    return _page(case, standing, stop, say=form), 422


def _stop_for(case_id: int) -> tuple[Case, Standing, Stop]:
    """An open stop for who stopped it or may say what comes next; a settled one is not found."""
    case, standing = case_for(case_id, Ability.STOP)
    stop = or_404(stop_queries.open_stop(db.session, case.id))
    if not _reads(standing, stop):
        not_found()
    return case, standing, stop


def _reads(standing: Standing, stop: Stop) -> bool:
    settles = bool(standing.roles & stop_rules.SETTLERS) and not standing.barred and not standing.operator
    return settles or standing.person_id == stop.stopped_by_id


def _offered(form: SayForm, case: Case, stop: Stop) -> SayForm:
    ways = stop_rules.choices(stop_queries.facts(db.session, case, stop))
    return form.offer(stop_words.choices(ways, words.STATES))


def _stop_page(case: Case, refused: Decision | None = None) -> str:
    allowed = stop_rules.may_stop(case.state)
    decision = refused or allowed
    return render_template(
        "releases/stop.html",
        case=case,
        refused="" if decision else catalogue.sentence(decision),
        numbers=case.numbers,
    )


def _page(
    case: Case, standing: Standing, stop: Stop, *, reasons: TextForm | None = None, say: SayForm | None = None
) -> str:
    own = standing.person_id == stop.stopped_by_id
    settles = bool(standing.roles & stop_rules.SETTLERS) and not standing.barred and not own
    voices = stop_queries.voices(db.session, stop.id) if settles else []
    facts = stop_queries.facts(db.session, case, stop)
    now = clock.now()
    way = stop_rules.choices(facts)[0]
    allowed = stop_rules.may_say(facts, stop_queries.voice(db.session, case, actor(), way), now)
    form = say or _offered(SayForm(formdata=None), case, stop)
    texts = [one.reason for one in voices] + ([stop.reasons] if stop.reasons else [])
    opened = open_texts(actor().id, PURPOSE, texts)
    return render_template(
        "releases/stopped.html",
        case=case,
        stop=stop,
        at=day_of(case, stop.at),
        own=own,
        opened=opened,
        voices=voices,
        settles=settles,
        refused="" if allowed or not settles else catalogue.sentence(allowed),
        reasons=reasons or TextForm(formdata=None),
        say=form,
        words=words,
        goes=stop_words.goes,
    )
