"""The people and cases of release review as tests need them, through the product's own actions."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tracker import clock
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects.models import Work
from tracker.releases import break_glass, cases, need_to_know
from tracker.releases.access_models import BreakGlass, ReadAlert
from tracker.releases.models import Case, CasePerson
from tracker.releases.parts import CaseState, ReleaseKind
from tracker.sealed import Seal

# The same as in the settings of the tests' application.
SEAL = Seal({1: b"\x01" * 32})
# The same as an installation is given it.
KEYS = "1:" + urlsafe_b64encode(b"\x01" * 32).decode()
TITLE = "Zanzibar probes of refusal"


@dataclass
class Bench:
    """Who reviews in the cast's program. None of them knows Ada's work, none mentors in her stream."""

    cora: Person  # coordinator
    dev: Person  # deputy
    rhea: Person  # reviewer
    ravi: Person  # reviewer
    rosa: Person  # reviewer
    pia: Person  # panel member
    paul: Person  # panel member
    petra: Person  # panel member
    pete: Person  # panel member
    pola: Person  # panel member
    xeno: Person  # external member
    aude: Person  # auditor


ROLES = {
    "cora": Role.COORDINATOR,
    "dev": Role.DEPUTY,
    **dict.fromkeys(("rhea", "ravi", "rosa"), Role.REVIEWER),
    **dict.fromkeys(("pia", "paul", "petra", "pete", "pola"), Role.PANEL_MEMBER),
    "xeno": Role.EXTERNAL,
    "aude": Role.AUDITOR,
}


def a_bench(make: Factory, cast: Cast) -> Bench:
    """Everybody whom the review needs, with roles for the whole program."""
    return Bench(
        **{
            name: make.role(make.person(f"{name.title()} Bench"), role, cast.cohort, whole_program=True)
            for name, role in ROLES.items()
        }
    )


def a_case(
    session: Session,
    author: Person,
    work: Work,
    *,
    kind: ReleaseKind = ReleaseKind.POST,
    title: str = TITLE,
    seal: Seal = SEAL,
) -> Case:
    """A planned release in DRAFT."""
    return cases.plan(session, author, seal=seal, work=work, kind=kind, title=title)


def in_review(
    session: Session, cast: Cast, bench: Bench, seal: Seal = SEAL
) -> tuple[Case, CasePerson, BreakGlass, ReadAlert]:
    """A case in SCREENING whose list has a director, a wish of another to be let into it, and an alert."""
    case = a_case(session, cast.ada.person, cast.sprint, seal=seal)
    case.submitted_at, case.state = clock.now(), CaseState.SCREENING
    seat = need_to_know.add(session, seal, bench.cora, case=case, person=cast.lea, reason="Asked to see it.")
    make = Factory(session)
    dora = make.role(make.person("Dora Director"), Role.LEAD, cast.cohort, whole_program=True)
    opening = break_glass.ask(session, seal, dora, case=case, reason="Nobody can be reached.")
    alert = ReadAlert(program_id=case.program_id, person_id=bench.dev.id, hour=clock.now(), texts=11)
    session.add(alert)
    session.flush()
    return case, seat, opening, alert
