"""Who may see which level and whose severity, which settings make sense, what a page can afford."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from tests.properties import given, st
from tracker.evaluations import scoring_rules as rules
from tracker.evaluations import visibility
from tracker.evaluations.score_models import Audience
from tracker.evaluations.score_settings import DEFAULTS
from tracker.evaluations.scoring_rules import Reader, Scoring
from tracker.permissions import Grant, Grants, Role
from tracker.scoring.model import COMPONENTS

SCHOLAR, STAFF = Reader(is_scholar=True), Reader(is_scholar=False, reads=True, submits=True)


@pytest.mark.parametrize(
    ("reader", "code"),
    [
        (SCHOLAR, ""),
        (STAFF, ""),
        (Reader(is_scholar=False, reads=True, own_filed=2, own_open=1), "own_not_filed"),
        (Reader(is_scholar=False, submits=True), "level_not_yours"),
        (Reader(is_scholar=False, submits=True, own_filed=1), ""),
        (Reader(is_scholar=False, submits=True, own_filed=1, own_open=1), "own_not_filed"),
        (Reader(is_scholar=False, submits=True, own_open=1), "own_not_filed"),
        (Reader(is_scholar=False, own_filed=3), "level_not_yours"),  # the mentor's role was taken back
        (Reader(is_scholar=False), "level_not_yours"),
    ],
)
def test_a_level_is_shown_or_says_why_not(reader, code):
    assert rules.may_see_level(reader).code == code


readers = st.builds(
    Reader,
    is_scholar=st.booleans(),
    reads=st.booleans(),
    submits=st.booleans(),
    own_filed=st.integers(0, 3),
    own_open=st.integers(0, 3),
)


@given(readers)
def test_nobody_sees_a_level_before_their_own_forms_are_in(reader):
    if reader.own_open and not reader.is_scholar:
        assert not rules.may_see_level(reader)


@given(readers)
def test_whatever_else_they_are_scholars_see_only_what_is_released(reader):
    released = rules.audience_of(reader) is Audience.RELEASED
    assert released is reader.is_scholar
    if reader.is_scholar:
        assert rules.may_see_level(reader)


grants_of = st.lists(
    st.builds(Grant, st.sampled_from(Role), st.sampled_from([1, 2]), st.sampled_from([None, 7, 8])),
    max_size=5,
).map(Grants.of)


@given(grants_of, st.integers(1, 4))
def test_nobody_but_the_lead_and_the_mentor_themselves_sees_a_severity(held, who):
    shown = SimpleNamespace(by_mentor={mentor: {"mentor": mentor} for mentor in (1, 2, 3)})
    seen = visibility.severities(
        shown, SimpleNamespace(id=7, program_id=1), reader=SimpleNamespace(id=who), grants=held
    )
    leads = any(one.role is Role.LEAD and one.covers(1, 7) for one in held.grants)
    assert seen.keys() == ({1, 2, 3} if leads else {1, 2, 3} & {who})


@pytest.mark.parametrize(
    ("own", "reads", "code"), [(True, False, ""), (False, True, ""), (False, False, "severity_not_yours")]
)
def test_a_severity_is_shown_or_says_why_not(own, reads, code):
    assert rules.may_see_severity(own=own, reads_severities=reads).code == code


def scoring(**changes):
    values = {"k_low": 0.8, "k_high": 1.6, "shares": (0.3, 0.1, 0.25, 0.2, 0.15), "bar": 2.0}
    return Scoring(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"k_low": 0.3, "k_high": 5.0, "bar": 5.0}, ""),
        ({"shares": (0.33, 0.1, 0.25, 0.17, 0.154)}, ""),  # typed with two or three decimals
        ({"k_low": 0.29}, "scoring_k_range"),
        ({"k_high": 5.01}, "scoring_k_range"),
        ({"k_high": math.nan}, "scoring_k_range"),
        ({"shares": (0.4, 0.0, 0.25, 0.2, 0.15)}, "scoring_share_range"),
        ({"shares": (0.41, -0.01, 0.25, 0.2, 0.15)}, "scoring_share_range"),
        ({"shares": (0.3, 0.1, math.nan, 0.2, 0.15)}, "scoring_share_range"),
        ({"shares": (0.3, 0.1, 0.25, 0.2, 0.16)}, "scoring_shares_sum"),
        ({"bar": 0.99}, "scoring_bar_range"),
        ({"bar": math.inf}, "scoring_bar_range"),
    ],
)
def test_settings_make_sense_or_say_why_not(changes, code):
    assert rules.may_set_scoring(scoring(**changes)).code == code


@given(st.lists(st.floats(allow_nan=True), min_size=8, max_size=8))
def test_no_settings_pass_that_the_model_would_refuse(numbers):
    k_low, k_high, bar, *shares = numbers
    chosen = Scoring(k_low=k_low, k_high=k_high, shares=tuple(shares), bar=bar)
    if rules.may_set_scoring(chosen):
        made = chosen.normalised()
        assert sum(made.shares) == pytest.approx(1)
        assert min(*made.shares, made.k_low, made.k_high) > 0


def test_the_components_are_the_models():
    assert rules.COMPONENTS == COMPONENTS
    assert rules.may_set_scoring(DEFAULTS)


@pytest.mark.parametrize(
    ("forms", "unknowns", "fits"), [(600, 800, True), (601, 10, False), (10, 801, False), (0, 0, True)]
)
def test_a_page_waits_for_small_cohorts_only(forms, unknowns, fits):
    assert rules.fits_page(forms=forms, unknowns=unknowns) is fits
