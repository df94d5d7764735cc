"""Writes of what contributors and mentors say to a release: agree or not, and a view."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, sealed
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import approvals, cases, contributor_queries, notices, submission_queries, worries
from tracker.releases.models import Case
from tracker.releases.submission_models import MentorView, SignOff, Support
from tracker.releases.submission_rules import may_say_view, may_sign
from tracker.sealed import Seal

WORDS, VIEW = "sign_off.words", "mentor_view.words"
WORRIED = frozenset({Support.OPPOSE, Support.DONT_KNOW})


def sign(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    case: Case,
    agrees: bool,
    shown: str,
    words: str = "",
) -> SignOff:
    """Say yes or no to exactly what was `shown`. A no keeps the release back until it is taken back."""
    cases.hold(session, case)
    people = contributor_queries.everybody(session, case)
    now = submission_queries.live(session, case).binding
    contributor = actor.id in people.authors
    require(may_sign(case.state, contributor=contributor, shown=shown, now=now), field="agrees")
    row = write(session, actor, seal=seal, case=case, agrees=agrees, binding=shown, words=words)
    if not agrees:
        notices.tell(session, case=case, people=[case.author, *worries.desk(session, case)], what="no")
    approvals.settle(session, case)
    return row


def write(
    session: Session, actor: Person, *, seal: Seal, case: Case, agrees: bool, binding: str, words: str = ""
) -> SignOff:
    """Keep a contributor's word. Who may give it, the caller asked."""
    kept = sealed.keep(session, seal, case.vault, WORDS, words.strip()) if words.strip() else None
    row = SignOff(
        case_id=case.id,
        person_id=actor.id,
        binding=binding,
        agrees=agrees,
        words_id=kept.id if kept else None,
    )
    session.add(row)
    session.flush()
    audit.note(session, actor, "release.sign_off", row, program_id=case.program_id, case=case.id)
    return row


def say_view(
    session: Session, actor: Person, *, seal: Seal, case: Case, support: Support, words: str = ""
) -> MentorView:
    """Say what a mentor of the work thinks. Opposing, or not knowing, leads to the panel."""
    cases.hold(session, case)
    mentors = contributor_queries.everybody(session, case).mentors
    require(may_say_view(case.state, mentor=actor.id in mentors), field="support")
    kept = sealed.keep(session, seal, case.vault, VIEW, words.strip()) if words.strip() else None
    row = MentorView(case_id=case.id, person_id=actor.id, support=support, words_id=kept.id if kept else None)
    session.add(row)
    session.flush()
    audit.note(session, actor, "release.mentor_view", row, program_id=case.program_id, case=case.id)
    if support in WORRIED:
        worries.raise_route(session, actor, case=case, code="mentor")
    return row
