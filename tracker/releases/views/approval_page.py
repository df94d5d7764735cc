"""The page of an approval: what it rests on, its conditions, and the change that it is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import render_template
from flask_babel import gettext

from tracker.extensions import db
from tracker.people.current import actor
from tracker.releases import (
    amendment_rules,
    approval_rules,
    approvals,
    condition_rules,
    conditions,
    tripwires,
)
from tracker.releases import approval_queries as queries
from tracker.releases import words as case_words
from tracker.releases.access_rules import Ability, Standing
from tracker.releases.approval_forms import (
    AcceptForm,
    AmendForm,
    DoneForm,
    OpenForm,
    PressForm,
    SureForm,
    TripwireForm,
)
from tracker.releases.approval_models import Amendment, Condition
from tracker.releases.approval_words import VOIDS
from tracker.releases.decision_models import Approval
from tracker.releases.manifest import Difference, compare, parse
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole
from tracker.releases.submission_models import ManifestVersion
from tracker.releases.views import amended
from tracker.releases.views.blueprint import case_for
from tracker.sealed import SealedText
from tracker.web import catalogue
from tracker.web.access import or_404
from tracker.web.forms import Form
from tracker.web.unsealing import open_texts

MOST_LINES = 200
Forms = Mapping[str, Form]


def show(case_id: int, forms: Forms | None = None) -> str:
    """The page; `forms` are those that were refused, by their names."""
    case, standing = case_for(case_id, Ability.LETTER)
    approval = or_404(queries.latest(db.session, case.id))
    forms = forms or {}
    rows = queries.conditions(db.session, approval.decision_id)
    amendment = queries.open_amendment(db.session, case.id)
    lists = _lists(approval, amendment)
    opened = _open(standing, _texts(approval, rows, amendment), [one.body for one in lists])
    holds = approval.voided_at is None and case.state in approvals.SETTLED
    facts = queries.facts(db.session, case, approval) if holds else None
    change: Difference | None = None
    if amendment is not None:
        before, after = (parse(opened[one.body_id]) for one in lists)
        change = compare(before, after)
    return render_template(
        "releases/approval.html",
        case=case,
        approval=approval,
        holds=holds,
        facts=facts,
        open=[catalogue.sentence(one) for one in approval_rules.open_points(facts)] if facts else [],
        opened=opened,
        conditions=[_condition(standing, case, one, forms) for one in rows],
        can=_can(standing, case, approval),
        amendment=amendment,
        change=change,
        moved=amended.moved(db.session, approval, amendment, opened) if amendment else [],
        most=MOST_LINES,
        forms={**_fresh(), **forms},
        refused=list(forms.values()),
        words=case_words,
        voids=VOIDS,
    )


def _fresh() -> dict[str, Form]:
    """The forms as nobody has filled them in."""
    kinds = {
        "accepting": AcceptForm,
        "reporting": TripwireForm,
        "amending": AmendForm,
        "answering": SureForm,
        "reaffirming": PressForm,
        "meeting": PressForm,
    }
    return {name: kind(formdata=None) for name, kind in kinds.items()}


def _condition(standing: Standing, case: Case, row: Condition, forms: Forms) -> dict[str, Any]:
    """A condition with what the reader can do about it."""
    meeting = conditions.meeting(db.session, standing, case, row)
    done, not_met = f"done-{row.id}", f"open-{row.id}"
    return {
        "row": row,
        "printed": gettext(row.printed) if row.printed else "",
        "marks": bool(condition_rules.may_mark(meeting, note=True)),
        "verifies": bool(condition_rules.may_verify(meeting)),
        "done": forms.get(done) or DoneForm(formdata=None, prefix=done),
        "open": forms.get(not_met) or OpenForm(formdata=None, prefix=not_met),
    }


def _can(standing: Standing, case: Case, approval: Approval) -> dict[str, bool]:
    """What the reader is offered. Each is asked again when it is sent."""
    holds = approval.voided_at is None and case.state in approvals.HELD_BY
    author = CaseRole.AUTHOR in standing.roles
    own = next((one for one in approval.approvers if one.person_id == actor().id), None)
    can = {"reports": holds and tripwires.on_case(standing)}
    if holds:
        facts = queries.facts(db.session, case, approval)
        reviews = conditions.reviews(standing)
        can["readdresses"] = author
        said = own is not None and own.reaffirmed_at is not None
        can["accepts"] = bool(approval_rules.may_accept(facts, author=author, words=True))
        can["meets"] = bool(approval_rules.may_meet(facts.embargo, reviews=reviews))
        can["reaffirms"] = bool(approval_rules.may_reaffirm(facts, approver=own is not None, said=said))
    elif approval.voided_at is not None:
        asked = queries.open_amendment(db.session, case.id)
        amending = queries.amending(db.session, case, approval)
        there = asked is not None
        can["asks"] = bool(amendment_rules.may_ask(amending, author=author, words=True, asked=there))
        answered = asked is not None and any(one.person_id == actor().id for one in asked.answers)
        can["answers"] = there and bool(
            amendment_rules.may_answer(amending, actor().id, same=True, said=answered)
        )
    return can


def _texts(approval: Approval, rows: Sequence[Condition], amendment: Amendment | None) -> list[SealedText]:
    ids = {approval.embargo_event_id, approval.acceptance_id, approval.void_reason_id}
    ids |= {one for row in rows for one in (row.words_id, row.note_id, row.answer_id)}
    if amendment is not None:
        ids |= {amendment.statement_id, *(one.words_id for one in amendment.answers)}
        ids |= amended.texts(db.session, approval, amendment)
    found = sa.select(SealedText).where(SealedText.id.in_([one for one in ids if one]))
    return list(db.session.scalars(found))


def _lists(approval: Approval, amendment: Amendment | None) -> list[ManifestVersion]:
    """The list of files that was approved, and the one that the approvers are asked about."""
    if amendment is None:
        return []
    return [db.session.get_one(ManifestVersion, one) for one in (approval.manifest_id, amendment.manifest_id)]


def _open(standing: Standing, texts: list[SealedText], lists: list[SealedText]) -> dict[int, str]:
    purpose = "own approval" if standing.wrote else "approval"
    return open_texts(standing.person_id, purpose, [*texts, *lists])
