"""The guide to the score prints the numbers that the model gives today, and the settings that ship."""

from __future__ import annotations

from pathlib import Path

from tracker.evaluations import score_settings
from tracker.evaluations.scoring_rules import COMPONENTS
from tracker.overview import cohort_words, method_words
from tracker.overview.worked_examples import worked
from tracker.web.filters import number

GUIDE = Path(__file__).parents[2] / "docs" / "how-the-score-is-made.md"


def test_the_examples_in_the_guide_are_the_models_own(shared_app):
    text = " ".join(GUIDE.read_text().split())
    shipped = score_settings.DEFAULTS
    with shared_app.test_request_context():
        for example in worked(score_settings.priors(shipped), shipped.bar):
            assert method_words.example_title(example) in text
            assert method_words.example_story(example) in text
            assert method_words.example_outcome(example) in text


def test_the_shares_and_the_bar_in_the_guide_are_those_that_ship(shared_app):
    text = GUIDE.read_text()
    shipped = score_settings.DEFAULTS
    with shared_app.test_request_context():
        for name, share in zip(COMPONENTS, shipped.shares, strict=True):
            assert f"| {cohort_words.component_word(name)} | {share:.0%} |".replace("%", " %") in text
        assert f"({number(shipped.bar)} unless the program chose another)" in text
