"""The words of polls: stages, kinds, how many have answered, and why something is not shown."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.evidence.poll_words import p_value
from tracker.polls.models import Poll, PollKind, PollSource, PollWave
from tracker.polls.rules import Stage
from tracker.polls.scale_withholding import Means
from tracker.polls.withholding import Visible, Why
from tracker.web.filters import number
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

KINDS: dict[PollKind, LazyString] = {
    PollKind.CHOICE: _l("one of several options"),
    PollKind.SCALE: _l("a number on a scale from 1"),
}
SOURCES: dict[PollSource, LazyString] = {
    PollSource.APP: _l("asked here"),
    PollSource.FILE: _l("from a file"),
    PollSource.PUBLISHED: _l("published percentages"),
}
STAGES: dict[Stage, LazyString] = {
    Stage.COMING: _l("not open yet"),
    Stage.BEFORE: _l("open: before"),
    Stage.BOTH: _l("open: before and after"),
    Stage.BETWEEN: _l("between before and after"),
    Stage.AFTER: _l("open: after"),
    Stage.CLOSED: _l("closed"),
}
WAVES: dict[PollWave, LazyString] = {
    PollWave.PRE: _l("beforehand"),
    PollWave.POST: _l("afterwards"),
}
YES_NO: dict[str, LazyString] = {"yes": _l("yes"), "no": _l("no")}


def told_word(step: int) -> str:
    """How many have answered so far, in steps of five."""
    return _("%(num)s or more answers", num=step) if step else _("fewer than five answers")


def answers_word(n: int | None, least: int) -> str:
    """How many answered a closed wave."""
    if n is None:
        return _("fewer than %(least)s answers", least=least)
    return ngettext("%(num)d answer", "%(num)d answers", n)


def withheld_sentences(found: Visible | Means, poll: Poll) -> list[str]:
    """Why something is not shown, and what is shown in its place."""
    least = poll.least
    said = {
        Why.FEW_BEFORE: _(
            "Before, fewer than %(least)s people answered; nothing of it is shown.", least=least
        ),
        Why.FEW_AFTER: _("After, fewer than %(least)s people answered; nothing of it is shown.", least=least),
        Why.FEW_DIFFER: _(
            "Fewer than %(least)s answers differ between before and after. Hardly anything moved; the shares"
            " afterwards are left out, since the difference would tell what one or two people did.",
            least=least,
        ),
        Why.SMALL_OPTIONS: _(
            "An option that fewer than %(least)s people chose is left out, and with it another one wherever"
            " the total would give it away.",
            least=least,
        ),
        Why.ALIKE: _(
            "Nearly everybody gave the same answer. A mean would tell what each of them said, so it is left"
            " out."
        ),
        Why.PAIRS: _(
            "Who changed from what to what is left out: fewer than %(least)s people did one thing or the"
            " other. All answers are compared as if different people had given them.",
            least=least,
        ),
        Why.WILLING: _(
            "Fewer than %(least)s said that they could change their mind, or that they could not; which, is"
            " left out.",
            least=least,
        ),
    }
    return [said[why] for why in Why if why in found.why]


def scale_sentence(found: Means, levels: int) -> str | None:
    """What a scale poll says; None where the change is left out."""
    change = found.change
    if change is None or found.pre is None or found.post is None:
        return None
    figures = {"pre": number(found.pre), "post": number(found.post), "levels": levels}
    if round(change.change, 1) == 0:
        said = _("The mean stayed at %(pre)s on a scale from 1 to %(levels)s", **figures)
    elif change.change > 0:
        said = _("The mean rose from %(pre)s to %(post)s on a scale from 1 to %(levels)s", **figures)
    else:
        said = _("The mean fell from %(pre)s to %(post)s on a scale from 1 to %(levels)s", **figures)
    if change.low is None or change.high is None or change.t_p is None:
        return f"{said}."
    within = change.low <= 0 <= change.high
    ends = {"low": number(change.low), "high": number(change.high)}
    margin = (
        _("this is within the 95 %% margin, %(low)s to %(high)s", **ends)
        if within
        else _("this is outside the 95 %% margin, %(low)s to %(high)s", **ends)
    )
    return f"{said}; {margin} ({tests_word(found)})."


def tests_word(found: Means) -> str:
    """The tests of a change on a scale."""
    change = found.change
    assert change is not None
    assert change.t_p is not None
    t_p = p_value(change.t_p)
    if found.paired is None or change.signed_rank_p is None:
        return _("Welch's t test, %(p)s", p=t_p)
    ranks = p_value(change.signed_rank_p)
    return _("t test of %(n)s pairs, %(p)s; signed ranks, %(ranks)s", n=found.paired, p=t_p, ranks=ranks)
