"""The blueprint of polls, and the words and drawings their templates use."""

from __future__ import annotations

from flask import Blueprint

from tracker.evidence import poll_words
from tracker.evidence.scales import MeanChange
from tracker.polls import words
from tracker.polls.scale_withholding import Means
from tracker.polls.withholding import Row, Share, Visible
from tracker.web import charts_polls, filters
from tracker.web.texts import gettext as _

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


@bp.app_template_global("share_words")
def share_words(share: Share | None) -> tuple[str, str]:
    """A share in percent, a dash where it is left out, and its interval where there is one."""
    if share is None:
        return "–", ""
    middle = f"{_percent(share.share)} %"
    if share.low is None or share.high is None:
        return middle, ""
    return middle, _("%(low)s to %(high)s", low=_percent(share.low), high=_percent(share.high))


@bp.app_template_global("poll_change_words")
def change_words(row: Row) -> tuple[str, str]:
    """A change in points, a dash where it is left out, and its interval where there is one."""
    if row.change is None:
        return "–", ""
    middle = _signed(row.change)
    if row.low is None or row.high is None:
        return middle, ""
    return middle, _("%(low)s to %(high)s", low=_signed(row.low), high=_signed(row.high))


@bp.app_template_global("mean_words")
def mean_words(change: MeanChange | None) -> tuple[str, str]:
    """A change of means, a dash where it is left out, and its interval where there is one."""
    if change is None:
        return "–", ""
    if change.low is None or change.high is None:
        return _one(change.change), ""
    return _one(change.change), _("%(low)s to %(high)s", low=_one(change.low), high=_one(change.high))


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
