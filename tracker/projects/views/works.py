"""The works of a cohort: list and add."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.cohorts import actions as cohort_actions
from tracker.cohorts import queries as cohort_queries
from tracker.cohorts.models import PhaseKind
from tracker.cohorts.views.blueprint import cohort_for
from tracker.cohorts.words import PHASES
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import actions, credit_queries, forms, queries
from tracker.projects.credit_words import REACHED, STATES
from tracker.projects.models import WorkKind
from tracker.projects.views.blueprint import bp
from tracker.projects.words import FILTERS, KINDS
from tracker.web import paging
from tracker.web.access import requires
from tracker.web.forms import refusals


@bp.route("/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/works", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def works(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    scholars = {one.id: one for one in cohort_queries.scholars(db.session, cohort.id)}
    form = forms.Work().offer(cohort.phases, scholars.values())
    if form.validate_on_submit():
        with refusals(form):
            work = actions.create_work(
                db.session,
                actor(),
                phase=cohort_actions.phase_of(cohort, PhaseKind(form.phase.data)),
                title=form.title.data,
                kind=WorkKind(form.kind.data),
                members=[scholars[key] for key in form.members.data or []],
                starts_on=form.starts_on.data,
                due_on=form.due_on.data,
            )
            db.session.commit()
            flash(_("Added: %(title)s. Next: ask mentors for forms on it.", title=work.title))
            return redirect(url_for(".works", program_slug=program_slug, cohort_slug=cohort_slug))
    return render_template(
        "projects/works.html",
        form=form,
        cohort=cohort,
        scholars=scholars,
        **_listed(cohort.id),
        filters=FILTERS,
        states=STATES,
        reached=REACHED,
        kinds=KINDS,
        phases=PHASES,
    )


def _listed(cohort_id: int) -> dict[str, Any]:
    """The works that the address asks for, with where each stands and how many there are of a kind."""
    chosen = FILTERS.get(request.args.get("which", ""), FILTERS[""])
    every = queries.in_cohort(db.session, cohort_id)
    stands = credit_queries.standings(db.session, every)
    matching = [one for one in every if chosen.matches(one, stands[one.id])]
    page, pages, offset = paging.place(len(matching), paging.wanted(request.args))
    return {
        "works": paging.Paged(matching[offset : offset + paging.PER_PAGE], page, pages, len(matching)),
        "stands": stands,
        "chosen": chosen,
        "counts": {
            key: sum(one.matches(row, stands[row.id]) for row in every) for key, one in FILTERS.items()
        },
    }
