"""The forms of outcomes: what one says, where it stands, how good the work was."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from tracker.projects.outcome_models import OutcomeKind, OutcomeStatus, Tier
from tracker.projects.outcome_rules import FIRST, LABEL_LENGTH, MOST_LINKS, URL_LENGTH, Content, Link, Step
from tracker.projects.outcome_words import KINDS, QUALITY, STATUSES, TIERS
from tracker.web.forms import Form, choices_of, day, line, paragraph, select, version

WORDS = 4000


class ContentForm(Form):
    """What an outcome says; `version` is the one that the page began with."""

    version = HiddenField()
    kind = select(_l("What it is"), [(one.value, KINDS[one]) for one in OutcomeKind])
    title = line(_l("Title"), length=300)
    venue = line(_l("Where"), length=200, required=False)
    tier = select(
        _l("Kind of venue"), [("", _l("none or not known")), *((one.value, TIERS[one]) for one in Tier)]
    )
    words = paragraph(_l("What it says"), length=WORDS, render_kw={"rows": 6})
    # A little longer than everything that the rules let through: they answer, not the length.
    links = paragraph(_l("Links"), length=(MOST_LINKS + 5) * (URL_LENGTH + 250), render_kw={"rows": 4})

    def content(self) -> Content:
        """What was typed."""
        return Content(
            kind=OutcomeKind(self.kind.data),
            title=self.title.data,
            venue=self.venue.data or "",
            tier=Tier(self.tier.data) if self.tier.data else None,
            words=self.words.data or "",
            links=read_links(self.links.data or ""),
        )

    @property
    def base_version(self) -> int:
        return version(self.version.data)


class StepForm(Form):
    """A status, the day it was reached, and what is said of it."""

    version = HiddenField()
    status = select(
        _l("Status"),
        [(one.value, STATUSES[one]) for one in OutcomeStatus if one is not OutcomeStatus.PUBLISHED],
    )
    on_day = day(_l("Since"))
    said = paragraph(_l("A word on it"), length=WORDS, render_kw={"rows": 2})
    corrects = BooleanField(_l("The last entry was wrong; this one corrects it"))
    opens = BooleanField(_l("Yes, the program's staff may read its title, links and words from now on"))

    def step(self) -> Step:
        """What was typed."""
        return Step(
            status=OutcomeStatus(self.status.data),
            on_day=self.on_day.data,
            words=self.said.data or "",
            corrects=bool(self.corrects.data),
            opens=bool(self.opens.data),
        )

    def of(self, status: OutcomeStatus) -> StepForm:
        """The form for an outcome that stands so: what is published already can be corrected in its day."""
        if status is OutcomeStatus.PUBLISHED:
            self.status.choices = choices_of((one.value, STATUSES[one]) for one in OutcomeStatus)
        return self

    @property
    def base_version(self) -> int:
        return version(self.version.data)


class NewForm(ContentForm):
    """A new outcome with its first status."""

    status = select(_l("Status today"), [(one.value, STATUSES[one]) for one in OutcomeStatus if one in FIRST])
    on_day = day(_l("Since"))
    said = paragraph(_l("A word on its status"), length=WORDS, render_kw={"rows": 2})

    def step(self) -> Step:
        """Where it stands."""
        return Step(OutcomeStatus(self.status.data), self.on_day.data, self.said.data or "")


class QualityForm(Form):
    """How good the work behind an outcome was."""

    quality = select(
        _l("Quality of the work behind it"),
        [("", _l("choose")), *((str(level), words) for level, words in QUALITY.items())],
    )

    def level(self) -> int:
        """The level; 0, which no rule takes, where none was chosen."""
        return int(self.quality.data or 0)


def for_content(content: Content, *, base_version: int) -> dict[str, object]:
    """What an outcome says, as the form's fields hold it."""
    return {
        "version": str(base_version),
        "kind": content.kind.value,
        "title": content.title,
        "venue": content.venue,
        "tier": content.tier.value if content.tier else "",
        "words": content.words,
        "links": written_links(content.links),
    }


def for_new(today: date) -> dict[str, object]:
    return {"on_day": today, "status": OutcomeStatus.IN_PROGRESS.value}


def read_links(text: str) -> tuple[Link, ...]:
    """One link a line: its words, then its address. An address alone is called by its site."""
    found = []
    for row in text.splitlines():
        words = row.split()
        if not words:
            continue
        url = words[-1]
        label = " ".join(words[:-1]) or _site(url)[:LABEL_LENGTH]
        found.append(Link(label, _lower_scheme(url)))
    return tuple(found)


def written_links(links: tuple[Link, ...]) -> str:
    return "\n".join(f"{link.label} {link.url}" for link in links)


def _site(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def _lower_scheme(url: str) -> str:
    scheme, colon, rest = url.partition(":")
    return scheme.lower() + colon + rest
