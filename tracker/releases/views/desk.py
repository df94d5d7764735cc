"""The coordinator's desk: neutral rows with clocks; and of one case its screening and its reviewers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import (
    assessment_queries,
    desk,
    desk_queries,
    review_words,
    submission_queries,
    words,
)
from tracker.releases import assignment_forms as forms
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, SoftConflict
from tracker.releases.views.blueprint import SECTIONS, bp, case_for
from tracker.sealed import SealedText
from tracker.web import catalogue
from tracker.web.access import grants, requires
from tracker.web.forms import Form
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal


@bp.get("/desk")
@requires(Permission.RELEASE_COORDINATE)
def desk_page() -> ResponseReturnValue:
    """Every open case, who is waited for and until when; late ones first."""
    rows = desk_queries.rows(db.session, grants())
    return render_template("releases/desk.html", rows=rows, words=words, waits=review_words)


@bp.get("/<int:case_id>/screening")
@requires(Permission.RELEASE_COORDINATE)
def screening(case_id: int) -> ResponseReturnValue:
    """Where a case goes and why, and who reviews it."""
    return _page(case_id)


@bp.post("/<int:case_id>/handlers")
@requires(Permission.RELEASE_COORDINATE)
def hand_over(case_id: int) -> ResponseReturnValue:
    """Name who coordinates the case and who steps in."""
    case = to_route(case_id)
    form = forms.HandlersForm().offer(desk_queries.handlers(db.session, case))

    def act() -> None:
        desk.hand_over(
            db.session,
            actor(),
            case=case,
            coordinator=form.coordinator.data or None,
            deputy=form.deputy.data or None,
        )

    return run(case_id, "handlers", form, act, _("Kept."))


@bp.post("/<int:case_id>/screening/return")
@requires(Permission.RELEASE_COORDINATE)
def return_incomplete(case_id: int) -> ResponseReturnValue:
    """Give a case back with what is missing; no word on its merits."""
    case, form = to_route(case_id), forms.IncompleteForm()
    return run(
        case_id,
        "incomplete",
        form,
        lambda: desk.give_back(db.session, seal(), actor(), case=case, words=form.missing.data or ""),
        _("Returned to the authors."),
    )


@bp.post("/<int:case_id>/screening/reviewers")
@requires(Permission.RELEASE_COORDINATE)
def begin_review(case_id: int) -> ResponseReturnValue:
    """Send it to the two who accepted."""
    case, form = to_route(case_id), Form()
    return run(
        case_id,
        "begin",
        form,
        lambda: desk.begin(db.session, actor(), case=case),
        _("It is with the two reviewers."),
    )


@bp.post("/<int:case_id>/screening/panel")
@requires(Permission.RELEASE_COORDINATE)
def send_to_panel(case_id: int) -> ResponseReturnValue:
    """Send it to the panel, by its answers or by the coordinator's own judgement."""
    case, form = to_route(case_id), forms.PanelForm()

    def act() -> None:
        desk.to_panel(
            db.session,
            seal(),
            actor(),
            case=case,
            words=form.why.data or "",
            outside=bool(form.outside.data),
        )

    return run(case_id, "panel", form, act, _("The panel decides now."))


def to_route(case_id: int) -> Case:
    case, _standing = case_for(case_id, Ability.ROUTE)
    return case


def run(case_id: int, name: str, form: Form, act: Callable[[], None], said: str) -> ResponseReturnValue:
    """Run one act of the desk; what is refused comes back in its place on the page."""
    if form.validate():
        try:
            act()
            db.session.commit()
            flash(said)
            _case, standing = case_for(case_id, Ability.NEUTRAL)
            there = may(standing, Ability.ROUTE)
            return redirect(url_for(".screening" if there else ".case_page", case_id=case_id))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal.field or "", catalogue.sentence(refusal.decision))
    return _page(case_id, {name: form}), 422


def _page(case_id: int, bound: dict[str, Form] | None = None) -> str:
    case, standing = case_for(case_id, Ability.ROUTE)
    submission = submission_queries.current(db.session, case)
    known = assessment_queries.reviewers(db.session, case)
    offers = desk_queries.offers(db.session, case)
    title = submission and _title(case, standing)
    bound = bound or {}
    return render_template(
        "releases/screening.html",
        case=case,
        title=title,
        submission=submission,
        reviewers=known,
        filed={one.row.person_id for one in known if _filed(case, one.row.person_id)},
        offers=offers,
        able=desk_queries.able(db.session, case),
        deciding=case.state in (CaseState.SCREENING, CaseState.EXPEDITED),
        forms={**_fresh(case, offers), **bound},
        bound=bound,
        waivable=[(person, one) for person, candidate in _soft(known, offers) for one in sorted(candidate)],
        review_words=review_words,
        words=words,
    )


def _title(case: Case, standing: Standing) -> str:
    text = db.session.get(SealedText, case.title_id) if case.title_id else None
    return open_texts(standing.person_id, "screening", [text])[text.id] if text else ""


def _filed(case: Case, person_id: int) -> bool:
    return assessment_queries.has_filed(db.session, case, person_id)


def _soft(known: Any, offers: Any) -> list[tuple[Person, frozenset[SoftConflict]]]:
    """People whose soft conflicts wait for a waiver: those asked, and those who could be."""
    people = [(one.row.person, one.candidate) for one in known]
    people += [(one.person, one.candidate) for one in offers]
    return [(person, one.soft - one.waived) for person, one in people if not one.hard]


def _fresh(case: Case, offers: list[desk_queries.Offer]) -> dict[str, Form]:
    """The page's forms, empty but for who handles the case now."""
    handlers = forms.HandlersForm(formdata=None).offer(desk_queries.handlers(db.session, case))
    handlers.coordinator.data = case.coordinator_id or 0
    handlers.deputy.data = case.deputy_id or 0
    return {
        "handlers": handlers,
        "incomplete": forms.IncompleteForm(formdata=None),
        "panel": forms.PanelForm(formdata=None),
        "ask": forms.AskForm(formdata=None).offer([one.person for one in offers if one.free]),
        "found": forms.FoundForm(formdata=None),
        "waiver": forms.WaiverForm(formdata=None),
    }


def _section(_session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """For who handles the case: the way to its screening."""
    return {} if may(standing, Ability.ROUTE) and case.submitted_at is not None else None


SECTIONS["releases/case_desk.html"] = _section
