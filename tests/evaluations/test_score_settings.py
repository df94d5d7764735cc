"""How a program makes its scores: versions, refusals at their field, the trail of changes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.page import count_rows
from tests.properties import given, st
from tracker import audit
from tracker.evaluations import score_settings
from tracker.evaluations.score_models import ScoringSettings
from tracker.evaluations.score_settings import DEFAULTS
from tracker.projects.rules import Rates
from tracker.reasons import Refused
from tracker.scoring.model import PRIORS, capped


def set_to(session, cast, base_version=None, **changes):
    chosen = replace(score_settings.in_use(session, cast.program.id), **changes)
    return score_settings.set_scoring(
        session, cast.sam, program=cast.program, scoring=chosen, base_version=base_version
    )


def test_a_program_that_changed_nothing_uses_the_models_own_values(session, cast):
    used = score_settings.in_use(session, cast.program.id)
    assert (used, used.version, used.bar) == (DEFAULTS, 0, 2.0)
    assert score_settings.priors(used) == PRIORS


def test_the_newest_version_counts_and_the_earlier_ones_stay(session, cast):
    set_to(session, cast, bar=2.5)
    set_to(session, cast, k_low=0.6)
    used = score_settings.in_use(session, cast.program.id)
    assert (used.version, used.bar, used.k_low) == (2, 2.5, 0.6)
    assert count_rows(session, ScoringSettings) == 2


def test_nothing_crosses_programs(session, cast, make):
    set_to(session, cast, bar=2.5)
    assert score_settings.in_use(session, make.program().id) == DEFAULTS


def test_shares_typed_with_two_decimals_are_kept_as_summing_to_one(session, cast):
    set_to(session, cast, shares=(0.33, 0.1, 0.25, 0.17, 0.154))
    used = score_settings.in_use(session, cast.program.id)
    assert math.isclose(sum(used.shares), 1, abs_tol=1e-12)
    assert score_settings.priors(used).shares == used.shares


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"k_low": 0.1}, "scoring_k_range", "k_low"),
        ({"k_high": 9.0}, "scoring_k_range", "k_high"),
        ({"shares": (0.3, 0.1, 0.25, 0.0, 0.35)}, "scoring_share_range", "share_luck"),
        ({"shares": (0.3, 0.1, 0.25, 0.2, 0.2)}, "scoring_shares_sum", "shares"),
        ({"bar": 6.0}, "scoring_bar_range", "bar"),
        ({"base_version": 3, "bar": 3.0}, "scoring_changed", "version"),
        ({}, "scoring_unchanged", None),
    ],
)
def test_a_refusal_names_its_field(session, cast, changes, code, field):
    with pytest.raises(Refused) as refusal:
        set_to(session, cast, **changes)
    assert (refusal.value.decision.code, refusal.value.field) == (code, field)
    assert count_rows(session, ScoringSettings) == 0


def test_the_trail_says_who_changed_what(session, cast):
    row = set_to(session, cast, bar=2.5)
    noted = session.scalars(sa.select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc())).first()
    assert (noted.action, noted.actor_id, noted.object_id) == ("scoring.set", cast.sam.id, row.id)
    assert (noted.change["before"]["bar"], noted.change["after"]["bar"]) == (2.0, 2.5)
    assert row.changed_by_id == cast.sam.id


@pytest.mark.parametrize(
    ("column", "value"), [("k_low", 0.1), ("k_high", 5.5), ("share_fit", 0.0), ("bar", 0.5)]
)
def test_the_database_refuses_nonsense(session, cast, column, value):
    row = set_to(session, cast, bar=2.5)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            sa.update(ScoringSettings).where(ScoringSettings.id == row.id).values({column: value})
        )


rates = st.floats(0.001, 0.999)


@given(rates, rates, st.floats(0.05, 0.6), st.floats(0.05, 0.4))
def test_rates_as_far_apart_as_allowed_are_those_that_the_model_takes_at_their_word(
    able, other, ability, luck
):
    if able <= other:
        return
    rest = (1 - ability - luck) / 3
    scoring = replace(DEFAULTS, shares=(ability, rest, rest, luck, rest))
    sds = np.sqrt(np.array([ability, luck]))
    hit = bool(capped(np.array([able]), np.array([other]), *sds)[0])
    distance = Rates(able, other).apart - score_settings.steepest(scoring)
    assert abs(distance) < 1e-9 or (distance > 0) is hit
