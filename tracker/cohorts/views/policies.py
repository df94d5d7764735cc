"""What scholars read about a gate, what changed, who has read it, and the scholar's own word."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from tracker import clock
from tracker.cohorts import policies, policy_actions, policy_words, queries
from tracker.cohorts.models import Enrolment, GatePolicy, PhaseKind
from tracker.cohorts.policy_actions import Letter
from tracker.cohorts.views.blueprint import bp, cohort_for
from tracker.cohorts.words import PHASES
from tracker.extensions import db
from tracker.outbox import texts
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import grants, or_404, requires
from tracker.web.addresses import full_address

SETUP = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/setup"


@bp.route(f"{SETUP}/phases/<any(training, research, extension):kind>/policy")
@requires(Permission.BOARD_READ)
def policy(program_slug: str, cohort_slug: str, kind: str) -> ResponseReturnValue:
    """The policy in force as scholars read it, what changed in a running phase, and who has not read it."""
    cohort = cohort_for(Permission.BOARD_READ, program_slug, cohort_slug)
    phase = or_404(queries.phase(cohort, PhaseKind(kind)))
    standing = or_404(phase.policy)
    zone = cohort.program.time_zone
    return render_template(
        "cohorts/policy.html",
        cohort=cohort,
        phase=phase,
        policy=standing,
        phase_words=PHASES,
        evidence=policy_words.evidence(standing),
        since=policy_words.day_in(zone, standing.published_at),
        changes=policy_words.changes(phase, zone),
        begun=phase.starts_on <= clock.today(zone),
        unread=policies.unread_by(db.session, standing, cohort.id),
        scholars=len(policies.staying(db.session, cohort.id)),
        may_change=grants().allow(
            Permission.COHORT_MANAGE, program_id=cohort.program_id, cohort_id=cohort.id
        ),
    )


@bp.route("/where-i-stand/<int:enrolment_id>/policies/<int:policy_id>/read", methods=["POST"])
@requires(Permission.STANDING_READ)
def read_policy(enrolment_id: int, policy_id: int) -> ResponseReturnValue:
    """A scholar says that they have read a version; a second click changes nothing."""
    enrolment = or_404(queries.enrolment(db.session, enrolment_id))
    or_404(enrolment.person_id == actor().id or None)
    version = or_404(policies.for_scholar(db.session, policy_id, enrolment))
    policy_actions.mark_read(db.session, actor(), policy=version, enrolment=enrolment)
    db.session.commit()
    flash(_("Noted: you have read it. It stays on this page."))
    return redirect(url_for("overview.standing_in", enrolment_id=enrolment_id))


def letter(enrolment: Enrolment, before: GatePolicy, after: GatePolicy) -> Letter:
    """What a scholar is told when the policy of a phase under way was changed."""
    cohort, scholar = enrolment.cohort, enrolment.person
    with force_locale(scholar.locale):
        values = {
            "name": scholar.name,
            "cohort": cohort.name,
            "phase": str(PHASES[after.phase.kind]),
            "changes": "\n".join(f"- {one}" for one in policy_words.differences(before, after)),
            "reason": after.reason or "",
            "link": full_address("overview.standing_in", enrolment_id=enrolment.id),
        }
        mail = texts.compose(db.session, "policy_changed", values, program_id=cohort.program_id)
    return Letter(mail.subject, mail.body)
