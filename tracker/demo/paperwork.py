"""What mentors write and what comes of it: forms, amendments, replies, flags taken up, drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

import sqlalchemy as sa

from tracker.cohorts.models import FORM_GRACE_DAYS
from tracker.demo.asks import DRAFTED_ON, Ask
from tracker.demo.filings import Filing
from tracker.demo.happenings import STAFF, Happening, Rows, key
from tracker.demo.people import MENTOR
from tracker.demo.remarks import HALF_TYPED
from tracker.demo.timetable import Timetable
from tracker.evaluations import actions as forms
from tracker.evaluations import rules
from tracker.evaluations.models import Flag

FLAG_TAKEN_UP_AFTER = timedelta(days=12, hours=3)
DRAFTS = 6


def filing(rows: Rows, filings: Sequence[Filing]) -> Iterator[Happening]:
    """Forms come in; a few are amended the same evening, some are answered, their flags are taken up."""
    for at, one in enumerate(filings):
        filed_at = one.ask.filed_at
        assert filed_at is not None  # a filing is an ask that came in
        yield filed_at, partial(_file, rows, one, filed_at)
        if at % 90 == 45:
            yield filed_at + timedelta(minutes=40), partial(_amend, rows, one)
        if one.replied_at:
            yield one.replied_at, partial(_reply, rows, one)
        if at % 4 and rules.flags(one.answers):
            yield filed_at + FLAG_TAKEN_UP_AFTER, partial(_take_up, rows, one)


def _file(rows: Rows, one: Filing, filed_at: datetime) -> None:
    rows.forms[key(one.ask)] = forms.file(
        rows.session,
        rows.people[one.ask.mentor],
        assignment=rows.assignments[key(one.ask)],
        rubric=rows.rubric,
        answers=one.answers,
        opened_at=filed_at - timedelta(minutes=one.ask.minutes),
    )


def _amend(rows: Rows, one: Filing) -> None:
    corrected = replace(one.answers, contact_hours=(one.answers.contact_hours or 0) + 1.5)
    forms.amend(
        rows.session,
        rows.people[one.ask.mentor],
        form=rows.forms[key(one.ask)],
        answers=corrected,
        base_version=1,
    )


def _reply(rows: Rows, one: Filing) -> None:
    forms.reply(
        rows.session,
        rows.people[one.ask.scholar],
        form=rows.forms[key(one.ask)],
        text=one.reply or "",
    )


def _take_up(rows: Rows, one: Filing) -> None:
    form = rows.forms[key(one.ask)]
    for flag in rows.session.scalars(sa.select(Flag).where(Flag.form_id == form.id)):
        forms.handle_flag(rows.session, rows.people[STAFF], flag=flag)


def drafting(rows: Rows, table: Timetable, asks: Sequence[Ask], now: datetime) -> Iterator[Happening]:
    """Forms begun in the last day or two and not yet filed, the demo mentor's first."""
    begun = [ask for ask in asks if _may_be_open(ask, table, now)]
    own = [ask for ask in begun if ask.mentor == MENTOR.email and ask.scholar == DRAFTED_ON]
    others = [ask for ask in begun if ask.mentor != MENTOR.email]
    # Every third, so that there are forms not yet begun as well.
    chosen = chain(own, others[::3])
    for at, (ask, text) in enumerate(zip(chosen, (HALF_TYPED * 2)[:DRAFTS], strict=False)):
        saved_at = now - timedelta(hours=1 + 7 * at, minutes=13 * at)
        yield saved_at, partial(_draft, rows, ask, text, at, saved_at)


def _may_be_open(ask: Ask, table: Timetable, now: datetime) -> bool:
    phase = next(phase for phase in table.phases if phase.kind is ask.round.phase)
    closes_on = phase.ends_on + timedelta(days=FORM_GRACE_DAYS)
    asked = ask.asked_at < now - timedelta(days=2) and ask.excused_at is None
    near = abs(ask.due_at - now) < timedelta(days=8)
    begun = phase.starts_on < (now - timedelta(days=2)).date() and now.date() <= closes_on
    return asked and near and begun and (ask.filed_at is None or ask.filed_at > now)


def _draft(rows: Rows, ask: Ask, text: str, at: int, saved_at: datetime) -> None:
    """The first criteria and the beginning of a sentence, under the names of the form's fields."""
    slugs = [criterion.slug for criterion in rows.rubric.criteria][: 2 + at % 3]
    typed = {f"criteria-{slug}": str(3 + (at + place) % 2) for place, slug in enumerate(slugs)}
    forms.save_draft(
        rows.session,
        rows.people[ask.mentor],
        assignment=rows.assignments[key(ask)],
        typed={**typed, "raise_concern": "no", "release_review": "no", "conduct": "none", "keep": text},
        base_version=0,
        form_version=0,
        opened_at=saved_at - timedelta(minutes=2),
    )
