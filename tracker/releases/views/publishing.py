"""A release goes out: its files once more, whom it reaches and where; afterwards its address and outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import sealed
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects.outcome_models import Outcome, OutcomeStatus
from tracker.reasons import Decision, Refused, no, require
from tracker.releases import approval_queries as queries
from tracker.releases import (
    approval_rules,
    approvals,
    bundle_rules,
    publication_rules,
    publications,
    submission_queries,
    widenings,
    words,
)
from tracker.releases.access_rules import Ability, Standing
from tracker.releases.approval_forms import ELSEWHERE, OutcomeForm, PublishForm, UrlForm
from tracker.releases.decision_models import Approval
from tracker.releases.manifest import BadManifest, Difference, Manifest, compare, parse
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState, Scope
from tracker.releases.publications import Going, PublishedAlready
from tracker.releases.submission_models import ManifestVersion
from tracker.releases.views.blueprint import bp, case_for, sent
from tracker.sealed import SealedText
from tracker.web import catalogue
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import Form, refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal

MOST_LINES = 200


@dataclass(frozen=True)
class Approved:
    """What may go out, as the page has read it."""

    row: Approval
    venues: tuple[str, ...]
    files: Manifest


@bp.url_value_preprocessor
def _take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """This page takes files as the one of the list does."""
    if endpoint == "releases.publish":
        request.max_content_length = bundle_rules.MOST_SENT


@bp.route("/<int:case_id>/publish", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def publish(case_id: int) -> ResponseReturnValue:
    """Compare what is about to go out with what was approved, and let it out."""
    case, standing = _publisher(case_id)
    if request.method == "POST":
        # What has run out or changed since is STALE from here on, whatever becomes of this request.
        approvals.settle(db.session, case)
        db.session.commit()
    clear = _clear(case)
    approved = _approved(case, standing) if clear else None
    if approved is None:
        return _closed(case, clear), 200 if request.method == "GET" else 409
    form = PublishForm().offer(approved.row.scope, words.SCOPES, approved.venues, _outcomes(case))
    if not form.is_submitted():
        return _page(case, approved, form)
    change: Difference | None = None
    if form.validate():
        try:
            files = _files(form)
            change = compare(approved.files, files)
            _go_out(case, standing, form, files, approved)
            return sent(case_id, _("Published. Its record is complete."))
        except PublishedAlready as error:
            db.session.rollback()
            return _closed(case, error.decision), 409
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "files", catalogue.sentence(error.decision))
        except BadManifest as error:
            db.session.rollback()
            form.refuse("listed", _("This cannot be a list of files: %(why)s.", why=str(error)))
    return _page(case, approved, form, change), 422


def _publisher(case_id: int) -> tuple[Case, Standing]:
    case, standing = case_for(case_id, Ability.LETTER)
    if not publications.theirs(standing):
        not_found()
    return case, standing


def _clear(case: Case) -> Decision:
    """Whether this may go out now, and if not why."""
    if case.state is CaseState.PUBLISHED:
        return no("publish_done")
    approval = queries.in_force(db.session, case.id)
    if case.state is not CaseState.CLEARED or approval is None:
        return no("publish_not_cleared")
    return approval_rules.may_clear(queries.facts(db.session, case, approval))


def _approved(case: Case, standing: Standing) -> Approved | None:
    approval = queries.in_force(db.session, case.id)
    if approval is None:
        return None
    bound = queries.bound(db.session, approval)
    listed = db.session.get_one(ManifestVersion, approval.manifest_id).body
    texts = [listed, *([db.session.get_one(SealedText, bound.venue)] if bound.venue else [])]
    purpose = "own publishing" if standing.wrote else "publishing"
    opened = open_texts(standing.person_id, purpose, texts)
    venues = publication_rules.venues(opened[bound.venue]) if bound.venue else ()
    return Approved(approval, venues, parse(opened[listed.id]))


def _files(form: PublishForm) -> Manifest:
    """The list of what is about to go out, computed from what was sent just now."""
    listed, files, others = form.manifest(), form.sent(), form.others()
    entries = [one.entry for one in files]
    if listed is None and not entries and not others:
        require(no("publish_nothing"), field="files")
    require(bundle_rules.may_bundle(listed, entries, keep=False), field="files")
    return bundle_rules.bundle(None, listed, entries, others)


def _go_out(case: Case, standing: Standing, form: PublishForm, files: Manifest, approved: Approved) -> None:
    place = form.venue.data
    venue = place if place == ELSEWHERE else approved.venues[int(place)]
    chosen = [one for one in _outcomes(case) if str(one.id) == form.outcome.data]
    typed = form.url.data
    publications.publish(
        db.session,
        actor(),
        standing,
        case=case,
        going=Going(
            files=files,
            scope=Scope(form.scope.data),
            venue=_kept(case, "publication.venue", venue),
            listed=place != ELSEWHERE,
            url=_kept(case, "publication.url", typed) if typed else None,
            outcome=chosen[0] if chosen else None,
        ),
    )
    db.session.commit()


@bp.get("/<int:case_id>/published")
@requires(Permission.RELEASE_VIEW)
def published(case_id: int) -> ResponseReturnValue:
    """What went out, where it is, and which outcome of the work it is."""
    return _record(case_id)


@bp.post("/<int:case_id>/published/address")
@requires(Permission.RELEASE_VIEW)
def add_address(case_id: int) -> ResponseReturnValue:
    """Say where it can be found, once that is known."""
    case, standing = _publisher(case_id)
    form = UrlForm()
    if form.validate():
        with refusals(form):
            text = _kept(case, "publication.url", form.address.data)
            publications.add_url(db.session, actor(), standing, case=case, url=text)
            db.session.commit()
            return redirect(url_for(".published", case_id=case_id))
    return _record(case_id, {"address": form}), 422


@bp.post("/<int:case_id>/published/outcome")
@requires(Permission.RELEASE_VIEW)
def name_outcome(case_id: int) -> ResponseReturnValue:
    """Say which outcome of the work it is that went out."""
    case, standing = _publisher(case_id)
    outcomes = _outcomes(case)
    form = OutcomeForm().offer(outcomes)
    if form.validate():
        with refusals(form):
            chosen = next((one for one in outcomes if str(one.id) == form.outcome.data), None)
            require(publication_rules.may_link(same_work=chosen is not None, out=False), field="outcome")
            assert chosen is not None
            publications.link_outcome(db.session, actor(), standing, case=case, outcome=chosen)
            db.session.commit()
            return redirect(url_for(".published", case_id=case_id))
    return _record(case_id, {"naming": form}), 422


@bp.post("/<int:case_id>/widen")
@requires(Permission.RELEASE_VIEW)
def widen(case_id: int) -> ResponseReturnValue:
    """Plan to take what is out to more people: as a case of its own, answers carried over to be confirmed."""
    case, standing = case_for(case_id, Ability.WRITE)
    submission = or_404(submission_queries.current(db.session, case))
    texts = submission_queries.texts(db.session, submission)
    opened = open_texts(standing.person_id, "own widening", [*texts, *([case.title] if case.title else [])])
    try:
        made = widenings.begin(
            db.session,
            actor(),
            standing,
            seal=seal(),
            case=case,
            title=opened.get(case.title_id or 0, ""),
            answers=submission_queries.answers(submission, opened),
        )
    except Refused as error:
        db.session.rollback()
        flash(catalogue.sentence(error.decision))
        return redirect(url_for(".published", case_id=case_id))
    db.session.commit()
    return sent(made.id, _("Planned. Look at every answer again: it is decided anew."), "next")


def _record(case_id: int, forms: Mapping[str, Form] | None = None) -> str:
    case, standing = case_for(case_id, Ability.LETTER)
    row = or_404(queries.publication(db.session, case.id))
    forms = forms or {}
    purpose = "own publication" if standing.wrote else "publication"
    opened = open_texts(standing.person_id, purpose, [one for one in (row.venue, row.url) if one])
    author = CaseRole.AUTHOR in standing.roles
    return render_template(
        "releases/published.html",
        case=case,
        row=row,
        opened=opened,
        outcome=db.session.get(Outcome, case.outcome_id) if case.outcome_id else None,
        keeps=publications.theirs(standing),
        gated=publication_rules.keeps_list(case.state, row.scope) and publications.theirs(standing),
        widens=bool(publication_rules.may_widen(case.state, row.scope, author=author)),
        address=forms.get("address") or UrlForm(formdata=None),
        naming=forms.get("naming") or OutcomeForm(formdata=None).offer(_outcomes(case)),
        refused=list(forms.values()),
        words=words,
    )


def _page(case: Case, approved: Approved, form: PublishForm, change: Difference | None = None) -> str:
    return render_template(
        "releases/publish.html",
        case=case,
        approved=approved,
        form=form,
        change=change or None,
        most=MOST_LINES,
        words=words,
    )


def _closed(case: Case, why: Decision) -> str:
    """Why there is nothing to publish here now."""
    return render_template("releases/publish_closed.html", case=case, why=catalogue.sentence(why))


def _outcomes(case: Case) -> list[Outcome]:
    """The outcomes of the work that can be what goes out."""
    found = sa.select(Outcome).where(
        Outcome.work_id == case.work_id, Outcome.status != OutcomeStatus.PUBLISHED
    )
    return list(db.session.scalars(found.order_by(Outcome.id)))


def _kept(case: Case, field: str, text: str) -> SealedText:
    return sealed.keep(db.session, seal(), case.vault, field, text)
