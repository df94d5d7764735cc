"""Approvals as tests need them: facts that clear, and cases approved by the product's own actions."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.releases.casting import SEAL, Bench, a_case
from tracker import clock, sealed
from tracker.people.models import Person
from tracker.projects.models import Work
from tracker.releases import (
    access,
    amendments,
    approval_queries,
    approvals,
    cases,
    conditions,
    contributor_queries,
    contributors,
    declarations,
    manifests,
    publications,
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
from tracker.releases.parts import CaseRole, CaseState, Harm, Reversibility, Scope, Verdict
from tracker.releases.publications import Going
from tracker.releases.submission_models import CaseAnswer, Part, Submission
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
    work: Work | None = None,
    outside: str = "",
) -> Case:
    """A case of Ada's that was handed in and is judged, without the questions and the desk."""
    case = a_case(session, cast.ada.person, work or cast.sprint)
    session.refresh(case, ["work", "author", "vault", "policy"])
    give_files(session, case)
    if outside:
        contributors.add(session, case.author, seal=SEAL, case=case, part=Part.AUTHOR, name=outside)
    venue = kept(session, case, "Our blog\nThe forum", "release.venue")
    where = {"case_id": case.id, "item": "A2", "chosen": [scope.value], "text_id": venue.id}
    session.add(CaseAnswer(**where, said_by_id=cast.ada.person_id))
    session.flush()
    handed_in(session, case, route)
    case.submitted_at, case.tier = clock.now(), 2 if panel else 1
    cases.move(session, cast.ada.person, case=case, transition="T2", to=CaseState.SCREENING)
    way = ("T5", CaseState.FORMAL) if panel else ("T4", CaseState.EXPEDITED)
    cases.move(session, None, case=case, transition=way[0], to=way[1])
    if signed:
        sign(session, case)
    return case


def handed_in(session: Session, case: Case, route: dict[str, Any] | None = None) -> Submission:
    """What stands now, as its author hands it in; without the step."""
    live, before = submission_queries.live(session, case), submission_queries.current(session, case)
    assert live.manifest and live.scope and live.binding
    people = contributor_queries.everybody(session, case)
    made = Submission(
        case_id=case.id,
        number=before.number + 1 if before else 1,
        manifest_id=live.manifest.id,
        scope=live.scope,
        venue_id=live.venue_id,
        binding=live.binding,
        answers={},
        contributors={"people": list(people.person_ids), "names": list(people.name_ids)},
        route=route or {"conditions": []},
        by_id=case.author_id,
    )
    session.add(made)
    session.flush()
    return made


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


# The pages of this part, by the cases of `going_out` that they are tried on.
TRIED_ON = {
    "releases.approval": "approved_id",
    **dict.fromkeys(
        (
            *("releases.destination", "releases.accept_narrower", "releases.reaffirm", "releases.meet_event"),
            *("releases.report_tripwire", "releases.condition_done", "releases.verify_condition"),
            "releases.reopen_condition",
        ),
        "approved_id",
    ),
    "releases.ask_amendment": "stale_id",
    "releases.answer_amendment": "asked_id",
    "releases.publish": "cleared_id",
    **dict.fromkeys(
        (
            *("releases.published", "releases.add_address", "releases.name_outcome", "releases.widen"),
            *("releases.recipients", "releases.recipient_off", "releases.recipients_checked"),
        ),
        "out_id",
    ),
}
VENDOR = {"conditions": [["I2", "Whoever is affected is told, with a date."]]}


def going_out(session: Session, cast: Cast, bench: Bench) -> dict[str, int]:
    """A case at each stage of its way out, for the sweeps: one waits, one is clear, two changed, one out."""
    # Of its own: the people of a work that others change would change what was approved.
    work = Factory(session).work(cast.ada, title="Going out")
    waits = under_review(session, cast, route=VENDOR, work=work)
    approve(session, waits, bench.rhea, bench.ravi, scope=Scope.S3)
    cases.add_person(session, None, case=waits, person=bench.rhea, role=CaseRole.REVIEWER)
    (condition,) = approval_queries.conditions(session, in_force(session, waits).decision_id)
    ada = standing_of(session, cast.ada.person, waits)
    note = kept(session, waits, "Told on Monday.", "condition.note")
    conditions.mark_done(session, cast.ada.person, ada, case=waits, condition=condition, note=note)
    cleared, stale, asked = (under_review(session, cast, work=work) for _case in range(3))
    for case in (cleared, stale, asked):
        approve(session, case, bench.rhea, bench.ravi)
        cases.add_person(session, None, case=case, person=bench.rhea, role=CaseRole.REVIEWER)
    for case in (stale, asked):
        give_files(session, case, post=b"the words of the posT")
    statement = kept(session, asked, "A typing error.", "amendment.statement")
    amendments.ask(session, cast.ada.person, case=asked, statement=statement)
    out = under_review(session, cast, scope=Scope.S3, work=work)
    approve(session, out, bench.rhea, bench.ravi)
    author = standing_of(session, cast.ada.person, out)
    publications.publish(
        session, cast.ada.person, author, case=out, going=going(session, out, scope=Scope.S3)
    )
    name = kept(session, out, "Lab of Zed", "recipient.name")
    recipient = publications.give(session, cast.ada.person, author, case=out, name=name)
    return {
        "approved_id": waits.id,
        "cleared_id": cleared.id,
        "stale_id": stale.id,
        "asked_id": asked.id,
        "out_id": out.id,
        "condition_id": condition.id,
        "recipient_id": recipient.id,
    }


def in_force(session: Session, case: Case) -> Approval:
    found = approval_queries.in_force(session, case.id)
    assert found is not None
    return found
