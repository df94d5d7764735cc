"""The page of those who are asked. It knows nobody: whoever is signed in is neither looked up nor named."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from tracker import clock
from tracker.extensions import db
from tracker.polls import answering, forms, queries, rules
from tracker.polls.models import Poll
from tracker.polls.views.blueprint import bp
from tracker.web.access import or_404, public
from tracker.web.forms import refusals

# The language of those of whom nothing is known.
LANGUAGE = "en"


@bp.route("/polls/<token:token>", methods=["GET", "POST"])
@public
def answer(token: str) -> ResponseReturnValue:
    """Answer, or read when one can, or what came of it where staff let it be seen."""
    with force_locale(LANGUAGE):
        poll = or_404(queries.by_token(db.session, token))
        today = clock.today(poll.cohort.program.time_zone)
        waves = rules.open_waves(poll, today)
        if not waves:
            return _no_form(poll)
        form = forms.Answer().offer(poll, waves)
        if form.validate_on_submit():
            with refusals(form):
                answering.answer(
                    db.session,
                    poll=poll,
                    wave=form.chosen_wave(waves),
                    option=int(form.option.data),
                    code=form.code.data,
                    secret=current_app.extensions["tracker_settings"].lasting_key,
                    willing=form.is_willing(),
                )
                db.session.commit()
                flash(_("Thank you. Your answer is in, and nothing tells that it is yours."))
                return redirect(url_for(".answer", token=token))
        return render_template(
            "polls/answer.html", poll=poll, form=form, waves=waves, example=rules.EXAMPLE_CODE
        )


def _no_form(poll: Poll) -> ResponseReturnValue:
    today = clock.today(poll.cohort.program.time_zone)
    found = queries.result(db.session, poll, today) if poll.shows_result else None
    stage = rules.stage(poll, today).value
    return render_template("polls/no_form.html", poll=poll, stage=stage, found=found)
