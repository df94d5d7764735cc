"""The blueprint of polls, and the words and drawings their templates use."""

from __future__ import annotations

from flask import Blueprint

from tracker.evidence import poll_words
from tracker.evidence.scales import MeanChange
from tracker.polls import words
from tracker.polls.scale_withholding import Means
from tracker.polls.withholding import Row, Share, Visible
from tracker.web import charts_polls, filters

bp = Blueprint("polls", __name__)

bp.add_app_template_global(poll_words.p_value, "p_word")

for sentence in (words.told_word, words.answers_word, words.withheld_sentences, words.scale_sentence):
    bp.add_app_template_global(sentence)


@bp.app_template_global("poll_rows")
def poll_rows(found: Visible) -> list[charts_polls.Drawn]:
    """The options as drawn."""
    return [charts_polls.drawn(_marks(row.pre), _marks(row.post)) for row in found.rows]


@bp.app_template_global("poll_ticks")
def poll_ticks() -> list[charts_polls.Tick]:
    """The places of whole percentages under the drawing."""
    return charts_polls.TICKS


@bp.app_template_global("share_word")
def share_word(share: Share | None) -> str:
    """A share in percent with its interval; a dash where it is left out."""
    if share is None:
        return "–"
    middle = _percent(share.share)
    if share.low is None or share.high is None:
        return f"{middle} %"
    return f"{middle} % ({_percent(share.low)}–{_percent(share.high)})"


@bp.app_template_global("change_word")
def change_word(row: Row) -> str:
    """A change in points with its interval; a dash where it is left out."""
    if row.change is None:
        return "–"
    middle = _signed(row.change)
    if row.low is None or row.high is None:
        return middle
    return f"{middle} ({_signed(row.low)} – {_signed(row.high)})"


@bp.app_template_global("mean_word")
def mean_word(change: MeanChange) -> str:
    """A change of means with its interval."""
    if change.low is None or change.high is None:
        return _one(change.change)
    return f"{_one(change.change)} ({_one(change.low)} – {_one(change.high)})"


@bp.app_template_global("poll_sentence")
def poll_sentence(found: Visible) -> str:
    """What a poll of which everything may be shown says."""
    assert found.found is not None
    return poll_words.sentence(found.found)


@bp.app_template_global("poll_willing")
def poll_willing(found: Visible) -> str:
    """The stated willingness beside what moved."""
    assert found.found is not None
    return poll_words.willing_sentence(found.found) or ""


@bp.app_template_global("is_means")
def is_means(found: Visible | Means) -> bool:
    """Whether a result is of a scale."""
    return isinstance(found, Means)


def _marks(share: Share | None) -> charts_polls.Marks | None:
    if share is None:
        return None
    return charts_polls.Marks(share.share, share.low, share.high)


def _percent(share: float) -> str:
    text = filters.number(100 * share)
    return text.removesuffix(".0")


def _one(value: float) -> str:
    text = filters.number(abs(value))
    return text if float(f"{abs(value):.1f}") == 0 else f"+{text}" if value > 0 else f"−{text}"


def _signed(change: float) -> str:
    size = _percent(abs(change))
    if size == "0":
        return size
    return f"+{size}" if change > 0 else f"−{size}"
