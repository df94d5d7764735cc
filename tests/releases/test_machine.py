"""Whatever anybody tries, in whatever order: what the review promises holds after every move."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.releases.game import EVERYBODY, MOVES, by_dice, game, players

pytestmark = pytest.mark.any_database


@pytest.fixture
def beginning(engine, keep):
    """Everybody who plays, kept for all games."""
    return keep(engine, players)


class Drawn:
    """Chance as Hypothesis has it."""

    def __init__(self, data):
        self.data = data

    def one(self, values):
        return self.data.draw(st.sampled_from(list(values)))

    def often(self):
        return self.data.draw(st.integers(0, 4)) > 0


def test_no_sequence_of_moves_breaks_what_the_review_promises(connection, beginning):
    steps = []

    class Review(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.opened = game(connection, beginning)
            self.game = self.opened.__enter__()

        @rule(data=st.data())
        def onward(self, data):
            self.game.onward(Drawn(data))

        @rule(data=st.data(), name=st.sampled_from(EVERYBODY), move=st.sampled_from(MOVES))
        def anything(self, data, name, move):
            self.game.step(name, move, Drawn(data))

        @rule(data=st.data())
        def time(self, data):
            self.game.time(Drawn(data))

        def teardown(self):
            steps.append(self.game.steps)
            self.opened.__exit__(None, None, None)

    # How many steps an example has is left to chance; their number altogether is not.
    while sum(steps) < 800:
        run_state_machine_as_test(
            Review,
            settings=settings(
                max_examples=14,
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_games_by_dice_lead_through_the_whole_review(connection, beginning):
    reached, steps = set(), 0
    for seed in range(16):
        played = by_dice(connection, beginning, seed, rounds=40)
        reached |= played.reached
        steps += played.steps
    assert steps >= 1200
    assert {"expedited", "formal", "approved", "cleared", "published", "suspended", "stale"} <= {*reached}
