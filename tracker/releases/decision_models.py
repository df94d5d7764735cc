"""Tables of what was decided about a release, and of the approval that lets it out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.releases.parts import Benefit, Harm, Reversibility, Scope, Verdict, Void
from tracker.releases.submission_models import Submission


class Decision(Base):
    """One decision about a submission, by two reviewers or by a panel. Never changed, never removed."""

    __tablename__ = "release_decision"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"))
    number: Mapped[int]
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id"))
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "release_verdict"))
    # The widest scope that may be had; None where it is held or declined.
    scope: Mapped[Scope | None] = mapped_column(choice(Scope, "decided_scope"))
    by_panel: Mapped[bool]
    # The worst that anybody found plausible, and the most cautious word on whether it can be undone.
    h: Mapped[Harm] = mapped_column(choice(Harm, "decided_harm"))
    reversibility: Mapped[Reversibility] = mapped_column(choice(Reversibility, "decided_reversibility"))
    benefit: Mapped[Benefit | None] = mapped_column(choice(Benefit, "decided_benefit"))
    reason_codes: Mapped[list[str]] = mapped_column(sa.JSON)
    # Counts of a vote, such as {"present": 5, "needed": 4, "s1": 4}; names of votes stand nowhere here.
    counts: Mapped[dict[str, Any]]
    # The statement of reasons: part of the letter → id of its sealed text.
    letter: Mapped[dict[str, Any]]
    revisit_on: Mapped[date | None]
    decided_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    submission: Mapped[Submission] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.CheckConstraint("(verdict = 'approve') = (scope IS NOT NULL)", name="approved_for_somebody"),
        sa.CheckConstraint("scope <> 's0'", name="nobody_is_no_approval"),
        sa.CheckConstraint("verdict = 'approve' OR by_panel", name="two_reviewers_never_refuse"),
        sa.CheckConstraint("(verdict = 'approve') = (revisit_on IS NULL)", name="never_is_not_never"),
        sa.CheckConstraint("revisit_on > decided_on", name="revisit_is_later"),
    )


class Approval(Base):
    """What an approving decision lets out: bytes, scope, venue and contributors as they were, until a day.

    Voided with its reason, never deleted; a fast amendment makes another with the same last day.
    """

    __tablename__ = "approval"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("release_decision.id"))
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id"))
    # What it binds to, as of the submission or of the amended manifest.
    manifest_id: Mapped[int] = mapped_column(sa.ForeignKey("manifest_version.id"))
    binding: Mapped[str] = mapped_column(sa.String(64))
    scope: Mapped[Scope] = mapped_column(choice(Scope, "approved_scope"))
    approved_on: Mapped[date]
    expires_on: Mapped[date]
    embargo_until: Mapped[date | None]
    # An embargo that ends with something that happens: its sealed words, and the day it was seen to happen.
    embargo_event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    embargo_met_on: Mapped[date | None]
    # A scope narrower than asked holds once the author accepted it in writing.
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    acceptance_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    amends_id: Mapped[int | None] = mapped_column(sa.ForeignKey("approval.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    voided_at: Mapped[datetime | None]
    void_code: Mapped[Void | None] = mapped_column(choice(Void, "void_code"))
    void_reason_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))

    decision: Mapped[Decision] = relationship()
    submission: Mapped[Submission] = relationship()
    approvers: Mapped[list[Approver]] = relationship(order_by="Approver.person_id", lazy="raise")

    __table_args__ = (
        sa.CheckConstraint("(voided_at IS NULL) = (void_code IS NULL)", name="voided_for_a_reason"),
        sa.CheckConstraint("scope <> 's0'", name="for_somebody"),
        sa.CheckConstraint("expires_on > approved_on", name="lasts"),
        sa.CheckConstraint("accepted_by_id IS NULL OR accepted_at IS NOT NULL", name="accepted_at_a_time"),
        # One approval in force for a case at most.
        sa.Index(
            "uq_approval_in_force",
            "case_id",
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        ),
    )


class Approver(Base):
    """Somebody whose judgement an approval rests on: two reviewers, or the voters of a panel."""

    __tablename__ = "approver"

    approval_id: Mapped[int] = mapped_column(sa.ForeignKey("approval.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    chair: Mapped[bool] = mapped_column(default=False)
    # Where an embargo lasted over 90 days, both approvers say again that it may go out.
    reaffirmed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
