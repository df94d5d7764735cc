"""The words of outcomes, as members, mentors and staff read them."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.projects.follow_up_queries import Round
from tracker.projects.follow_up_rules import Question
from tracker.projects.outcome_models import OutcomeKind, OutcomeStatus, Tier
from tracker.web.filters import day
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

KINDS: dict[OutcomeKind, LazyString] = {
    OutcomeKind.PAPER: _l("paper"),
    OutcomeKind.PREPRINT: _l("preprint"),
    OutcomeKind.POST: _l("post"),
    OutcomeKind.CODE: _l("code"),
    OutcomeKind.DATASET: _l("dataset"),
    OutcomeKind.MODEL: _l("model"),
    OutcomeKind.TALK: _l("talk"),
    OutcomeKind.TOOL: _l("tool"),
    OutcomeKind.NEGATIVE_RESULT: _l("negative result"),
}
STATUSES: dict[OutcomeStatus, LazyString] = {
    OutcomeStatus.PLANNED: _l("planned"),
    OutcomeStatus.IN_PROGRESS: _l("in progress"),
    OutcomeStatus.SUBMITTED: _l("submitted"),
    OutcomeStatus.ACCEPTED: _l("accepted"),
    OutcomeStatus.PUBLISHED: _l("published"),
    OutcomeStatus.REJECTED: _l("rejected"),
    OutcomeStatus.WITHDRAWN: _l("withdrawn"),
    OutcomeStatus.RESTRICTED: _l("restricted: shared with named people only"),
    OutcomeStatus.WITHHELD: _l("withheld: shared with nobody"),
}
# The same where there is little room.
SHORT: dict[OutcomeStatus, LazyString] = {
    **STATUSES,
    OutcomeStatus.RESTRICTED: _l("restricted"),
    OutcomeStatus.WITHHELD: _l("withheld"),
}
TIERS: dict[Tier, LazyString] = {
    Tier.WORKSHOP: _l("workshop"),
    Tier.CONFERENCE: _l("conference"),
    Tier.JOURNAL: _l("journal"),
}
QUALITY: dict[int, LazyString] = {
    1: _l("1 – cannot be relied on"),
    2: _l("2 – gaps that matter"),
    3: _l("3 – sound"),
    4: _l("4 – careful, convincing whichever way it came out"),
    5: _l("5 – a model for others"),
}


def outcome_kind(kind: OutcomeKind) -> str:
    return str(KINDS[kind])


def outcome_status(status: OutcomeStatus) -> str:
    """The status in a word."""
    return str(SHORT[status])


def venue_tier(tier: Tier) -> str:
    return str(TIERS[tier])


def quality_word(quality: int) -> str:
    return str(QUALITY[quality])


def listing_sentence(agreed: Collection[int], members: Collection[int]) -> str:
    """Whether its links stand in a public list, and how many still have to agree."""
    missing = len(set(members) - set(agreed))
    if not missing:
        return _("Every member agrees: its links may stand in the public list of the cohort's report.")
    return ngettext(
        "Not in any public list: %(num)d member has not agreed.",
        "Not in any public list: %(num)d members have not agreed.",
        missing,
    )


def follow_up_sentence(question: Question) -> str:
    """What is asked, on a page or in a mail. It names no work and no outcome."""
    until = day(question.until)
    if question.month == 12:
        return _(
            "Your cohort ended a year ago. What became of your works? If nothing changed, that is one"
            " button; you can answer until %(until)s.",
            until=until,
        )
    return _(
        "Your cohort ended six months ago. What became of your works? If nothing changed, that is one"
        " button; you can answer until %(until)s.",
        until=until,
    )


def response_sentence(found: Round) -> str:
    """How many answered, of how many; where nobody did, that and no zero."""
    asked = len(found.people)
    if not asked:
        return _("Nobody could be asked.")
    if not found.answered:
        return ngettext(
            "%(num)d person asked, not answered yet.", "%(num)d people asked, not answered yet.", asked
        )
    return _(
        "%(answered)s of %(asked)s people answered (%(percent)s %%), about %(known)s of %(works)s works.",
        answered=found.answered,
        asked=asked,
        percent=round(100 * found.answered / asked),
        known=found.works_answered,
        works=found.works,
    )
