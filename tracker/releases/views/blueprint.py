"""The blueprint of release review, how its pages find a case, and the page of one made of sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker import audit
from tracker.extensions import db
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.releases import access, case_queries, words
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.models import Case
from tracker.sealed import Vault
from tracker.web.access import grants, or_404
from tracker.web.forms import Form

bp = Blueprint("releases", __name__, url_prefix="/reviews")

# What fills a section: its data, a dict where its forms can be refused; None leaves it out.
Section = Callable[[Session, Standing, Case], dict[str, Any] | None]
# Template → what fills it. Parts add theirs where their views are made; the page has its own order.
SECTIONS: dict[str, Section] = {}
ORDER = (
    "releases/case_next.html",
    "releases/case_approval.html",
    "releases/case_letter.html",
    "releases/case_submitted.html",
    "releases/case_signoffs.html",
    "releases/case_desk.html",
    "releases/case_review.html",
    "releases/case_panel.html",
    "releases/case_appeal.html",
    "releases/case_look_back.html",
    "releases/case_stopped.html",
    "releases/case_incident.html",
    "releases/case_people.html",
    "releases/case_access.html",
)
# What somebody was asked to take part in, before they find the case: (case id, address) of each.
Asked = Callable[[Session, Person], Iterable[tuple[int, str]]]
INVITATIONS: list[Asked] = []
# What stands in the data of a section instead: a form that was refused, back in its place.
Bound = Mapping[str, Mapping[str, Any]]


def case_for(case_id: int, ability: Ability) -> tuple[Case, Standing]:
    """A case and what the signed-in person is to it; not found for who may not do this with it now.

    That somebody tried is kept, since an author who opens a reviewer's address did not get there by a link.
    """
    case = or_404(case_queries.one(db.session, case_id))
    found = access.standing(db.session, actor(), grants(), case)
    if not may(found, ability):
        note_attempt(case, ability)
        abort(404)
    return case, found


def finds(case_id: int) -> bool:
    """Whether the signed-in person finds a case at all."""
    case = case_queries.one(db.session, case_id)
    return case is not None and bool(
        may(access.standing(db.session, actor(), grants(), case), Ability.NEUTRAL)
    )


def asked_of(person: Person) -> dict[int, str]:
    """Case id → address of the page on which somebody says whether they take part."""
    return {case_id: address for asked in INVITATIONS for case_id, address in asked(db.session, person)}


def show(case_id: int, bound: Bound | None = None) -> str:
    """The page of a case; `bound` are forms that were refused, by section and name."""
    case, found = case_for(case_id, Ability.NEUTRAL)
    bound = bound or {}
    vault = db.session.get_one(Vault, case.vault_id)
    # The others stand after the ordered ones, in the order they were added. Without its key a case is a row.
    templates = sorted(SECTIONS, key=lambda one: ORDER.index(one) if one in ORDER else len(ORDER))
    filled = [
        (template, SECTIONS[template](db.session, found, case))
        for template in templates
        if vault.destroyed_at is None
    ]
    # An open stop or incident comes before everything else.
    filled.sort(key=lambda one: not (one[1] or {}).get("first"))
    return render_template(
        "releases/case.html",
        case=case,
        standing=found,
        destroyed_on=vault.destroyed_at and case_queries.day_of(case, vault.destroyed_at),
        since=case_queries.day_of(case, case.state_since),
        planned=case_queries.day_of(case, case.created_at),
        submitted=case.submitted_at and case_queries.day_of(case, case.submitted_at),
        days=case_queries.days_in_state(case),
        review_days=case_queries.days_in_review(case),
        sections=[
            (template, {**data, **bound[template]} if template in bound else data)
            for template, data in filled
            if data is not None
        ],
        refused=[one for data in bound.values() for one in data.values() if isinstance(one, Form)],
        words=words,
    )


def sent(case_id: int, said: str, anchor: str = "main") -> ResponseReturnValue:
    """Back to the page after something was kept. What is said is neutral: no title, tier or outcome."""
    flash(said)
    return redirect(url_for("releases.case_page", case_id=case_id, _anchor=anchor))


def note_attempt(case: Case, ability: Ability) -> None:
    """Keep that somebody tried what they may not; written once the answer was sent, which may only read."""
    who, program_id, case_id = actor().id, case.program_id, case.id

    def write(session: Session) -> None:
        audit.record(
            session,
            who,
            "release.denied",
            program_id=program_id,
            object_type=Case.__tablename__,
            object_id=case_id,
            change={"ability": ability.value},
        )

    db.afterwards(write)
