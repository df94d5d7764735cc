"""What lateness costs, in words, for the lines of the attention list."""

from __future__ import annotations

from datetime import date

from tracker.advancement.gate_reminder_rules import About, Due
from tracker.advancement.reminders import sentence as gate_sentence
from tracker.cohorts.forecast_words import fast_words
from tracker.overview.attention_rules import Item, Kind
from tracker.web.filters import day
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

# More names than this are a list, and a list has a page of its own.
MOST_NAMES = 5


def sentence(item: Item, today: date) -> str:
    """One line of the list."""
    on = item.due_on or today
    late = on < today
    if item.kind is Kind.MAIL:
        return _mail(item.count, on)
    count, name = len(item.names), item.names[0]
    if item.kind is Kind.NOTICE:
        return gate_sentence(Due(About.CONTINUES if late else About.NOTICE, on, 0, count), today)
    if item.kind is Kind.WISH:
        return _wish(name, on, late)
    if item.kind is Kind.UNPROVEN:
        return _(
            "Nothing proves yet that the concern about %(name)s arrived. Unless it does by %(on)s, no"
            " decision can rest on it.",
            name=name,
            on=day(on),
        )
    if item.kind is Kind.LOST:
        return _lost(count, on, late)
    if item.kind is Kind.THIN:
        return ngettext(
            "%(num)d scholar lacks people or works that the policy asks for, even once everybody asked has"
            " filed. Who is asked now can still file, until %(on)s.",
            "%(num)d scholars lack people or works that the policy asks for, even once everybody asked has"
            " filed. Who is asked now can still file, until %(on)s.",
            count,
            on=day(on),
        )
    if item.kind is Kind.DECISION:
        return _decision(item, name, on, late, count)
    if item.kind is Kind.LETTER:
        return ngettext(
            "%(num)d scholar has not been told what was decided about them on %(on)s.",
            "%(num)d scholars have not been told what was decided about them, the first on %(on)s.",
            count,
            on=day(on),
        )
    if item.kind is Kind.APPEAL:
        return _appeal(item.who, name, on, late)
    return _rest(item, name, on, count)


def _mail(count: int, on: date) -> str:
    return ngettext(
        "%(num)d mail failed, or nobody knows whether it arrived; it was written on %(on)s. Until somebody"
        " looks at it, its reader may not know what it says.",
        "%(num)d mails failed, or nobody knows whether they arrived; the oldest was written on %(on)s. Until"
        " somebody looks at them, their readers may not know what they say.",
        count,
        on=day(on),
    )


def _appeal(reader: str, name: str, on: date, late: bool) -> str:
    if not reader:
        return _(
            "The appeal of %(name)s has no reader yet; it is to be decided by %(on)s.", name=name, on=day(on)
        )
    if late:
        return _(
            "%(reader)s has not decided the appeal of %(name)s, which was due on %(on)s.",
            reader=reader,
            name=name,
            on=day(on),
        )
    return _("%(reader)s decides the appeal of %(name)s by %(on)s.", reader=reader, name=name, on=day(on))


def _wish(name: str, on: date, late: bool) -> str:
    if late:
        return _(
            "A form asked for a concern about %(name)s and none was raised; the last day for one was %(on)s.",
            name=name,
            on=day(on),
        )
    return _(
        "A form asks for a concern about %(name)s. After %(on)s none can count any more.",
        name=name,
        on=day(on),
    )


def _lost(count: int, on: date, late: bool) -> str:
    if late:
        return ngettext(
            "%(num)d scholar cannot be decided against fairly: too few people or works, and forms closed on"
            " %(on)s.",
            "%(num)d scholars cannot be decided against fairly: too few people or works, and forms closed on"
            " %(on)s.",
            count,
            on=day(on),
        )
    return ngettext(
        "%(num)d scholar can hardly be decided against fairly: too few people or works were asked, and forms"
        " close on %(on)s.",
        "%(num)d scholars can hardly be decided against fairly: too few people or works were asked, and forms"
        " close on %(on)s.",
        count,
        on=day(on),
    )


