"""The works that somebody makes or guides, and what each waits for from them."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import credit_queries, credit_words, queries
from tracker.projects.credit_queries import Standing
from tracker.projects.credit_rules import Gap
from tracker.projects.models import Work
from tracker.projects.result_rules import ResultState
from tracker.projects.views.blueprint import bp
from tracker.projects.words import KINDS
from tracker.web.access import requires
from tracker.web.texts import gettext as _


@bp.get("/works")
@requires(Permission.WORK_VIEW)
def mine() -> ResponseReturnValue:
    works = queries.of_person(db.session, actor().id)
    stands = credit_queries.standings(db.session, works)
    return render_template(
        "projects/mine.html",
        works=works,
        stands=stands,
        asked={work.id: asked(work, stands[work.id], actor().id) for work in works},
        kinds=KINDS,
        reached=credit_words.REACHED,
        states=credit_words.STATES,
    )


def asked(work: Work, stands: Standing, person_id: int) -> list[str]:
    """What a work waits for from one of its people, in words."""
    gaps = stands.shares.gaps
    own = {one.enrolment_id for one in work.members if one.enrolment.person_id == person_id}
    if own:
        confirm = any(member in own and gap is Gap.MEMBER_SILENT for member, gap in gaps)
        answer = stands.result is ResultState.PROPOSED
        words = [_("confirm your share")] if confirm else []
        return [*words, _("read the proposed result; object if it is wrong")] if answer else words
    words = [] if work.pass_able or stands.result is not ResultState.OPEN else [_("say how hard it is")]
    if any(gap is Gap.MENTOR_SILENT for _member, gap in gaps):
        words.append(_("say what the shares were"))
    return words
