"""The contribution statement: an answer like any other, and a scholar's word on their part in a work."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.cohorts.models import Enrolment
from tracker.people.models import Person
from tracker.projects import shares
from tracker.projects.models import Membership, Work
from tracker.projects.parts import CreditRole, Share
from tracker.surveys import actions, queries
from tracker.surveys.models import Survey, SurveyAnswer
from tracker.surveys.questions import Answers


def send(
    session: Session,
    actor: Person,
    *,
    survey: Survey,
    enrolment: Enrolment,
    work: Work,
    answers: Answers,
    form_version: int,
) -> SurveyAnswer:
    """Take the statement, and the share and roles it states: what was stated before stays on record.

    The only member of a work states none: the share is theirs, and no word of it waits for who joins later.
    """
    row = actions.send(
        session,
        actor,
        survey=survey,
        enrolment=enrolment,
        work=work,
        answers=answers,
        form_version=form_version,
    )
    percent, roles = answers.get("percent"), answers.get("roles", [])
    membership = session.get_one(Membership, (work.id, enrolment.id))
    if roles or row.version > 1:  # a first statement that is silent on roles takes none back
        named = [CreditRole(role) for role in roles] if isinstance(roles, list) else []
        shares.set_roles(session, actor, membership=membership, roles=named)
    if not queries.is_alone(session, work):
        shares.claim(
            session,
            actor,
            membership=membership,
            part=Share(str(answers["part"])),
            share=percent / 100 if isinstance(percent, int) else None,
            words=str(answers.get("words", "")),
        )
    return row