def _decision(item: Item, name: str, on: date, late: bool, count: int) -> str:
    if not item.whole_phase:
        return _(
            "People decide on %(name)s by %(on)s; if nothing is decided by then, %(name)s continues.",
            name=name,
            on=day(on),
        )
    if late:
        return ngettext(
            "%(num)d scholar still does not know whether they have a place; the decision was due on %(on)s.",
            "%(num)d scholars still do not know whether they have a place; the decision was due on %(on)s.",
            count,
            on=day(on),
        )
    return ngettext(
        "%(num)d scholar waits for the places to be given by %(on)s. Nothing is given by itself.",
        "%(num)d scholars wait for the places to be given by %(on)s. Nothing is given by itself.",
        count,
        on=day(on),
    )


def _rest(item: Item, name: str, on: date, count: int) -> str:
    if item.kind is Kind.REVIEW:
        return _(
            "Two people have to say what came of the support plan of %(name)s; the review is on %(on)s.",
            name=name,
            on=day(on),
        )
    if item.kind is Kind.UNREAD:
        return ngettext(
            "%(num)d scholar has not said that they read what happens at this gate.",
            "%(num)d scholars have not said that they read what happens at this gate.",
            count,
        )
    if item.kind is Kind.OWED:
        return _(
            "%(mentor)s owes a form on %(name)s about “%(work)s”, due on %(on)s.",
            mentor=item.who,
            name=name,
            work=item.about,
            on=day(on),
        )
    if item.kind is Kind.RESULT:
        return ngettext(
            "The result of %(num)d work waits to be settled: until then it counts in no level.",
            "The results of %(num)d works wait to be settled: until then they count in no level.",
            count,
        )
    if item.kind is Kind.SHARES:
        return ngettext(
            "In %(num)d work members or mentors disagree on the shares, and only staff can settle that.",
            "In %(num)d works members or mentors disagree on the shares, and only staff can settle that.",
            count,
        )
    if item.kind is Kind.RELEASE:
        return ngettext(
            "The review of %(num)d release waits for somebody who is late, since %(on)s. Being late approves"
            " nothing.",
            "The reviews of %(num)d releases wait for somebody who is late, the first since %(on)s. Being"
            " late approves nothing.",
            count,
            on=day(on),
        )
    if item.kind is Kind.SLIP:
        return ngettext(
            "“%(title)s”, due on %(on)s, slips for %(num)d scholar: the forecast moves away by more than"
            " %(fast)s days with every day.",
            "“%(title)s”, due on %(on)s, slips for %(num)d scholars: their forecasts move away by more than"
            " %(fast)s days with every day.",
            count,
            title=item.about,
            fast=fast_words(),
            on=day(on),
        )
    return _(
        "%(mentor)s asks for advice on %(name)s, after “%(work)s”.",
        mentor=item.who,
        name=name,
        work=item.about,
    )


def names(item: Item) -> str:
    """The scholars of a line about several, where they are few enough to name."""
    return ", ".join(item.names) if item.whole_phase and len(item.names) <= MOST_NAMES else ""


def act(kind: Kind) -> str:
    """What the link at the end of a line says."""
    return {
        Kind.NOTICE: _("Board"),
        Kind.WISH: _("The form"),
        Kind.UNPROVEN: _("The concern"),
        Kind.LOST: _("Who could rate"),
        Kind.THIN: _("Who could rate"),
        Kind.DECISION: _("Decide"),
        Kind.LETTER: _("Letters"),
        Kind.MAIL: _("Outbox"),
        Kind.REVIEW: _("The concern"),
        Kind.APPEAL: _("The appeal"),
        Kind.RELEASE: _("Releases"),
        Kind.UNREAD: _("Who has not"),
        Kind.RESULT: _("Settle"),
        Kind.SHARES: _("Settle"),
        Kind.OWED: _("Remind"),
        Kind.ADVICE: _("The form"),
        Kind.SLIP: _("Forecasts"),
    }[kind]
