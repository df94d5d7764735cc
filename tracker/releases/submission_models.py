"""Tables of what an author hands in: manifest, answers, contributors, and what each of them said."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.releases.parts import Scope
from tracker.sealed import SealedText


class Part(enum.StrEnum):
    """What somebody, or an organisation, is to a release."""

    AUTHOR = "author"
    MENTOR = "mentor"
    FUNDER = "funder"
    HOST = "host"


class Support(enum.StrEnum):
    """A mentor's view of a release: information, not a vote."""

    SUPPORT = "support"
    NARROWER = "narrower"
    OPPOSE = "oppose"
    DONT_KNOW = "dont_know"


class ManifestVersion(Base):
    """One list of the exact bytes of a release. Never changed: a new version follows."""

    __tablename__ = "manifest_version"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    # The canonical JSON: paths and addresses are sealed with it.
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    body: Mapped[SealedText] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.CheckConstraint("number >= 1", name="number_from_one"),
    )


class StoredFile(Base):
    """A file of a manifest that its author chose to leave here, sealed. `position` is its line there."""

    __tablename__ = "stored_file"

    manifest_id: Mapped[int] = mapped_column(sa.ForeignKey("manifest_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))

    body: Mapped[SealedText] = relationship()


class CaseAnswer(Base):
    """The answer to one item of the checklist as it stands now. Choices plain, words sealed."""

    __tablename__ = "case_answer"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), primary_key=True)
    item: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    chosen: Mapped[list[str]] = mapped_column(sa.JSON)
    text_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    why_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    said_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    said_at: Mapped[datetime] = mapped_column(default=clock.now)
    # An answer carried over from an earlier submission or release counts only once confirmed.
    confirmed: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    text: Mapped[SealedText | None] = relationship(foreign_keys=[text_id])
    why: Mapped[SealedText | None] = relationship(foreign_keys=[why_id])

    __mapper_args__ = {"version_id_col": version}


class Contributor(Base):
    """Who made, mentored, funded or hosts what goes out: a person of the program or a sealed name."""

    __tablename__ = "case_contributor"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    part: Mapped[Part] = mapped_column(choice(Part, "contributor_part"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    us_university: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    name: Mapped[SealedText | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) <> (name_id IS NULL)", name="person_or_name"),
        sa.CheckConstraint("us_university = FALSE OR part = 'host'", name="only_hosts_are_universities"),
        sa.Index(
            "uq_case_contributor_once",
            "case_id",
            "person_id",
            "part",
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        ),
    )


class Submission(Base):
    """What was handed in at one time (T2), whole: assessments and approvals are about this. Never changed."""

    __tablename__ = "submission"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"))
    number: Mapped[int]
    manifest_id: Mapped[int] = mapped_column(sa.ForeignKey("manifest_version.id"))
    scope: Mapped[Scope] = mapped_column(choice(Scope, "submission_scope"))
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    planned_on: Mapped[date | None]
    # SHA-256 over manifest, scope, venue and contributors: what an approval is bound to.
    binding: Mapped[str] = mapped_column(sa.String(64))
    # {item: {"chosen": [...], "text": id of a sealed text or null, "why": the same}}
    answers: Mapped[dict[str, Any]]
    # {"people": [ids], "names": [ids of sealed texts]}
    contributors: Mapped[dict[str, Any]]
    # What route_rules made of it, plain: {"tier": 1, "flags": [...], "causes": [[item, code], ...], ...}
    route: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    manifest: Mapped[ManifestVersion] = relationship()
    venue: Mapped[SealedText | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.CheckConstraint("scope <> 's0'", name="asks_for_somebody"),
    )


class SignOff(Base):
    """A contributor's word on a release, bound to what they were shown. A new word is another row."""

    __tablename__ = "sign_off"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    binding: Mapped[str] = mapped_column(sa.String(64))
    agrees: Mapped[bool]
    words_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
    words: Mapped[SealedText | None] = relationship()


class MentorView(Base):
    """What a mentor of the work thinks of a release. A new view is another row."""

    __tablename__ = "mentor_view"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    support: Mapped[Support] = mapped_column(choice(Support, "mentor_support"))
    words_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
    words: Mapped[SealedText | None] = relationship()


class Unease(Base):
    """Somebody on the work is uneasy about a release, said to the coordinator alone or to the case."""

    __tablename__ = "unease"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    # To the coordinator and deputy alone, until the person says otherwise.
    private: Mapped[bool]
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_up_at: Mapped[datetime | None]
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    text: Mapped[SealedText] = relationship(foreign_keys=[text_id])
    answer: Mapped[SealedText | None] = relationship(foreign_keys=[answer_id])

    __table_args__ = (
        sa.CheckConstraint("(answered_at IS NULL) = (answer_id IS NULL)", name="answer_has_words"),
    )
