"""Making a poll: asked here, taken from a file, or from published percentages."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.cohorts.views.blueprint import cohort_for
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.polls import actions, forms, sheets
from tracker.polls.views.blueprint import bp
from tracker.polls.views.staff import COHORT, address
from tracker.web.access import requires
from tracker.web.forms import refusals


@bp.route(f"{COHORT}/polls/new", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def new(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """A question asked here."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    form = forms.NewPoll()
    if form.validate_on_submit():
        with refusals(form):
            poll = actions.create(
                db.session,
                actor(),
                cohort=cohort,
                question=form.question.data,
                kind=form.chosen_kind(),
                options=form.named_options(),
                before=(form.pre_opens_on.data, form.pre_closes_on.data),
                after=(form.post_opens_on.data, form.post_closes_on.data),
                group_size=form.group_size.data,
                least=form.least.data,
                asks_willing=form.asks_willing.data,
            )
            db.session.commit()
            flash(_("Made. Send the link below to those you ask."))
            return redirect(url_for(".one", **address(poll)))
    return render_template("polls/new.html", cohort=cohort, form=form)


@bp.route(f"{COHORT}/polls/from-file", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def from_file(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Answers collected elsewhere: all of the file is taken or nothing."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    form = forms.FromFile()
    if form.validate_on_submit():
        with refusals(form):
            sheet = sheets.read(form.file.data, form.chosen_kind(), form.levels.data or 0)
            poll = actions.take_in(
                db.session,
                actor(),
                cohort=cohort,
                question=form.question.data,
                kind=form.chosen_kind(),
                options=sheet.options,
                people=sheet.people,
                group_size=form.group_size.data,
                least=form.least.data,
            )
            db.session.commit()
            flash(_("Counted. The file and its codes are not kept."))
            return redirect(url_for(".one", **address(poll)))
    return render_template("polls/from_file.html", cohort=cohort, form=form)


@bp.route(f"{COHORT}/polls/published", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def published(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Percentages that stand somewhere already."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    form = forms.Published()
    if form.validate_on_submit():
        with refusals(form):
            options, pre, post = form.lines()
            poll = actions.publish(
                db.session,
                actor(),
                cohort=cohort,
                question=form.question.data,
                options=options,
                pre=pre,
                post=post,
                n_pre=form.n_pre.data,
                n_post=form.n_post.data,
                group_size=form.group_size.data,
                willing=form.willing.data or None,
            )
            db.session.commit()
            return redirect(url_for(".one", **address(poll)))
    return render_template("polls/published.html", cohort=cohort, form=form)
