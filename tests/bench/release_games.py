"""Plays games of release review by dice until enough steps were taken, and tells what came up.

    python -m tests.bench.release_games [STEPS] [FIRST_SEED]

Every promise of tests/releases/watching.py is looked at after each step that did something; a broken one ends
the run with the seed of its game. A step is one person trying one move, or days passing.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.kept import keeping
from tests.releases.game import by_dice, players
from tests.sweeps.databases import first_engine
from tracker import db as database

ROUNDS = 40


def main(steps: int, seed: int) -> None:
    taken: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    done = games = 0
    folder = Path(tempfile.mkdtemp())
    with (
        first_engine(database.make_engine(f"sqlite:///{folder}"), folder) as engine,
        keeping(lambda name: Path(tempfile.mkdtemp(name))) as keep,
    ):
        begun = keep(engine, players)
        with begun.engine.connect() as connection:
            connection.begin()
            while done < steps:
                try:
                    played = by_dice(connection, begun, seed + games, ROUNDS)
                except AssertionError:
                    print(f"seed {seed + games} broke a promise")
                    raise
                games, done = games + 1, done + played.steps
                taken.update(one.split()[1] for one in played.taken)
                refused.update(code for _move, code in played.refused.elements())
                reached.update(state.value for state in played.reached)
    print(f"{done} steps in {games} games: {taken.total()} did something, {refused.total()} were refused")
    print("games that reached each state:", dict(reached.most_common()))
    print("moves:", dict(taken.most_common()))
    print("refusals:", dict(refused.most_common(20)))


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*(given + [50_000, 1][len(given) :]))
