"""A scholar's dossier, taken by themselves or by staff of the program."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from tracker import clock
from tracker.advancement.views.scholar import on_standing
from tracker.cohorts import queries as cohorts
from tracker.evaluations import scoring_rules, visibility
from tracker.extensions import db
from tracker.overview import dossier_files, dossiers, queries
from tracker.overview.views.blueprint import bp, day_of
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import no, require
from tracker.web.access import grants, or_404, permit, requires
from tracker.web.downloads import streamed

WRITERS = {
    "pdf": (dossier_files.as_pdf, "application/pdf"),
    "json": (dossier_files.as_json, "application/json"),
}


# A POST, though it only reads: taking personal data out is written into the audit trail.
@bp.route("/scholars/<int:enrolment_id>/dossier.<any(pdf,json):kind>", methods=["POST"])
@requires(Permission.HOME_READ)
def dossier(enrolment_id: int, kind: str) -> ResponseReturnValue:
    """The file, recorded. Staff who owe a form on the scholar file that first."""
    enrolment = or_404(cohorts.enrolment(db.session, enrolment_id))
    cohort, me, today = enrolment.cohort, actor(), day_of(enrolment.cohort)
    if enrolment.person_id == me.id:
        on_standing(enrolment)  # a concern that is in it has arrived, as when they open their page
    else:
        permit(Permission.COHORT_EXPORT, program_id=cohort.program_id, cohort_id=cohort.id)
        reader = visibility.level_reader(db.session, enrolment, reader=me, grants=grants(), today=today)
        if not scoring_rules.may_see_level(reader):
            require(no("dossier_own_not_filed"))
    stands = queries.standing(db.session, enrolment, today)
    taken = dossier_files.Taken(me.name, clock.now(), str(get_locale() or "en"))
    write, media_type = WRITERS[kind]
    content = write(dossiers.gathered(db.session, stands), taken)
    dossiers.note(db.session, me, stands, kind)
    name = f"{cohort.program.slug}-{cohort.slug}-{enrolment.id}-dossier-{today.isoformat()}.{kind}"
    db.session.commit()
    return streamed([content], size=len(content), name=name, media_type=media_type)
