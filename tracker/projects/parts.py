"""The vocabulary of credit: parts in a work, whose word it is, and the fourteen roles of CRediT."""

from __future__ import annotations

from enum import StrEnum


class Share(StrEnum):
    """A part in a work, in a word."""

    LEAD = "lead"
    EQUAL = "equal"
    SUPPORTING = "supporting"


class Side(StrEnum):
    """Whose word a statement is."""

    SCHOLAR = "scholar"
    MENTOR = "mentor"


class CreditRole(StrEnum):
    """What somebody did, in the terms of ANSI/NISO Z39.104 (CRediT)."""

    CONCEPTUALIZATION = "conceptualization"
    DATA_CURATION = "data_curation"
    FORMAL_ANALYSIS = "formal_analysis"
    FUNDING_ACQUISITION = "funding_acquisition"
    INVESTIGATION = "investigation"
    METHODOLOGY = "methodology"
    PROJECT_ADMINISTRATION = "project_administration"
    RESOURCES = "resources"
    SOFTWARE = "software"
    SUPERVISION = "supervision"
    VALIDATION = "validation"
    VISUALIZATION = "visualization"
    WRITING_DRAFT = "writing_draft"
    WRITING_REVIEW = "writing_review"


# What a part weighs against partners who are equals.
WEIGHTS = {Share.LEAD: 2.0, Share.EQUAL: 1.0, Share.SUPPORTING: 0.5}


def usual_share(part: Share, team: int) -> float:
    """The number behind a word in a team of this size, if nobody typed another."""
    weight = WEIGHTS[part]
    return weight / (weight + team - 1) if team > 1 else 1.0
