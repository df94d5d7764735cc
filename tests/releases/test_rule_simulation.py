"""The reasons for the thresholds of release review, as a small simulation of tests/bench/release_rules.py."""

from __future__ import annotations

import pytest

from tests.releases.simulated_rules import MEANS, SPEC, simulate

# Of 20,000 draws some 1,500 are harmful and submitted with a mean of 1: three standard errors are .04.
TOLERANCE = 0.04


@pytest.fixture(scope="module")
def found():
    return [simulate(mean, 20_000) for mean in MEANS]


@pytest.mark.parametrize("rule", SPEC)
def test_the_rules_do_what_the_specification_says(rule, found):
    for simulated, said in zip(found, SPEC[rule], strict=True):
        for figure, expected in zip(simulated[rule], said, strict=True):
            assert expected is None or figure == pytest.approx(expected, abs=TOLERANCE)


def test_two_clear_yeses_are_far_safer_than_two_plain_ones_and_block_less_than_a_veto(found):
    for rules in found:
        sure, plain = rules["two clear yes, else 4/5"], rules["two plain yes, else 3/5"]
        assert sure[0] < plain[0] / 2
        assert sure[1] < rules["any 1 of 5 may veto"][1] / 1.5
