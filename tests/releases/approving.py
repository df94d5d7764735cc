"""Approvals as tests need them: facts that clear, and cases approved by the product's own actions."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.releases.casting import SEAL, a_case
from tracker import clock, sealed
from tracker.people.models import Person
from tracker.releases import (
    access,
    approvals,
    cases,
    declarations,
    manifests,
    sign_offs,
    submission_queries,
    verdicts,
)
from tracker.releases.access_rules import Standing
from tracker.releases.approval_rules import Approved, Bound
from tracker.releases.decision_models import Approval, Decision
from tracker.releases.manifest import ArtefactKind, Entry, Manifest
from tracker.releases.manifest import manifest as listed
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Harm, Reversibility, Scope, Verdict
from tracker.releases.publications import Going
from tracker.releases.submission_models import CaseAnswer, Submission
from tracker.sealed import SealedText

TODAY = date(2026, 3, 10)
BOUND = Bound("a" * 64, Scope.S5, 1, "b" * 64)


def approved(**changes: Any) -> Approved:
    """An approval of yesterday that nothing keeps back."""
    facts = Approved(
        today=TODAY,
        approved=BOUND,
        live=BOUND,
        scope=Scope.S5,
        approved_on=TODAY - timedelta(days=1),
        expires_on=TODAY + timedelta(days=89),
    )
    return replace(facts, **changes)


def manifest(**files: bytes) -> Manifest:
    """A list of these files."""
    return listed(
        Entry(f"{name}.txt", hashlib.sha256(content).hexdigest(), len(content), ArtefactKind.TEXT)
        for name, content in (files or {"post": b"the words of the post"}).items()
    )


def kept(session: Session, case: Case, text: str, field: str = "approval.words") -> SealedText:
    return sealed.keep(session, SEAL, case.vault, field, text)


def give_files(session: Session, case: Case, **files: bytes) -> None:
    manifests.add(session, case.author, seal=SEAL, case=case, manifest=manifest(**files))


def under_review(
    session: Session,
    cast: Cast,
    *,
    scope: Scope = Scope.S5,
    route: dict[str, Any] | None = None,
    signed: bool = True,
    panel: bool = False,
) -> Case:
    """A case of Ada's that was handed in and is judged, without the questions and the desk."""
    case = a_case(session, cast.ada.person, cast.sprint)
    session.refresh(case, ["work", "author", "vault", "policy"])
    give_files(session, case)
    venue = kept(session, case, "Our blog\nThe forum", "release.venue")
    where = {"case_id": case.id, "item": "A2", "chosen": [scope.value], "text_id": venue.id}
    session.add(CaseAnswer(**where, said_by_id=cast.ada.person_id))
    session.flush()
    live = submission_queries.live(session, case)
    session.add(
        Submission(
            case_id=case.id,
            number=1,
            manifest_id=live.manifest.id,
            scope=scope,
            venue_id=venue.id,
            binding=live.binding,
            answers={},
            contributors={"people": [], "names": []},
            route=route or {"conditions": []},
            by_id=cast.ada.person_id,
        )
    )
    case.submitted_at, case.tier = clock.now(), 2 if panel else 1
    cases.move(session, cast.ada.person, case=case, transition="T2", to=CaseState.SCREENING)
    way = ("T5", CaseState.FORMAL) if panel else ("T4", CaseState.EXPEDITED)
    cases.move(session, None, case=case, transition=way[0], to=way[1])
    if signed:
        sign(session, case)
    return case


def sign(session: Session, case: Case, *, agrees: bool = True) -> None:
    now = submission_queries.live(session, case).binding
    sign_offs.sign(session, case.author, seal=SEAL, case=case, agrees=agrees, shown=now or "")


def declare(session: Session, case: Case, *people: Person) -> None:
    for one in people:
        declarations.declare(session, SEAL, one, case=case, hard=(), soft=())


def decide(session: Session, case: Case, **changes: Any) -> Decision:
    """Write down a decision: that what was handed in is approved as asked, unless told otherwise."""
    submission = submission_queries.current(session, case)
    assert submission is not None
    values = {"verdict": Verdict.APPROVE, "h": Harm.NEGLIGIBLE, "reversibility": Reversibility.FULLY}
    values |= {"scope": submission.scope} | changes
    return verdicts.record(session, case=case, submission=submission, **values)


def approve(session: Session, case: Case, *by: Person, scope: Scope | None = None, **more: Any) -> Approval:
    """Approve a case by these people, who declare that they have no conflict."""
    declare(session, case, *by)
    decision = decide(session, case, **({"scope": scope} if scope else {}))
    values = {"transition": "T9" if decision.by_panel else "T8", "scope": decision.scope, **more}
    return approvals.approve(session, None, case=case, by=[one.id for one in by], decision=decision, **values)


def standing_of(session: Session, person: Person, case: Case) -> Standing:
    return access.standing(session, person, person.grants_on(clock.today()), case)


def going(session: Session, case: Case, **changes: Any) -> Going:
    """What was approved, about to go out."""
    venue = kept(session, case, "Our blog", "publication.venue")
    values = {"files": manifest(), "scope": Scope.S5, "venue": venue, "listed": True, **changes}
    return Going(**values)
