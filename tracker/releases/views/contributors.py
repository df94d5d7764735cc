"""Who contributed to a release: the list, and its authors' changes of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import author_words, contributor_queries, contributors
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.models import Case
from tracker.releases.submission_forms import ContributorForm
from tracker.releases.submission_models import Part
from tracker.releases.submission_rules import may_change_people
from tracker.releases.views.blueprint import bp, case_for
from tracker.web import catalogue
from tracker.web.access import requires
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal


@bp.route("/<int:case_id>/contributors", methods=["GET", "POST"], endpoint="contributors")
@requires(Permission.RELEASE_VIEW)
def contributors_page(case_id: int) -> ResponseReturnValue:
    """The list; its authors add to it."""
    form = ContributorForm()
    if not form.is_submitted():
        case, standing = case_for(case_id, Ability.OWN_ANSWERS)
        return _page(case, standing, form)
    case, standing = case_for(case_id, Ability.WRITE)
    if form.validate():
        try:
            _add(case, form)
            flash(_("The list of contributors is kept."))
            return redirect(url_for(".contributors", case_id=case_id))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "who", catalogue.sentence(error.decision))
    case, standing = case_for(case_id, Ability.WRITE)
    return _page(case, standing, form), 422


@bp.post("/<int:case_id>/contributors/<int:row_id>/off")
@requires(Permission.RELEASE_VIEW)
def contributor_off(case_id: int, row_id: int) -> ResponseReturnValue:
    """Take a line off the list."""
    case, _standing = case_for(case_id, Ability.WRITE)
    contributors.take_off(db.session, actor(), case=case, row_id=row_id)
    db.session.commit()
    flash(_("The list of contributors is kept."))
    return redirect(url_for(".contributors", case_id=case_id))


def _add(case: Case, form: ContributorForm) -> None:
    part = Part(form.part.data)
    person = None
    if form.address:
        person = contributor_queries.of_program(db.session, case.program_id, form.address)
    contributors.add(
        db.session,
        actor(),
        seal=seal(),
        case=case,
        part=part,
        person=person,
        name="" if person else form.who.data or "",
        us_university=bool(form.us_university.data),
    )
    db.session.commit()


def _page(case: Case, standing: Standing, form: ContributorForm) -> str:
    people = contributor_queries.everybody(db.session, case)
    persons = contributor_queries.by_id(db.session, people.person_ids)
    rows = contributor_queries.rows(db.session, case.id)
    sealed_names = [one.name for one in rows if one.name is not None]
    purpose = "own contributors" if standing.wrote else "contributors"
    names = open_texts(standing.person_id, purpose, sealed_names)
    return render_template(
        "releases/contributors.html",
        case=case,
        form=form,
        hands=[
            (one, persons[one.person_id].name if one.person_id else names[one.name_id or 0])
            for one in people.hands
        ],
        writes=bool(may(standing, Ability.WRITE)) and bool(may_change_people(case.state)),
        ends_approval=case.state.value in ("approved", "cleared"),
        us_host=people.us_host,
        author_words=author_words,
    )
