"""Shares, rates and results in words."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.projects.credit_rules import Gap, InForce, Source
from tracker.projects.models import Reached, Work
from tracker.projects.parts import CreditRole, Share
from tracker.projects.result_rules import ResultState
from tracker.projects.rules import PRESETS as RATES
from tracker.projects.rules import Rates, failures_that_cancel
from tracker.web.filters import number
from tracker.web.texts import gettext as _

PARTS: dict[Share, LazyString] = {
    Share.LEAD: _l("lead"),
    Share.EQUAL: _l("equal"),
    Share.SUPPORTING: _l("supporting"),
}
REACHED: dict[Reached, LazyString] = {
    Reached.YES: _l("reached"),
    Reached.NO: _l("not reached"),
    Reached.NOT_YET: _l("not known yet"),
}
STATES: dict[ResultState, LazyString] = {
    ResultState.OPEN: _l("open"),
    ResultState.PROPOSED: _l("proposed, waits for staff"),
    ResultState.DISPUTED: _l("proposed, and somebody objects"),
    ResultState.SETTLED: _l("settled"),
    ResultState.CHALLENGED: _l("settled, and somebody has objected since"),
}
PRESETS: dict[str, LazyString] = {
    "ambitious": _l("ambitious"),
    "hard": _l("hard"),
    "normal": _l("normal"),
    "routine": _l("routine"),
}
CREDIT_ROLES: dict[CreditRole, LazyString] = {
    CreditRole.CONCEPTUALIZATION: _l("Conceptualization: ideas, the research question and aims"),
    CreditRole.DATA_CURATION: _l("Data curation: annotating, cleaning and keeping data"),
    CreditRole.FORMAL_ANALYSIS: _l("Formal analysis: statistics, proofs, computation on the data"),
    CreditRole.FUNDING_ACQUISITION: _l("Funding acquisition: money or computing time"),
    CreditRole.INVESTIGATION: _l("Investigation: running the experiments, collecting evidence"),
    CreditRole.METHODOLOGY: _l("Methodology: designing the method, making models"),
    CreditRole.PROJECT_ADMINISTRATION: _l("Project administration: planning and coordinating"),
    CreditRole.RESOURCES: _l("Resources: materials, computing, tools provided"),
    CreditRole.SOFTWARE: _l("Software: programming, testing code"),
    CreditRole.SUPERVISION: _l("Supervision: oversight and leadership"),
    CreditRole.VALIDATION: _l("Validation: replicating and checking results"),
    CreditRole.VISUALIZATION: _l("Visualization: figures and presentation of data"),
    CreditRole.WRITING_DRAFT: _l("Writing, original draft"),
    CreditRole.WRITING_REVIEW: _l("Writing, review and editing"),
}


def part_words(part: Share, share: float) -> str:
    """A part with its number: “lead, 0.67”."""
    return f"{PARTS[part]}, {number(share, 2)}"


def source_sentence(found: InForce) -> str:
    """Whose numbers feed the score."""
    return {
        Source.ALONE: _("One person makes this work, so the whole of its result is theirs."),
        Source.SETTLED: _("Staff have settled these shares; they feed the score."),
        Source.CONFIRMED: _(
            "These shares feed the score: the mentors state them, and every member has confirmed their own."
        ),
        Source.EQUAL: _("For now everybody counts as one of equals in the score."),
    }[found.source]


def change_sentence(found: InForce) -> str:
    """What would change whose numbers feed the score."""
    return {
        Source.ALONE: "",
        Source.SETTLED: _(
            "Only staff change them now. Who sees it differently says so below; staff are told."
        ),
        Source.CONFIRMED: _(
            "That ends when a mentor or a member says something else: then equal shares count, until they"
            " agree again or staff settle it."
        ),
        Source.EQUAL: _(
            "The shares that the mentors state take over once they speak of every member, agree, and every"
            " member has confirmed their own. Or staff settle them, and say why."
        ),
    }[found.source]


def gap_sentence(gap: Gap, name: str, proposed: float | None) -> str:
    """What stands open about one member."""
    share = number(proposed, 2)
    return {
        Gap.MENTOR_SILENT: _("No mentor has said yet what %(name)s’s share is.", name=name),
        Gap.MENTORS_DIFFER: _("The mentors disagree on %(name)s’s share.", name=name),
        Gap.MEMBER_SILENT: _("%(name)s has not said yet whether %(share)s is right.", name=name, share=share),
        Gap.MEMBER_DIFFERS: _(
            "%(name)s sees their share differently from the mentors’ %(share)s.", name=name, share=share
        ),
        Gap.JOINED_LATER: _(
            "%(name)s joined after the shares were settled, and counts as one of equals.", name=name
        ),
        Gap.SAID_SINCE: _("Something else was said of %(name)s’s share after it was settled.", name=name),
    }[gap]


def preset_word(work: Work) -> str:
    """How hard a work is called; the two rates where they are no preset, nothing where none are stated."""
    if work.pass_able is None or work.pass_other is None:
        return ""
    stated = Rates(work.pass_able, work.pass_other)
    name = next((key for key, rates in RATES.items() if rates == stated), None)
    return str(PRESETS[name]) if name else f"{number(stated.able, 2)} / {number(stated.other, 2)}"


def cancel_sentence(rates: Rates) -> str:
    """How many failures say as much against somebody as one success says for them."""
    count = failures_that_cancel(rates)
    return _("%(count)s failures cancel one success", count=number(count, 1 if count < 10 else 0))


def rates_sentence(rates: Rates) -> str:
    """The two rates as what they mean."""
    return _(
        "somebody able reaches it in %(able)s of 100 tries, somebody else in %(other)s",
        able=number(100 * rates.able, 0 if (100 * rates.able).is_integer() else 1),
        other=number(100 * rates.other, 0 if (100 * rates.other).is_integer() else 1),
    )
