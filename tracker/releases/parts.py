"""The words of the publication review. Pure, and imported by every other file of the room."""

from __future__ import annotations

import enum


class CaseState(enum.StrEnum):
    """Where a case stands. APPROVED still waits for something; CLEARED may go out now."""

    DRAFT = "draft"
    SCREENING = "screening"
    RETURNED = "returned"
    EXPEDITED = "expedited"
    FORMAL = "formal"
    APPROVED = "approved"
    CLEARED = "cleared"
    PUBLISHED = "published"
    HELD = "held"
    DECLINED = "declined"
    STALE = "stale"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"
    DISCLOSED_UNREVIEWED = "disclosed_unreviewed"


class ReleaseKind(enum.StrEnum):
    PAPER = "paper"
    PREPRINT = "preprint"
    PEER_REVIEW = "peer_review"
    CODE = "code"
    WEIGHTS = "weights"
    DATASET = "dataset"
    POST = "post"
    TALK = "talk"
    PRIVATE_DRAFT = "private_draft"
    OTHER = "other"


class Scope(enum.StrEnum):
    """Who a release reaches, from the case team to everybody: a total order, compared by `rank`."""

    S0 = "s0"
    S1 = "s1"
    S2 = "s2"
    S3 = "s3"
    S4 = "s4"
    S5 = "s5"

    @property
    def rank(self) -> int:
        return int(self.value[1])


class Tier(enum.IntEnum):
    """How much review a case gets. There is no tier without review."""

    EXPEDITED = 1
    FORMAL = 2
    EXTERNAL = 3


class CaseRole(enum.StrEnum):
    """What somebody is to one case."""

    AUTHOR = "author"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    REVIEWER = "reviewer"
    CHAIR = "chair"
    VOTER = "voter"
    EXTERNAL = "external"
    APPEAL_READER = "appeal_reader"
    DIRECTOR = "director"
    AUDITOR = "auditor"


class Benefit(enum.StrEnum):
    NEGLIGIBLE = "negligible"
    MODEST = "modest"
    SUBSTANTIAL = "substantial"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        return list(Benefit).index(self)


class Harm(enum.StrEnum):
    """Acceleration or misuse, as best guess or as the worst that is plausible."""

    NEGLIGIBLE = "negligible"
    MODEST = "modest"
    SERIOUS = "serious"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        return list(Harm).index(self)


class Sureness(enum.StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Direction(enum.StrEnum):
    """Which side gains more."""

    SAFETY = "safety"
    EVEN = "even"
    CAPABILITY = "capability"
    CANT_TELL = "cant_tell"


class Availability(enum.StrEnum):
    """How available the key content is already: the answers of question E1."""

    WELL_KNOWN = "well_known"
    OBSCURE = "obscure"
    WITHIN_SIX_MONTHS = "within_6_months"
    WITHIN_TWO_YEARS = "within_2_years"
    UNLIKELY = "unlikely"


class Reversibility(enum.StrEnum):
    """Whether it can be undone: the answers of question F1."""

    FULLY = "fully"
    PARTLY = "partly"
    NO = "no"


class ReasonCode(enum.StrEnum):
    """The hazards that can support a hold. Reputation, priority and quality are none of them."""

    ACCELERATION = "ACC"
    ALGORITHMIC = "ALG"
    ATTENTION = "ATT"
    MISUSE = "MIS"
    SAFEGUARD = "SAF"
    AGGREGATION = "AGG"
    EVALUATION = "EVA"
    THIRD_PARTY = "3RD"
    LEGAL = "LEG"


class Verdict(enum.StrEnum):
    APPROVE = "approve"
    HOLD = "hold"
    DECLINE = "decline"


class Void(enum.StrEnum):
    """Why an approval no longer holds."""

    MANIFEST = "manifest"
    SCOPE = "scope"
    VENUE = "venue"
    CONTRIBUTORS = "contributors"
    EXPIRED = "expired"
    TRIPWIRE = "tripwire"
    CONFLICT = "conflict"
    APPEAL = "appeal"
    STOP = "stop"


class HardConflict(enum.StrEnum):
    """What bars a person from a case. None of these can be waived."""

    AUTHOR = "author"
    COAUTHOR = "coauthor"
    MENTOR = "mentor"
    FAMILY = "family"
    BUSINESS = "business"
    FINANCIAL = "financial"
    COMPETITOR = "competitor"


class SoftConflict(enum.StrEnum):
    """What is declared, and may be waived."""

    RECENT_COAUTHOR = "recent_coauthor"
    SAME_EMPLOYER = "same_employer"
    RESEARCH_MANAGER = "research_manager"
    SAME_STREAM = "same_stream"
    OWN_DOUBT = "own_doubt"
