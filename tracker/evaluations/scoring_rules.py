"""Decisions about scores: what settings make sense, who may see which number, what a page view can afford."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.evaluations.score_models import Audience
from tracker.reasons import Decision, no, yes

COMPONENTS = ("ability", "severity", "fit", "luck", "error")
K_RANGE = (0.3, 5.0)
BAR_RANGE = (1.0, 5.0)
# A component with less of the variance than this is one that the model does not have.
LEAST_SHARE = 0.01
# Shares typed with two decimals sum to 1 within this.
SUM_TOLERANCE = 0.005
# A fit of 500 forms and 650 unknowns took 0.5 s on one core, one of 600 and 840 took 1.2 s: a page view may
# wait for about a second.
PAGE_FORMS, PAGE_UNKNOWNS = 600, 800
# Reading more than these and hashing them takes a page longer than half a second.
READ_FORMS = 5_000


@dataclass(frozen=True)
class Scoring:
    """How a program makes its scores.

    `version` counts the program's changes; 0 stands for the model's own values. `shares` are the parts
    of the ratings' variance expected from each of `COMPONENTS`, `bar` is in rubric points.
    """

    k_low: float
    k_high: float
    shares: tuple[float, float, float, float, float]
    bar: float
    version: int = 0

    def normalised(self) -> Scoring:
        """The same with shares that sum to 1 exactly enough for the model."""
        total = sum(self.shares)
        a, s, f, u, e = (share / total for share in self.shares)
        return replace(self, shares=(a, s, f, u, e))


def may_set_scoring(scoring: Scoring) -> Decision:
    """Whether scores can be made like this. Written so that a NaN passes nowhere."""
    for name, k in (("k_low", scoring.k_low), ("k_high", scoring.k_high)):
        if not K_RANGE[0] <= k <= K_RANGE[1]:
            return no("scoring_k_range", name=name, lowest=K_RANGE[0], highest=K_RANGE[1])
    for component, share in zip(COMPONENTS, scoring.shares, strict=True):
        if not LEAST_SHARE <= share < 1:
            return no("scoring_share_range", component=component, least=LEAST_SHARE)
    if not abs(sum(scoring.shares) - 1) <= SUM_TOLERANCE:
        return no("scoring_shares_sum", total=f"{sum(scoring.shares):.2f}")
    if not BAR_RANGE[0] <= scoring.bar <= BAR_RANGE[1]:
        return no("scoring_bar_range", lowest=BAR_RANGE[0], highest=BAR_RANGE[1])
    return yes()


@dataclass(frozen=True)
class Reader:
    """Somebody before the level of one scholar.

    `reads` and `submits` are the permissions to read and to file evaluations in the scholar's cohort;
    `own_filed` and `own_open` count the reader's own forms on the scholar, filed and still owed.
    """

    is_scholar: bool
    reads: bool = False
    submits: bool = False
    own_filed: int = 0
    own_open: int = 0


def may_see_level(reader: Reader) -> Decision:
    """Whether a scholar's level is shown to a reader; raters stay blind until their own forms are in."""
    if reader.is_scholar:
        return yes()
    if reader.own_open and (reader.reads or reader.submits):
        return no("own_not_filed")
    if reader.reads or (reader.submits and reader.own_filed):
        return yes()
    return no("level_not_yours")


def audience_of(reader: Reader) -> Audience:
    """On which forms the level rests that a reader is shown; a scholar's own, only on released ones."""
    return Audience.RELEASED if reader.is_scholar else Audience.ALL


def may_see_severity(*, own: bool, reads_severities: bool) -> Decision:
    """Whether a mentor's severity is shown: to themselves and to who holds `severity:read`."""
    return yes() if own or reads_severities else no("severity_not_yours")


def fits_page(*, forms: int, unknowns: int) -> bool:
    """Whether a cohort is small enough to be fitted while somebody waits for a page."""
    return forms <= PAGE_FORMS and unknowns <= PAGE_UNKNOWNS


def reads_page(*, forms: int) -> bool:
    """Whether a cohort's forms can be read, to see what changed, while somebody waits for a page."""
    return forms <= READ_FORMS
