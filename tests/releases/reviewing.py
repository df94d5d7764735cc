"""The way of a coordinator and two reviewers through the pages, as tests of release review take it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.page import Client, Page
from tests.releases import approving
from tests.releases.casting import SEAL, Bench
from tracker.people.models import Person
from tracker.releases import assignments, declarations
from tracker.releases.parts import (
    Availability,
    Benefit,
    Direction,
    Harm,
    Reversibility,
    Scope,
    SoftConflict,
    Sureness,
)
from tracker.releases.review_rules import Said

# A reviewer's easy case: nothing bad, nothing wanted.
CLEAR = {
    "benefit": "modest",
    "acceleration_worst": "negligible",
    "misuse_worst": "negligible",
    "sureness": "high",
    "direction": "safety",
    "agrees_availability": "agree",
    "agrees_reversibility": "agree",
    "widest": "s5",
    "crux": "Nothing here that is not in the manual.",
}
SERIOUS = {
    "misuse_worst": "serious",
    "misuse_best": "modest",
    "acceleration_best": "negligible",
    "reason_codes": "MIS",
    "widest": "s2",
}


def said(**changes: Any) -> Said:
    """The same as an action takes it."""
    harmless = {
        "benefit": Benefit.MODEST,
        **dict.fromkeys(("acceleration_worst", "misuse_worst"), Harm.NEGLIGIBLE),
        **dict.fromkeys(("acceleration_sureness", "misuse_sureness"), Sureness.HIGH),
        "direction": Direction.SAFETY,
        "availability": Availability.WELL_KNOWN,
        "reversibility": Reversibility.FULLY,
        "widest": Scope.S5,
        "crux": CLEAR["crux"],
    }
    return Said(**{**harmless, **changes})


def invite(client: Client, coordinator: Person, case: str, *people: Person) -> None:
    """Ask people to review."""
    client.sign_in(coordinator)
    for person in people:
        asked = client.post(f"{case}/reviewers", {"person": str(person.id)})
        assert asked.status == 302, asked.text


def take(client: Client, person: Person, case: str, **said: Any) -> Page:
    """Answer an invitation, with no conflict and yes unless told otherwise."""
    client.sign_in(person)
    page = client.get(f"{case}/invitation")
    free = {} if {"hard", "soft"} & said.keys() else {"none": "y"}
    return client.submit(page, f"{case}/invitation", **{"take": "yes", **free, **said})


def with_reviewers(client: Client, bench: Bench, case: str, *people: Person) -> str:
    """A case in SCREENING brought to two reviewers, Rhea and Ravi unless others are named."""
    people = people or (bench.rhea, bench.ravi)
    invite(client, bench.cora, case, *people)
    for person in people:
        assert take(client, person, case).status == 302
    client.sign_in(bench.cora)
    sent = client.post(f"{case}/screening/reviewers")
    assert sent.status == 302, sent.text
    return case


def file(client: Client, person: Person, case: str, **said: str) -> Page:
    """File an assessment: the easy case, with changes."""
    client.sign_in(person)
    page = client.get(f"{case}/assess")
    assert page.status == 200, page.text
    return client.submit(page, f"{case}/assess", action="/assess", act="file", **{**CLEAR, **said})


def judged(session: Session, cast: Cast, bench: Bench) -> dict[str, Any]:
    """Ids of a case that Rhea reviews, of her part in it, while Ravi is asked and Rosa has a doubt."""
    case = approving.under_review(session, cast)
    row = assignments.ask(session, bench.cora, case=case, person=bench.rhea)
    assignments.answer(session, SEAL, bench.rhea, case=case, row=row, accepts=True)
    assignments.ask(session, bench.cora, case=case, person=bench.ravi)
    doubt = [SoftConflict.OWN_DOUBT]
    declarations.declare(session, SEAL, bench.cora, case=case, hard=(), soft=doubt, about=bench.rosa)
    return {"judged_id": case.id, "row_id": row.id}
