"""Decisions about outcomes: who reads and changes one, and which status may follow which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from tracker.projects.outcome_models import SEALED, OutcomeKind, OutcomeStatus, Tier
from tracker.reasons import Decision, no, yes

MOST_LINKS = 20
URL_LENGTH = 2000
LABEL_LENGTH = 200

_S = OutcomeStatus
# What may follow a status. Where a step was wrong, the next one corrects it and may lead anywhere.
NEXT: dict[OutcomeStatus, frozenset[OutcomeStatus]] = {
    _S.PLANNED: frozenset({_S.IN_PROGRESS, _S.SUBMITTED, _S.ACCEPTED, _S.PUBLISHED, _S.WITHDRAWN, *SEALED}),
    _S.IN_PROGRESS: frozenset({_S.SUBMITTED, _S.ACCEPTED, _S.PUBLISHED, _S.WITHDRAWN, *SEALED}),
    _S.SUBMITTED: frozenset({_S.ACCEPTED, _S.PUBLISHED, _S.REJECTED, _S.WITHDRAWN, *SEALED}),
    _S.ACCEPTED: frozenset({_S.PUBLISHED, _S.WITHDRAWN, *SEALED}),
    _S.PUBLISHED: frozenset({_S.WITHDRAWN}),
    _S.REJECTED: frozenset({_S.IN_PROGRESS, _S.SUBMITTED, _S.PUBLISHED, _S.WITHDRAWN, *SEALED}),
    _S.WITHDRAWN: frozenset({_S.IN_PROGRESS, _S.SUBMITTED, _S.PUBLISHED, *SEALED}),
    _S.RESTRICTED: frozenset({_S.WITHHELD, _S.SUBMITTED, _S.PUBLISHED}),
    _S.WITHHELD: frozenset({_S.RESTRICTED, _S.SUBMITTED, _S.PUBLISHED}),
}
# Nothing begins as turned down or taken back: that is a second step. Published it becomes by a release.
FIRST = frozenset(_S) - {_S.REJECTED, _S.WITHDRAWN, _S.PUBLISHED}


@dataclass(frozen=True)
class Link:
    """Where an outcome can be found."""

    label: str
    url: str


@dataclass(frozen=True)
class Content:
    """What an outcome says, as it is typed."""

    kind: OutcomeKind
    title: str
    venue: str = ""
    tier: Tier | None = None
    words: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Step:
    """A status and the day it was reached.

    `corrects` says that the step before was wrong; `opens` that others may read again what was sealed.
    """

    status: OutcomeStatus
    on_day: date
    words: str = ""
    corrects: bool = False
    opens: bool = False


@dataclass(frozen=True)
class Standing:
    """What somebody is to the work of an outcome, and what their roles say of its cohort."""

    member: bool = False
    mentor: bool = False
    manages: bool = False
    reads: bool = False
    coordinates: bool = False

    @property
    def inside(self) -> bool:
        """Whether it is their own work."""
        return self.member or self.mentor


def reads_content(who: Standing, status: OutcomeStatus) -> bool:
    """Whether somebody reads title, links and words."""
    if who.inside or who.coordinates:
        return True
    return status not in SEALED and (who.manages or who.reads)


def may_change(who: Standing, status: OutcomeStatus) -> Decision:
    """Whether somebody may change an outcome. Membership is enough, whenever the cohort ended."""
    if who.inside or (who.manages and status not in SEALED):
        return yes()
    return no("outcome_not_yours")


def may_add(who: Standing) -> Decision:
    return yes() if who.inside or who.manages else no("outcome_not_yours")


def may_judge(who: Standing, status: OutcomeStatus, quality: int) -> Decision:
    """Whether somebody may say how good the work behind an outcome was. Its members may not."""
    if who.member or not (who.mentor or (who.manages and status not in SEALED)):
        return no("quality_not_yours")
    return yes() if 1 <= quality <= 5 else no("quality_range")


def may_list(who: Standing, status: OutcomeStatus) -> Decision:
    """Whether somebody may agree that its links are listed in public."""
    if not who.member:
        return no("listing_not_yours")
    return no("listing_sealed") if status in SEALED else yes()


def may_say(content: Content) -> Decision:
    """Whether an outcome may read like this."""
    if not content.title.strip():
        return no("name_empty")
    if content.tier is not None and content.kind is not OutcomeKind.PAPER:
        return no("tier_of_papers")
    return may_link(content.links)


def may_link(links: Sequence[Link]) -> Decision:
    """Whether these may be its links: a few web addresses, each with words, none twice."""
    if len(links) > MOST_LINKS:
        return no("links_many", most=MOST_LINKS)
    for link in links:
        if not is_web_address(link.url):
            return no("link_no_address", label=link.label)
        if not link.label.strip() or len(link.label) > LABEL_LENGTH:
            return no("link_label", most=LABEL_LENGTH)
    if len({link.url for link in links}) < len(links):
        return no("link_twice")
    return yes()


def is_web_address(url: str) -> bool:
    """Whether a text is an absolute address of the web and nothing that a page could run."""
    if len(url) > URL_LENGTH or any(one.isspace() or not one.isprintable() for one in url):
        return False
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # reading it is what finds a port that is none
    except ValueError:
        return False
    return url.startswith(("https://", "http://")) and bool(parts.hostname) and "@" not in parts.netloc


def may_begin(step: Step, *, today: date) -> Decision:
    """Whether an outcome may be written down with this as its first step."""
    if step.status is _S.PUBLISHED:
        return no("step_through_release")
    if step.status not in FIRST:
        return no("step_not_first")
    return no("step_ahead") if step.on_day > today else yes()


def may_follow(last: Step, step: Step, *, today: date, through_release: bool = False) -> Decision:
    """Whether a step may follow the last one. Published it becomes by a cleared release and nothing else.

    What stands as published already can be corrected in its day.
    """
    if step.status is _S.PUBLISHED and last.status is not _S.PUBLISHED and not through_release:
        return no("step_through_release")
    if step.on_day > today:
        return no("step_ahead")
    if step.status is last.status and not step.corrects:
        return no("step_same")
    if step.corrects:
        if not step.words.strip():
            return no("correction_says_why")
        return _may_open(last, step)
    if last.status is _S.PUBLISHED and step.status in SEALED:
        return no("step_was_published")
    if last.status in SEALED and step.status not in NEXT[last.status]:
        return no("step_stays_sealed")
    if step.status not in NEXT[last.status]:
        return no("step_order")
    return no("step_before_last", last=last.on_day) if step.on_day < last.on_day else _may_open(last, step)


def _may_open(last: Step, step: Step) -> Decision:
    return no("step_opens") if unseals(last.status, step.status) and not step.opens else yes()


def unseals(last: OutcomeStatus, status: OutcomeStatus) -> bool:
    """Whether staff begin to read what it says."""
    return last in SEALED and status not in SEALED
