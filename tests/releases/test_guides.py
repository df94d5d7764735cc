"""The guides of release review say what the pages and rules say: anchors, numbers, the example of a vote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tracker.releases import assignment_rules, retraction_rules, review_words
from tracker.releases.numbers import DEFAULTS
from tracker.releases.parts import Harm, ReasonCode, Scope
from tracker.releases.voting_rules import Threshold, outcome, quorum

DOCS = Path(__file__).parents[2] / "docs"
NAMES = ("reviewers", "releases", "coordinators")
GUIDES = {name: re.sub(r"\s+", " ", (DOCS / f"{name}.md").read_text()) for name in NAMES}
REVIEWERS = GUIDES["reviewers"]
TABLES = (review_words.BENEFIT, review_words.SURENESS, review_words.DIRECTION, review_words.SCOPES)


@pytest.mark.parametrize("scale", TABLES, ids=("benefit", "sureness", "direction", "scope"))
def test_a_word_stands_for_the_same_in_the_guide_as_on_the_form(scale):
    rows = [f"| {word} | {anchor} |" for word, anchor in scale.values()]
    assert [row for row in rows if row not in REVIEWERS] == []


def test_the_words_of_harm_do_too():
    for harm in Harm:
        word, acceleration = review_words.ACCELERATION[harm]
        assert f"| {word} | {acceleration} | {review_words.MISUSE[harm][1]} |" in REVIEWERS


def test_every_hazard_has_its_words():
    said = [str(review_words.REASONS[code]).replace(", ", " ", 1) for code in ReasonCode]
    assert [one for one in said if one not in REVIEWERS] == []


@pytest.mark.parametrize(
    ("guide", "said"),
    [
        ("reviewers", "**File within five working days.**"),
        ("releases", "The coordinator has three working days"),
        ("releases", "they have five to file"),
        ("releases", "It has 15 working days"),
        ("releases", "for 90 days after two reviewers and 60 after a panel"),
        ("releases", "if it was longer than 90 days"),
        ("releases", "at most 180 days off"),
        ("releases", "**Appeal** within 30 days"),
        ("releases", "within ten working days"),
        ("releases", "within 48 hours"),
        ("releases", "within seven days"),
        ("releases", "for 20 working days and after three reminders"),
        ("releases", "Three years after the end"),
        ("coordinators", "Screening, within three working days"),
        ("coordinators", "more than 10 texts"),
        ("coordinators", "for 60 minutes"),
        ("reviewers", "rests for 72 hours"),
        ("reviewers", "until 14 days after the end"),
    ],
)
def test_the_guides_name_these_days(guide, said):
    assert said in GUIDES[guide]


def test_and_they_are_the_standard_ones():
    assert (DEFAULTS.screening_due, DEFAULTS.assessment_due, DEFAULTS.panel_due) == (3, 5, 15)
    assert (DEFAULTS.valid_expedited, DEFAULTS.valid_formal, DEFAULTS.embargo) == (90, 60, 90)
    assert (DEFAULTS.revisit_most, DEFAULTS.appeal, DEFAULTS.appeal_due) == (180, 30, 10)
    assert (DEFAULTS.stop_reasons_hours, DEFAULTS.stop_settled, DEFAULTS.cool_off_hours) == (48, 7, 72)
    assert (DEFAULTS.unreachable_due, DEFAULTS.unreachable_reminders) == (20, 3)
    assert (DEFAULTS.retention_years, DEFAULTS.reads_an_hour, DEFAULTS.break_glass_minutes) == (3, 10, 60)
    assert (DEFAULTS.external_after_close, assignment_rules.ANSWER_DAYS) == (14, 2)
    assert retraction_rules.HOURS == 24


def test_the_example_of_a_vote_comes_to_what_the_guide_says():
    votes = [Scope.S5, Scope.S5, Scope.S4, Scope.S1, Scope.S0]
    assert "With 5, 5, 4, 1, 0 that is S4 with more than half and S1 with two thirds." in REVIEWERS
    assert outcome(votes, len(votes), Threshold.MAJORITY) is Scope.S4
    assert outcome(votes, len(votes), Threshold.TWO_THIRDS) is Scope.S1


def test_a_quorum_is_more_than_half_and_three_at_least():
    assert "A **quorum** is more than half of the seats, and three at least" in REVIEWERS
    assert [quorum(seats) for seats in (3, 4, 5, 6, 7)] == [3, 3, 3, 4, 4]
