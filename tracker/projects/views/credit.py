"""The section of shares and roles on a work's page, and what is said and settled there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker import clock
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import credit_forms as forms
from tracker.projects import credit_queries, credit_rules, credit_words, shares
from tracker.projects.credit_models import ShareClaim
from tracker.projects.credit_rules import Gap, InForce
from tracker.projects.models import Work
from tracker.projects.parts import CreditRole, Share, Side
from tracker.projects.standing import Viewer
from tracker.projects.views.blueprint import SECTIONS, bp, sent, show, work_for
from tracker.reasons import require
from tracker.web.access import not_found, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

TEMPLATE = "projects/work_credit.html"

for sentence in (
    credit_words.part_words,
    credit_words.preset_word,
    credit_words.source_sentence,
    credit_words.change_sentence,
    credit_words.gap_sentence,
):
    bp.add_app_template_global(sentence)


def section(session: Session, viewer: Viewer, work: Work) -> dict[str, Any]:
    """What everybody on the work reads of its shares, and the forms that are theirs."""
    found = credit_queries.shares(session, [work.id])[work.id]
    reads_all, today = viewer.manages or viewer.reads, clock.today()
    claims = [
        one
        for one in credit_queries.share_claims(session, work.id)
        if reads_all or one.author_id == viewer.person.id or not one.open_on or one.open_on <= today
    ]
    newest = {(one.enrolment_id, one.author_id): one for one in claims}
    mine = viewer.place.member
    roles = credit_queries.roles(session, work.id)
    members = sorted(work.members, key=lambda one: (one.enrolment.person.name, one.enrolment_id))
    stated = {one.enrolment_id: one for one in newest.values() if one.side is Side.MENTOR}
    return {
        "found": found,
        "names": {one.enrolment_id: one.enrolment.person.name for one in members},
        "left": {one.enrolment_id: one.enrolment.left_on is not None for one in members},
        "asked": _asked(found, stated, mine.enrolment_id) if mine else None,
        "claims": claims,
        "own": {one.enrolment_id: one for one in newest.values() if one.side is Side.SCHOLAR},
        "mentors": [one for one in newest.values() if one.side is Side.MENTOR],
        "today": today,
        "roles": roles,
        "role_words": credit_words.CREDIT_ROLES,
        "own_form": _own_form(newest, viewer) if mine else None,
        "team_form": _team_form(work, newest, viewer.person.id) if viewer.place.mentor else None,
        "settle_form": forms.settled(work.members, found.numbers) if viewer.manages else None,
        "roles_form": _roles_form(roles.get(mine.enrolment_id, set())) if mine else None,
    }


SECTIONS[TEMPLATE] = section


def _asked(found: InForce, stated: Mapping[int, ShareClaim], member: int) -> Share | None:
    """The part that a member is asked to confirm: the mentors' word on them, while it is not confirmed."""
    open_gaps = {(member, Gap.MEMBER_SILENT), (member, Gap.MEMBER_DIFFERS)}
    return stated[member].part if open_gaps & set(found.gaps) else None


def _roles_form(had: set[CreditRole]) -> forms.Roles:
    return forms.Roles(formdata=None, prefix="roles-", data={"roles": [role.value for role in had]})


def _own_form(newest: Mapping[tuple[int, int], ShareClaim], viewer: Viewer) -> forms.OwnShare:
    """Begins with what they said last."""
    mine = viewer.place.member
    assert mine is not None
    said = newest.get((mine.enrolment_id, viewer.person.id))
    data = {"part": said.part.value, "share": round(said.share, 2)} if said else None
    return forms.OwnShare(formdata=None, prefix="own-", data=data)


def _team_form(work: Work, newest: Mapping[tuple[int, int], ShareClaim], author: int) -> Any:
    said = {member: one for (member, who), one in newest.items() if who == author}
    return forms.team(work.members, {key: (one.part, one.share) for key, one in said.items()})


@bp.post("/works/<int:work_id>/own-share")
@requires(Permission.WORK_VIEW)
def own_share(work_id: int) -> ResponseReturnValue:
    """A member confirms their share, or says what else it was."""
    _work, viewer = work_for(work_id)
    if viewer.place.member is None:
        not_found()
    form = forms.OwnShare(prefix="own-")
    if form.validate_on_submit():
        with refusals(form):
            shares.claim(
                db.session,
                actor(),
                membership=viewer.place.member,
                part=Share(form.part.data),
                share=form.share.data,
                words=form.words.data or "",
            )
            db.session.commit()
            return sent(work_id, _("Kept. Your mentors and staff read what you said."), "credit")
    return show(work_id, {TEMPLATE: {"own_form": form}})


@bp.post("/works/<int:work_id>/shares")
@requires(Permission.WORK_VIEW)
def team_shares(work_id: int) -> ResponseReturnValue:
    """A mentor of the work says what everybody's share was."""
    work, viewer = work_for(work_id)
    if not viewer.place.mentor:
        not_found()
    form = forms.team(work.members, {})
    if form.validate_on_submit():
        with refusals(form):
            typed = {one.enrolment_id: form[f"share_{one.enrolment_id}"].data for one in work.members}
            require(credit_rules.may_state_team(typed), field="words")
            for one in work.members:
                shares.claim(
                    db.session,
                    actor(),
                    membership=one,
                    part=Share(form[f"part_{one.enrolment_id}"].data),
                    share=typed[one.enrolment_id],
                    words=form.words.data or "",
                )
            db.session.commit()
            return sent(work_id, _("Kept. Each member is asked to confirm their own share."), "credit")
    return show(work_id, {TEMPLATE: {"team_form": form}})


@bp.post("/works/<int:work_id>/settled-shares")
@requires(Permission.WORK_VIEW)
def settle_shares(work_id: int) -> ResponseReturnValue:
    """Staff settle the shares."""
    work, viewer = work_for(work_id)
    if not viewer.manages:
        not_found()
    form = forms.settled(work.members, {one.enrolment_id: 1.0 for one in work.members})
    if form.validate_on_submit():
        typed = {one.enrolment_id: form[f"share_{one.enrolment_id}"].data for one in work.members}
        with refusals(form):
            numbers = {member: share for member, share in typed.items() if share is not None}
            shares.settle(db.session, actor(), work=work, shares=numbers, reason=form.reason.data or "")
            db.session.commit()
            return sent(work_id, _("Settled. The next score uses these shares."), "credit")
    return show(work_id, {TEMPLATE: {"settle_form": form}})


@bp.post("/works/<int:work_id>/roles")
@requires(Permission.WORK_VIEW)
def own_roles(work_id: int) -> ResponseReturnValue:
    """A member says which roles they had."""
    _work, viewer = work_for(work_id)
    if viewer.place.member is None:
        not_found()
    form = forms.Roles(prefix="roles-")
    if form.validate_on_submit():
        roles = [CreditRole(value) for value in form.roles.data or []]
        shares.set_roles(db.session, actor(), membership=viewer.place.member, roles=roles)
        db.session.commit()
        return sent(work_id, _("Kept."), "credit")
    return show(work_id, {TEMPLATE: {"roles_form": form}})
