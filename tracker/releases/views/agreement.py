"""Who agrees to a release, with those who cannot say so here: their word passed on, or given up asking."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import author_words, sign_off_queries, spoken, submission_queries
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.models import Case
from tracker.releases.sign_off_models import SpokenKind
from tracker.releases.sign_off_queries import Line, Outside
from tracker.releases.spoken_rules import may_give_up
from tracker.releases.submission_forms import GiveUpForm, PassOnForm
from tracker.releases.submission_rules import SIGNABLE
from tracker.releases.views.blueprint import bp, case_for, sent
from tracker.web import catalogue
from tracker.web.access import or_404, requires
from tracker.web.forms import Form
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal


@bp.get("/<int:case_id>/agreement")
@requires(Permission.RELEASE_VIEW)
def agreement(case_id: int) -> ResponseReturnValue:
    """Everybody whose agreement is needed, and where they stand."""
    case, standing = case_for(case_id, Ability.OWN_ANSWERS)
    return _page(case, standing)


@bp.post("/<int:case_id>/agreement/<int:row_id>")
@requires(Permission.RELEASE_VIEW)
def pass_on(case_id: int, row_id: int) -> ResponseReturnValue:
    """Pass on the word of an author without an account."""
    case, standing = case_for(case_id, Ability.WRITE)
    or_404(next((one for one in _outside(case) if one.contributor.id == row_id), None))
    form = PassOnForm()
    if form.validate():
        try:
            spoken.report(
                db.session,
                actor(),
                seal=seal(),
                case=case,
                contributor_id=row_id,
                agrees=form.agrees.data == "yes",
                shown=form.shown.data or "",
                words=form.words.data,
            )
            db.session.commit()
            return sent(case_id, _("Their word is kept as you passed it on."))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "agrees", catalogue.sentence(error.decision))
            case, standing = case_for(case_id, Ability.WRITE)
    return _page(case, standing, form), 422


@bp.post("/<int:case_id>/unreachable/person/<int:person_id>")
@requires(Permission.RELEASE_COORDINATE)
def give_up_person(case_id: int, person_id: int) -> ResponseReturnValue:
    """Note that somebody with an account cannot be reached."""
    case, standing = case_for(case_id, Ability.ROUTE)
    lines = sign_off_queries.lines(db.session, case)
    return _give_up(case, standing, or_404(next((o for o in lines if o.person.id == person_id), None)))


@bp.post("/<int:case_id>/unreachable/name/<int:row_id>")
@requires(Permission.RELEASE_COORDINATE)
def give_up_name(case_id: int, row_id: int) -> ResponseReturnValue:
    """Note that somebody without an account cannot be reached."""
    case, standing = case_for(case_id, Ability.ROUTE)
    return _give_up(
        case, standing, or_404(next((o for o in _outside(case) if o.contributor.id == row_id), None))
    )


@bp.post("/<int:case_id>/unreachable/<int:spoken_id>/second")
@requires(Permission.RELEASE_COORDINATE)
def second_unreachable(case_id: int, spoken_id: int) -> ResponseReturnValue:
    """Agree, as the second person, that somebody cannot be reached."""
    case, _standing = case_for(case_id, Ability.ROUTE)
    notes = sign_off_queries.spoken(db.session, case.id)
    or_404(next((one for one in notes if one.id == spoken_id), None))
    spoken.second(db.session, actor(), case=case, row_id=spoken_id)
    db.session.commit()
    return sent(case_id, _("Noted by two people: they are not waited for any longer."))


def _give_up(case: Case, standing: Standing, line: Line | Outside) -> ResponseReturnValue:
    form = GiveUpForm()
    if form.validate():
        try:
            spoken.give_up(db.session, actor(), seal=seal(), case=case, line=line, words=form.words.data)
            db.session.commit()
            return sent(case.id, _("Noted. It counts once a second person agrees."))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "words", catalogue.sentence(error.decision))
            case, standing = case_for(case.id, Ability.ROUTE)
    return _page(case, standing, form), 422


def _outside(case: Case) -> list[Outside]:
    return sign_off_queries.outside(db.session, case)


def _page(case: Case, standing: Standing, refused: Form | None = None) -> str:
    routes = bool(may(standing, Ability.ROUTE)) and not standing.wrote
    outside, lines = _outside(case), sign_off_queries.lines(db.session, case)
    notes = [
        one for one in sign_off_queries.spoken(db.session, case.id) if one.kind is SpokenKind.UNREACHABLE
    ]
    texts = [one.contributor.name for one in outside if one.contributor.name is not None]
    texts += [one.words for one in notes] if routes else []
    purpose = "own agreement" if standing.wrote else "agreement"
    opened = open_texts(standing.person_id, purpose, texts)
    everybody: list[Line | Outside] = [*lines, *outside]
    asked = [may_give_up(spoken.silence(db.session, case, one)) for one in everybody]
    return render_template(
        "releases/agreement.html",
        case=case,
        refused=refused,
        lines=list(zip(lines, asked[: len(lines)], strict=True)),
        outside=list(zip(outside, asked[len(lines) :], strict=True)),
        notes=[one for one in notes if one.agreed_at is None] if routes else [],
        opened=opened,
        names={one.contributor.id: opened[one.contributor.name_id or 0] for one in outside},
        binding=submission_queries.live(db.session, case).binding or "",
        passes_on=bool(may(standing, Ability.WRITE)) and case.state in SIGNABLE,
        routes=routes,
        me=standing.person_id,
        sentence=catalogue.sentence,
        author_words=author_words,
    )
