"""What is missing on a scholar, and what one more form would mend, in words."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.overview.rater_rules import Counts
from tracker.overview.raters import Lacking
from tracker.overview.score_words import percent
from tracker.scoring.planner import Option
from tracker.web.filters import day
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext


def counts_words(counts: Counts) -> str:
    """Such as: 2 people (1 no mentor), 1 work."""
    if not counts.people:
        return _("nobody yet")
    people = ngettext("%(num)d person", "%(num)d people", counts.people)
    works = ngettext("%(num)d work", "%(num)d works", counts.works)
    others = ngettext("%(num)d no mentor", "%(num)d no mentors", counts.non_mentors)
    if not counts.non_mentors:
        return _("%(people)s (all mentors), %(works)s", people=people, works=works)
    return _("%(people)s (%(others)s), %(works)s", people=people, others=others, works=works)


def lack_words(lack: Counts) -> str:
    """What is missing, such as: 1 more person, 1 more work."""
    parts = [
        ngettext("%(num)d more person", "%(num)d more people", lack.people) if lack.people else "",
        ngettext("%(num)d more work", "%(num)d more works", lack.works) if lack.works else "",
        ngettext("%(num)d more who is no mentor", "%(num)d more who are no mentors", lack.non_mentors)
        if lack.non_mentors
        else "",
    ]
    return ", ".join(part for part in parts if part) or _("nothing")


def lacking_sentence(one: Lacking) -> str:
    """Whether it can be mended, and until when."""
    close = one.gate.phase.forms_close_on
    if one.mendable:
        return _("Can be mended: who is asked now can file until %(on)s.", on=day(close))
    return _("Cannot be mended in time: forms close on %(on)s.", on=day(close))


def worth_sentences(options: Iterable[Option], works: dict[int, str], people: dict[int, str]) -> list[str]:
    """Which kind of one more form would say most, the best first; by how much the interval narrows."""
    return [_worth(option, works, people) for option in options]


def _worth(option: Option, works: dict[int, str], people: dict[int, str]) -> str:
    part = percent(option.narrows)
    if option.what == "new_person_new_work":
        return _(
            "Somebody new on a work not rated yet: the level's interval narrows by about %(part)s.", part=part
        )
    if option.what == "another_person":
        return _(
            "Somebody new on “%(work)s”: by about %(part)s.", work=works.get(option.work or 0, "–"), part=part
        )
    return _(
        "%(name)s on another work: by about %(part)s.", name=people.get(option.mentor or 0, "–"), part=part
    )
