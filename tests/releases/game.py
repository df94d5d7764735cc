"""Games of release review: who moves next, by a plan that leads somewhere or by whatever anybody tries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.kept import Kept
from tests.releases.casting import Bench, a_bench
from tests.releases.playing import Chance
from tests.releases.playing_review import Review
from tests.releases.watching import Watch
from tracker import clock
from tracker.people import actions as people
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.reasons import Refused
from tracker.releases import panel_queries
from tracker.releases.parts import CaseState, Scope
from tracker.releases.review_models import ReviewAssignment

T = TypeVar("T")
S = CaseState
BENCH = ("rhea", "ravi", "rosa")
PANEL = ("pia", "paul", "petra", "pete", "pola", "xeno")
DESK = ("cora", "dev")
EVERYBODY = ("ada", "ben", "mara", "sam", "lea", "outsider", "oper", "aude", *DESK, *BENCH, *PANEL)
MOVES = (
    *("begin", "answer", "confirm", "list_files", "name_author", "take_author_off", "submit", "sign"),
    *("say_view", "say_unease", "withdraw", "give_back", "ask_reviewer", "send_to_two", "send_to_panel"),
    *("convene", "answer_invitation", "find_conflict", "file", "return_it", "escalate", "take_seat"),
    *("step_aside", "vote", "dissent", "reply", "vote_again", "close", "reopen", "vote_on_hold"),
    *("send_letter", "appeal", "hear_appeal", "accept_narrower", "meet_conditions", "trip"),
    *("ask_amendment", "answer_amendment", "publish", "bring_news", "stop", "give_reasons", "settle_stop"),
)
Way = tuple[tuple[str, ...], str]
# What leads on from a state, and who does it: tried by everybody named, in this order.
ONWARD: dict[CaseState, tuple[Way, ...]] = {
    S.DRAFT: ((("ada",), "confirm"), (("ada",), "submit")),
    S.RETURNED: ((("ada",), "confirm"), (("ada",), "submit")),
    S.EXPEDITED: ((BENCH, "file"),),
    S.APPROVED: (
        (("ben",), "sign"),
        (("ada",), "accept_narrower"),
        (("ada", "rhea", "pia", "cora"), "meet_conditions"),
    ),
    S.CLEARED: ((("ada",), "publish"),),
    S.PUBLISHED: ((("ada", "lea"), "stop"),),
    S.HELD: ((("ada",), "appeal"), (("cora",), "hear_appeal")),
    S.DECLINED: ((("ada",), "appeal"), (("cora",), "hear_appeal")),
    S.STALE: (
        (("ada",), "list_files"),
        (("ada",), "ask_amendment"),
        ((*BENCH, "pia", "paul"), "answer_amendment"),
        (("ada",), "confirm"),
        (("ada",), "submit"),
    ),
    S.SUSPENDED: ((("ada", "lea"), "give_reasons"), ((*DESK, "rhea", "pia"), "settle_stop")),
}


def ways(play: Review) -> tuple[Way, ...]:
    """What leads on from where the case stands."""
    case = play.the_case
    if case.state is S.SCREENING and (case.tier or 0) > 1:
        return ((("cora",), "send_to_panel"),)
    if case.state is S.SCREENING:
        accepted = [one for one in play.rows(ReviewAssignment) if one.accepted and one.ended_at is None]
        if len(accepted) < 2:
            return ((("cora", "cora"), "ask_reviewer"), (BENCH, "answer_invitation"))
        return ((("cora",), "send_to_two"),)
    if case.state is S.FORMAL:
        return (_in_the_panel(play),)
    return ONWARD.get(case.state, ((("ada",), "trip"),))


def _in_the_panel(play: Review) -> Way:
    panel = panel_queries.newest(play.session, play.the_case.id)
    if panel is None or panel.ended_at is not None:
        return ("cora", "dev"), "convene"
    waiting = [one for one in panel_queries.seats(play.session, panel.id) if one.recused_at is None]
    names = {one.id: name for name, one in play.people.items()}
    members = tuple(names[one.person_id] for one in waiting)
    if unseated := tuple(names[one.person_id] for one in waiting if one.declared_at is None):
        return unseated, "take_seat"
    filed = panel_queries.filings(play.session, panel)
    if silent := tuple(names[one.person_id] for one in waiting if one.person_id not in filed):
        return silent, "file"
    if panel.closed_at is not None:
        if panel.outcome is Scope.S0 and len(panel_queries.hold_votes(play.session, panel)) < len(waiting):
            return members, "vote_on_hold"
        return (names[panel.chair_id],), "send_letter"
    voted = panel_queries.voted_in(play.session, panel, panel.turn)
    if unheard := tuple(names[one.person_id] for one in waiting if one.id not in voted):
        return unheard, "vote"
    return (names[panel.chair_id],), "close"


@dataclass
class Dice:
    """Chance by a seed, for games without Hypothesis."""

    random: Random

    def one(self, values: Sequence[T]) -> T:
        return self.random.choice(values)

    def often(self) -> bool:
        return self.random.random() < 0.8


@dataclass
class Game:
    """One game: each step is one person trying one move, and all that must hold is looked at after it."""

    play: Review
    watch: Watch
    steps: int = 0
    taken: list[str] = field(default_factory=list)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    reached: set[CaseState] = field(default_factory=set)

    def step(self, name: str, move: str, chance: Chance) -> bool:
        """Let somebody try something; whether it was permitted. A refusal leaves nothing behind."""
        self.steps += 1
        person = self.play.people[name]
        planned = self.play.case
        with clock.fixed(self.play.now):
            try:
                getattr(self.play, move)(person, chance)
                self.play.session.commit()
            except Refused as refusal:
                self.refused[move, refusal.decision.code] += 1
                self.play.session.rollback()
                self.play.case = planned
                done = False
            else:
                self.taken.append(f"{name} {move}")
                done = True
                self.watch.check()
        if self.play.case is not None:
            self.reached.add(self.play.case.state)
        return done

    def onward(self, chance: Chance) -> None:
        """What leads on from where the case stands, tried by those whose turn it is."""
        if self.play.case is None:
            self.step("ada", "begin", chance)
            return
        for names, move in ways(self.play):
            for name in names:
                self.step(name, move, chance)

    def time(self, chance: Chance) -> None:
        """Let days pass, and what they bring happen."""
        self.steps += 1
        self.play.pass_time(self.play.people["ada"], chance)
        with clock.fixed(self.play.now):
            if self.play.case is not None:
                before, state = self.watch.snapshot(), self.play.case.state
                self.play.days()
                self.play.session.commit()
                self.watch.check_time(before, state)
            self.watch.check()


@dataclass
class Players:
    """Everybody, before anything happened. Oper runs the server and holds every role that would decide."""

    cast: Cast
    bench: Bench
    oper: Person


def players(make: Factory) -> Players:
    cast = build_cast(make)
    oper = make.person("Oper Ator")
    for role in (Role.COORDINATOR, Role.REVIEWER, Role.LEAD):
        make.role(oper, role, cast.cohort, whole_program=True)
    people.grant_role(make.session, None, person=oper, role=Role.OPERATOR, program_id=None, cohort_id=None)
    return Players(cast, a_bench(make, cast), oper)


@contextmanager
def game(connection: Connection, begun: Kept) -> Iterator[Game]:
    """A game in a transaction of its own, of which nothing stays."""
    outer = connection.begin_nested()
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
        found: Players = begun.copy(Factory(session, begun.next_number))
        play = Review(session, connection, found.cast, found.bench)
        play.people["oper"] = found.oper
        yield Game(play, Watch(play))
        session.rollback()
    outer.rollback()


def by_dice(connection: Connection, begun: Kept, seed: int, rounds: int) -> Game:
    """A whole game by a seed: mostly onward, at times anything by anybody, at times days."""
    dice = Dice(Random(seed))  # a game
    with game(connection, begun) as one:
        for _round in range(rounds):
            match dice.random.random():
                case share if share < 0.45:
                    one.onward(dice)
                case share if share < 0.92:
                    one.step(dice.one(EVERYBODY), dice.one(MOVES), dice)
                case _:
                    one.time(dice)
        one.watch.check_trail()
        return one
