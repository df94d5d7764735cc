"""Tables of incidents: something got out, or what is out turns out harmful; and of reports by readers."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.releases.models import Case
from tracker.sealed import SealedText, Vault


class IncidentCause(enum.StrEnum):
    """What opened an incident."""

    STOPPED = "stopped"  # something published was stopped
    DISCLOSED = "disclosed"  # it is out, and nobody approved it
    ALREADY_OUT = "already_out"  # its authors say that part of it is out already
    EXTERNAL_INTENT = "external_intent"  # somebody outside says they will publish anyway


class Containment(enum.StrEnum):
    """What is looked at to keep what got out from spreading, in this order."""

    TAKE_DOWN = "take_down"
    HOSTS = "hosts"
    COPIES = "copies"
    ACCESS = "access"
    SECRETS = "secrets"
    AFFECTED = "affected"
    RECORD = "record"


class StepResult(enum.StrEnum):
    DONE = "done"
    NOT_NEEDED = "not_needed"


class ReportOutcome(enum.StrEnum):
    """What came of a report."""

    DISCLOSED = "disclosed"
    NOTHING = "nothing"


class Report(Base):
    """Somebody says that a release is out which nobody approved. Its words have a key of their own."""

    __tablename__ = "release_report"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"), index=True)
    vault_id: Mapped[int] = mapped_column(sa.ForeignKey("vault.id"), unique=True)
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    # None: somebody without an account.
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    outcome: Mapped[ReportOutcome | None] = mapped_column(choice(ReportOutcome, "report_outcome"))
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    # The case it turned out to be about.
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("release_case.id"))
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))

    text: Mapped[SealedText] = relationship(foreign_keys=[text_id])
    answer: Mapped[SealedText | None] = relationship(foreign_keys=[answer_id])
    vault: Mapped[Vault] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    case: Mapped[Case | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(outcome IS NULL) = (handled_at IS NULL)", name="handled_somehow"),
        sa.CheckConstraint("(outcome IS NULL) = (handled_by_id IS NULL)", name="handled_by_somebody"),
        sa.CheckConstraint("outcome <> 'disclosed' OR case_id IS NOT NULL", name="disclosed_is_a_case"),
    )


class Incident(Base):
    """What happened to one case. Containment begins with the word of two people."""

    __tablename__ = "release_incident"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"))
    number: Mapped[int]
    cause: Mapped[IncidentCause] = mapped_column(choice(IncidentCause, "incident_cause"))
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    begun_at: Mapped[datetime | None]
    begun_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    closing_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))

    case: Mapped[Case] = relationship()
    begun_by: Mapped[Person | None] = relationship(foreign_keys=[begun_by_id])
    agreed_by: Mapped[Person | None] = relationship(foreign_keys=[agreed_by_id])
    closing: Mapped[SealedText | None] = relationship()
    steps: Mapped[list[ContainmentStep]] = relationship(lazy="raise")
    notes: Mapped[list[IncidentNote]] = relationship(order_by="IncidentNote.id", lazy="raise")

    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.CheckConstraint("number >= 1", name="number_from_one"),
        sa.CheckConstraint("(begun_at IS NULL) = (begun_by_id IS NULL)", name="begun_by_somebody"),
        sa.CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", name="agreed_by_somebody"),
        sa.CheckConstraint("agreed_at IS NULL OR begun_at IS NOT NULL", name="begun_before_agreed"),
        sa.CheckConstraint("agreed_by_id <> begun_by_id", name="two_people"),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL) AND (closed_at IS NULL) = (closing_id IS NULL)",
            name="closed_in_words",
        ),
    )


class ContainmentStep(Base):
    """One line of the containment checklist, once somebody saw to it."""

    __tablename__ = "containment_step"

    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("release_incident.id"), primary_key=True)
    step: Mapped[Containment] = mapped_column(choice(Containment, "containment"), primary_key=True)
    result: Mapped[StepResult] = mapped_column(choice(StepResult, "containment_result"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[Person] = relationship()


class IncidentNote(Base):
    """A line of an incident's log, sealed. Never changed, never removed."""

    __tablename__ = "incident_note"

    id: Mapped[Key]
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("release_incident.id"), index=True)
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    text: Mapped[SealedText] = relationship()
    by: Mapped[Person | None] = relationship()
