"""A case on its way to a panel and through it, by the pages alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.page import Client, Page
from tests.releases.authoring import handed_in
from tests.releases.casting import Bench
from tests.releases.reviewing import file
from tracker.people.models import Person
from tracker.releases.models import Case
from tracker.releases.panel_models import Panel

FIVE = ("pia", "paul", "petra", "pete", "pola")
# Serious harm, with the best guesses that the form then asks for.
SERIOUS = {
    "benefit": "substantial",
    "misuse_worst": "serious",
    "misuse_best": "modest",
    "reason_codes": "MIS",
    "agrees_reversibility": "no",
}
LETTER = {
    "benefit": "Auditors find hidden goals sooner.",
    "risk": "Who hides goals learns which probes to fear.",
    "uncertain": "How well the probes carry over.",
    "why_scope": "Named recipients can use it; nobody else needs it.",
    "tripwires": "A public attack on these probes.",
    "more_later": "A version without the training recipe.",
    "benefit_forgone": "A season of audits elsewhere.",
}


@dataclass
class Sitting:
    """A case before its panel. `case` and `room` are addresses."""

    client: Client
    session: Session
    bench: Bench
    case: str
    room: str = ""

    @property
    def row(self) -> Case:
        self.session.expire_all()
        return self.session.get_one(Case, int(self.case.rsplit("/", 1)[1]))

    @property
    def panel(self) -> Panel:
        self.session.expire_all()
        found = sa.select(Panel).where(Panel.case_id == self.row.id).order_by(Panel.number.desc())
        return self.session.scalars(found.limit(1)).one()

    def people(self, *names: str) -> list[Person]:
        return [getattr(self.bench, name) for name in names]

    def convene(self, *names: str, alternates: tuple[str, ...] = (), chair: str = "") -> Page:
        """The coordinator seats these."""
        self.client.sign_in(self.bench.cora)
        sent = self.client.post(
            f"{self.case}/panel",
            {
                "members": [str(one.id) for one in self.people(*names)],
                "alternates": [str(one.id) for one in self.people(*alternates)],
                "chair": str(getattr(self.bench, chair or names[0]).id),
            },
        )
        if sent.status == 302:
            self.room = sent.location
        return sent

    def answer(self, name: str, **said: Any) -> Page:
        """Answer the invitation: no conflict, and yes, unless told otherwise."""
        values = {"none": "y", "take": "yes", **said}
        self.client.sign_in(getattr(self.bench, name))
        return self.client.post(f"{self.room}/seat", {k: v for k, v in values.items() if v})

    def seat(self, *names: str) -> None:
        for name in names:
            answered = self.answer(name)
            assert answered.status == 302, answered.text

    def assess(self, name: str, **said: str) -> None:
        guesses = {"acceleration_best": "negligible", "misuse_best": "negligible"}
        filed = file(self.client, getattr(self.bench, name), self.case, **{**guesses, **said})
        assert filed.status == 302, filed.text

    def post(self, name: str, what: str, **fields: Any) -> Page:
        """What somebody sends from the room."""
        self.client.sign_in(getattr(self.bench, name))
        return self.client.post(f"{self.room}/{what}", fields)

    def vote(self, name: str, widest: str) -> Page:
        return self.post(name, "vote", widest=widest)

    def votes(self, **widest: str) -> None:
        for name, scope in widest.items():
            voted = self.vote(name, scope)
            assert voted.status == 302, voted.text

    def look(self, name: str) -> Page:
        self.client.sign_in(getattr(self.bench, name))
        return self.client.get(self.room)

    def send(self, name: str, *parts: str, **fields: Any) -> Page:
        """The chair sends the letter, all of it but for named parts."""
        written = {part: text for part, text in LETTER.items() if not parts or part in parts}
        return self.post(name, "letter", act="send", **{**written, **fields})


def formal(client: Client, session: Session, cast: Cast, bench: Bench, **answers: Any) -> Sitting:
    """Ada's release, handed in and sent to the panel by the coordinator."""
    case = handed_in(client, cast.ada.person, cast.sprint, **answers)
    client.sign_in(bench.cora)
    sent = client.post(f"{case}/screening/panel", {"why": "The method could be turned round."})
    assert sent.status == 302, sent.text
    return Sitting(client, session, bench, case)


def ready(client: Client, session: Session, cast: Cast, bench: Bench, *names: str, **said: str) -> Sitting:
    """A panel of five (or of these) that has declared and filed, everybody alike."""
    sitting = formal(client, session, cast, bench)
    names = names or FIVE
    asked = sitting.convene(*names)
    assert asked.status == 302, asked.text
    sitting.seat(*names)
    for name in names:
        sitting.assess(name, **said)
    return sitting


def decision_address(page: Page) -> str:
    """The first decision that a page leads to."""
    found = re.search(r"/reviews/decisions/\d+", page.html)
    assert found, page.text
    return found.group()
