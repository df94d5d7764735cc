"""The words of scales with what each stands for, of conflicts, reasons, and why a case goes where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.releases.clocks import Who
from tracker.releases.parts import (
    Availability,
    Benefit,
    Direction,
    HardConflict,
    Harm,
    ReasonCode,
    Reversibility,
    Scope,
    SoftConflict,
    Sureness,
)
from tracker.web.texts import gettext as _

# Word and anchor: what somebody who chooses it says.
Scale = Mapping[Any, tuple[LazyString, LazyString]]

BENEFIT: Scale = {
    Benefit.NEGLIGIBLE: (_l("negligible"), _l("Nobody would work differently because of it.")),
    Benefit.MODEST: (_l("modest"), _l("A few people working on safety would save some weeks.")),
    Benefit.SUBSTANTIAL: (_l("substantial"), _l("A line of safety work would go better or begin.")),
    Benefit.MAJOR: (_l("major"), _l("It would change what many developers do about a risk.")),
}
ACCELERATION: Scale = {
    Harm.NEGLIGIBLE: (_l("negligible"), _l("Who builds stronger models learns nothing they would use.")),
    Harm.MODEST: (_l("modest"), _l("Routine help: some days saved, nothing they could not do.")),
    Harm.SERIOUS: (_l("serious"), _l("A technique or insight that would be taken up by many.")),
    Harm.SEVERE: (_l("severe"), _l("It would bring stronger models noticeably closer.")),
}
MISUSE: Scale = {
    Harm.NEGLIGIBLE: (_l("negligible"), _l("No misuse that somebody would bother with.")),
    Harm.MODEST: (_l("modest"), _l("A nuisance, or harm to few that can be made good.")),
    Harm.SERIOUS: (_l("serious"), _l("Grave harm to some, made cheaper or easier than today.")),
    Harm.SEVERE: (_l("severe"), _l("Harm to very many, within reach of more people than today.")),
}
SURENESS: Scale = {
    Sureness.LOW: (_l("low"), _l("I could easily be wrong by a step.")),
    Sureness.MEDIUM: (_l("medium"), _l("I would be a little surprised to be wrong by a step.")),
    Sureness.HIGH: (_l("high"), _l("I would be very surprised.")),
}
DIRECTION: Scale = {
    Direction.SAFETY: (_l("safety"), _l("Who makes models safer gains clearly more.")),
    Direction.EVEN: (_l("even"), _l("Both sides gain about the same.")),
    Direction.CAPABILITY: (_l("capability"), _l("Who makes models stronger gains clearly more.")),
    Direction.CANT_TELL: (_l("can't tell"), _l("I see no good reason either way.")),
}
AVAILABILITY: Scale = {
    Availability.WELL_KNOWN: (_l("well known"), _l("In textbooks or widely read papers.")),
    Availability.OBSCURE: (_l("obscure"), _l("Printed, but few have found it.")),
    Availability.WITHIN_SIX_MONTHS: (_l("within 6 months"), _l("Others would have it by then.")),
    Availability.WITHIN_TWO_YEARS: (_l("within 2 years"), _l("Others would have it by then.")),
    Availability.UNLIKELY: (_l("unlikely"), _l("Others are unlikely to have it soon.")),
}
REVERSIBILITY: Scale = {
    Reversibility.FULLY: (_l("fully"), _l("It can be taken back and nobody keeps it.")),
    Reversibility.PARTLY: (_l("partly"), _l("Most would be gone; some copies stay.")),
    Reversibility.NO: (_l("no"), _l("Once out it stays out.")),
}
SCOPES: Scale = {
    Scope.S0: (_l("S0"), _l("Nobody outside the case team.")),
    Scope.S1: (_l("S1"), _l("Recipients by name.")),
    Scope.S2: (_l("S2"), _l("This program.")),
    Scope.S3: (_l("S3"), _l("Approved applicants under an agreement.")),
    Scope.S4: (_l("S4"), _l("Public in part: parts held back.")),
    Scope.S5: (_l("S5"), _l("Public in full.")),
}

HARD: Mapping[HardConflict, LazyString] = {
    HardConflict.AUTHOR: _l("I am an author of it"),
    HardConflict.COAUTHOR: _l("I contributed to it"),
    HardConflict.MENTOR: _l("I mentor or supervise this project"),
    HardConflict.FAMILY: _l("An author is family or my partner"),
    HardConflict.BUSINESS: _l("An author is my business partner"),
    HardConflict.FINANCIAL: _l("I have money at stake in it"),
    HardConflict.COMPETITOR: _l("I compete for the same result"),
}
SOFT: Mapping[SoftConflict, LazyString] = {
    SoftConflict.RECENT_COAUTHOR: _l("I made something with an author lately"),
    SoftConflict.SAME_EMPLOYER: _l("I had the same employer as an author lately"),
    SoftConflict.RESEARCH_MANAGER: _l("I am an author's research manager"),
    SoftConflict.SAME_STREAM: _l("I belong to an author's mentor stream"),
    SoftConflict.OWN_DOUBT: _l("I doubt that I can be unbiased"),
}
# The same about somebody else, for the coordinator.
TIES: Mapping[StrEnum, LazyString] = {
    HardConflict.AUTHOR: _l("an author of it"),
    HardConflict.COAUTHOR: _l("contributed to it"),
    HardConflict.MENTOR: _l("mentors this project"),
    HardConflict.FAMILY: _l("family or partner of an author"),
    HardConflict.BUSINESS: _l("business partner of an author"),
    HardConflict.FINANCIAL: _l("money at stake"),
    HardConflict.COMPETITOR: _l("competes for the same result"),
    SoftConflict.RECENT_COAUTHOR: _l("made something with an author lately"),
    SoftConflict.SAME_EMPLOYER: _l("had the same employer as an author lately"),
    SoftConflict.RESEARCH_MANAGER: _l("research manager of an author"),
    SoftConflict.SAME_STREAM: _l("belongs to an author's mentor stream"),
    SoftConflict.OWN_DOUBT: _l("doubts that they can be unbiased"),
}
REASONS: Mapping[ReasonCode, LazyString] = {
    ReasonCode.ACCELERATION: _l("ACC, speeds up stronger models"),
    ReasonCode.ALGORITHMIC: _l("ALG, an algorithmic insight"),
    ReasonCode.ATTENTION: _l("ATT, draws attention to a neglected route"),
    ReasonCode.MISUSE: _l("MIS, misuse"),
    ReasonCode.SAFEGUARD: _l("SAF, weakens a safeguard"),
    ReasonCode.AGGREGATION: _l("AGG, the missing piece among public ones"),
    ReasonCode.EVALUATION: _l("EVA, spoils an evaluation"),
    ReasonCode.THIRD_PARTY: _l("3RD, leaves a third party unprotected"),
    ReasonCode.LEGAL: _l("LEG, law or contract"),
}
TIERS: Mapping[int, LazyString] = {
    1: _l("two reviewers"),
    2: _l("the panel"),
    3: _l("the panel with somebody from outside"),
}
WHO: Mapping[Who, LazyString] = {
    Who.AUTHOR: _l("the authors"),
    Who.COORDINATOR: _l("the coordinator"),
    Who.REVIEWERS: _l("the reviewers"),
    Who.PANEL: _l("the panel"),
    Who.STOPPER: _l("who stopped it"),
    Who.SETTLERS: _l("two people who look into the stop"),
    Who.APPEAL_READER: _l("the reader of the appeal"),
}


def cause(item: str, code: str) -> str:
    """Why a case goes where it goes: one line of its route."""
    whole = {
        "flags": _("Three or more answers raise a flag together."),
        "area": _("The program sends every release of this research area further."),
        "asked": _("The authors asked for the panel."),
    }
    if not item:
        return whole.get(code, code)
    said = {
        "E": _("The answer to %(item)s raises a flag.", item=item),
        "F": _("The answer to %(item)s asks for the panel.", item=item),
        "P": _("The answer to %(item)s asks for the panel with somebody from outside.", item=item),
    }
    return said.get(code, f"{item} {code}")


def named(conflicts: Any) -> str:
    """Conflicts in a row, as the coordinator reads them."""
    return ", ".join(str(TIES[one]) for one in sorted(conflicts))
