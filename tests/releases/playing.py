"""A program that reviews one release, and what anybody can try in it: the moves of the state machine.

Each move asks for the person's standing as its page does, and then takes the product's own action. What
comes by chance is drawn from a `Chance`, so that a bench without Hypothesis plays the same game.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.releases.casting import SEAL, Bench
from tests.releases.checklists import BENIGN
from tracker import clock, sealed
from tracker.people.models import Person
from tracker.reasons import no, require
from tracker.releases import (
    access,
    access_rules,
    answer_queries,
    answering,
    cases,
    checklist_templates,
    contributor_queries,
    contributors,
    manifest,
    manifests,
    sign_off_queries,
    sign_offs,
    submission_queries,
    submissions,
    unease,
    withdrawals,
)
from tracker.releases.access_rules import Ability, Standing
from tracker.releases.answer_rules import Typed
from tracker.releases.checklist_parts import Answer
from tracker.releases.manifest import ArtefactKind, Entry
from tracker.releases.models import Case
from tracker.releases.parts import ReleaseKind
from tracker.releases.submission_models import Part, Support
from tracker.sealed import Reader, SealedText

T = TypeVar("T")
KEY = "the key of the tests' marks"
# Answers to whatever the benign ones do not open; what is hidden does not count.
FOLLOWING = {
    **{item: Answer(text="As told on the page.") for item in ("B4", "H2", "H3")},
    **{item: Answer(("no",)) for item in ("C3", "C6", "D2", "D4", "D5", "E3", "F2", "I1", "I4")},
    "C5": Answer(("safety",)),
    "D3": Answer(("none",)),
}
# Answers that change the route, and one that changes nothing.
RISKY: tuple[dict[str, Answer], ...] = (
    {},
    {"C1": Answer(("noticeably",))},
    {"D1": Answer(("serious",))},
    {"C1": Answer(("clearly",))},
    {"A2": Answer(("s3",), "the partners' list")},
    {"B1": Answer(text="Somebody else finds it sooner.")},
)


class Chance(Protocol):
    """Where a move gets what it leaves open."""

    def one(self, values: Sequence[T]) -> T: ...

    def often(self) -> bool:
        """Yes, most of the time."""
        ...


class Play:
    """One program with its people; the release under review and what was tried with it."""

    def __init__(self, session: Session, connection: Connection, cast: Cast, bench: Bench) -> None:
        self.session, self.connection = session, connection
        self.cast, self.bench = cast, bench
        self.people: dict[str, Person] = {
            "ada": cast.ada.person,
            "ben": cast.ben.person,
            **{name: getattr(cast, name) for name in ("mara", "milo", "sam", "lea", "outsider")},
            **vars(bench),
        }
        self.case: Case | None = None
        self.now: datetime = clock.now()
        self.digest = ""

    # What every move needs.

    def enter(self, person: Person, ability: Ability) -> Standing:
        """The door of every page of a case: what is not permitted is not found."""
        found = self.standing(person)
        require(access_rules.may(found, ability))
        return found

    def standing(self, person: Person) -> Standing:
        grants = person.grants_on(clock.today(self.the_case.program.time_zone))
        return access.standing(self.session, person, grants, self.the_case)

    @property
    def the_case(self) -> Case:
        if self.case is None:
            require(no("nothing_planned"))
        assert self.case is not None
        return self.case

    def seal(self, field: str, text: str = "Because of what we saw.") -> SealedText:
        return sealed.keep(self.session, SEAL, self.the_case.vault, field, text)

    def read(self, person: Person, texts: Sequence[SealedText]) -> dict[int, str]:
        with Session(self.connection, join_transaction_mode="create_savepoint") as log:
            return sealed.read(log, SEAL, Reader(person.id, "played"), texts)

    # The author's moves.

    def begin(self, person: Person, chance: Chance) -> None:
        """Plan the release, answer the checklist and list the files."""
        if self.case is not None:
            require(no("planned_already"))
        self.case = cases.plan(
            self.session,
            person,
            seal=SEAL,
            work=self.cast.sprint,
            kind=chance.one([ReleaseKind.POST, ReleaseKind.WEIGHTS]),
            title="A plan",
        )
        kind = Answer((self.case.kind.value,))
        self._save(person, {**BENIGN, **FOLLOWING, "A1": kind, **chance.one(RISKY)})
        self.list_files(person, chance)

    def answer(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.WRITE)
        self._save(person, chance.one(RISKY))

    def confirm(self, person: Person, chance: Chance) -> None:
        """Say of every answer that it still holds."""
        self.enter(person, Ability.WRITE)
        rows = answer_queries.rows(self.session, self.the_case.id)
        opened = self.read(person, answer_queries.texts(rows))
        self._save(person, answer_queries.answers(rows, opened), again=True)

    def _save(self, person: Person, answers: dict[str, Answer], *, again: bool = False) -> None:
        case = self.the_case
        rows = answer_queries.rows(self.session, case.id)
        answering.save(
            self.session,
            person,
            seal=SEAL,
            key=KEY,
            case=case,
            checklist=checklist_templates.of(self.session, case),
            typed={name: Typed(one) for name, one in answers.items()},
            base_version=answer_queries.version(rows),
            confirm=tuple(answers) if again else (),
        )

    def list_files(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.WRITE)
        self.digest = chance.one(["a", "b"]) * 64
        made = manifest.manifest([Entry("post.md", self.digest, 10, ArtefactKind.TEXT)])
        manifests.add(self.session, person, seal=SEAL, case=self.the_case, manifest=made)

    def name_author(self, person: Person, chance: Chance) -> None:
        """Name one more contributor: somebody of the bench at times, who judges no more from then on."""
        self.enter(person, Ability.WRITE)
        who = self.people[chance.one(["ben", "rhea", "pia"])]
        contributors.add(self.session, person, seal=SEAL, case=self.the_case, part=Part.AUTHOR, person=who)

    def take_author_off(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.WRITE)
        rows = contributor_queries.rows(self.session, self.the_case.id)
        if not rows:
            require(no("nobody_named"))
        contributors.take_off(self.session, person, case=self.the_case, row_id=chance.one(list(rows)).id)

    def submit(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.WRITE)
        case = self.the_case
        rows = answer_queries.rows(self.session, case.id)
        common: dict[str, Any] = {
            "checklist": checklist_templates.of(self.session, case),
            "area_tier": checklist_templates.area_tier(self.session, case),
            "opened": self.read(person, answer_queries.texts(rows)),
        }
        found = submissions.ready(self.session, case, person_id=person.id, **common)
        submissions.submit(self.session, person, seal=SEAL, case=case, stamp=found.stamp, **common)

    def sign(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.OWN_ANSWERS)
        shown = submission_queries.live(self.session, self.the_case).binding or ""
        sign_offs.sign(
            self.session, person, seal=SEAL, case=self.the_case, agrees=chance.often(), shown=shown
        )

    def say_view(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.OWN_ANSWERS)
        support = Support.SUPPORT if chance.often() else Support.OPPOSE
        sign_offs.say_view(self.session, person, seal=SEAL, case=self.the_case, support=support)

    def say_unease(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.OWN_ANSWERS)
        unease.say(self.session, person, seal=SEAL, case=self.the_case, text="I am.", private=chance.often())

    def withdraw(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.WRITE)
        withdrawals.withdraw(self.session, person, case=self.the_case)

    # The clock.

    def pass_time(self, person: Person, chance: Chance) -> None:
        self.now += chance.one(
            [timedelta(hours=5), timedelta(days=4), timedelta(days=40), timedelta(days=95)]
        )

    def waiting(self) -> list[Person]:
        """Contributors who have not said whether they agree."""
        return sign_off_queries.waiting(self.session, self.the_case)

    def rows(self, model: type[T], *where: Any) -> list[T]:
        return list(self.session.scalars(sa.select(model).where(*where)))


Move = Callable[[Person, Chance], None]
