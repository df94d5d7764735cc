"""Tables of polls. Nothing in them tells who answered, when, or in which order."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.db import Base, Key, choice
from tracker.evidence.suppression import LEAST


class PollKind(enum.StrEnum):
    CHOICE = "choice"
    SCALE = "scale"


class PollSource(enum.StrEnum):
    """Where the answers come from."""

    APP = "app"
    FILE = "file"
    PUBLISHED = "published"


class PollWave(enum.StrEnum):
    PRE = "pre"
    POST = "post"


class Poll(Base):
    """A question asked before and after. Days are calendar days in the program's zone.

    `options` holds the words of a choice, or the whole numbers of a scale from 1 on. A poll asked here has
    the token of its link, its days, and until it is closed the `code_key` under which codes are kept;
    `closed_on` is the day on which its answers were counted and the key was thrown away, after which
    nothing changes any more. Of published percentages `published` holds the texts as they were typed.
    """

    __tablename__ = "poll"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"), index=True)
    question: Mapped[str] = mapped_column(sa.String(300))
    kind: Mapped[PollKind] = mapped_column(choice(PollKind, "poll_kind"))
    source: Mapped[PollSource] = mapped_column(choice(PollSource, "poll_source"))
    options: Mapped[list[str]] = mapped_column(sa.JSON())
    group_size: Mapped[int | None]
    least: Mapped[int] = mapped_column(default=LEAST)
    asks_willing: Mapped[bool] = mapped_column(default=False)
    token: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    pre_opens_on: Mapped[date | None]
    pre_closes_on: Mapped[date | None]
    post_opens_on: Mapped[date | None]
    post_closes_on: Mapped[date | None]
    code_key: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    closed_on: Mapped[date | None]
    shows_result: Mapped[bool] = mapped_column(default=False)
    willing: Mapped[int | None]
    unwilling: Mapped[int | None]
    published: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    cohort: Mapped[Cohort] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        sa.CheckConstraint(f"least >= {LEAST}", name="least_protects"),
        sa.CheckConstraint("group_size IS NULL OR group_size > 0", name="group_positive"),
        sa.CheckConstraint(
            "(source = 'app') = (token IS NOT NULL) AND (source = 'app') = (pre_opens_on IS NOT NULL)"
            " AND (source = 'app') = (pre_closes_on IS NOT NULL)"
            " AND (source = 'app') = (post_opens_on IS NOT NULL)"
            " AND (source = 'app') = (post_closes_on IS NOT NULL)",
            name="asked_here_iff_link_and_days",
        ),
        sa.CheckConstraint(
            "pre_opens_on <= pre_closes_on AND pre_closes_on <= post_opens_on"
            " AND post_opens_on <= post_closes_on",
            name="days_in_order",
        ),
        sa.CheckConstraint("source = 'app' OR closed_on IS NOT NULL", name="open_here_only"),
        sa.CheckConstraint(
            "(source = 'app' AND closed_on IS NULL) = (code_key IS NOT NULL)", name="key_until_closed"
        ),
        sa.CheckConstraint("(source = 'published') = (published IS NOT NULL)", name="published_iff_typed"),
        sa.CheckConstraint("source <> 'published' OR kind = 'choice'", name="published_choice"),
        sa.CheckConstraint("asks_willing OR willing IS NULL", name="willing_asked"),
        sa.CheckConstraint(
            "(willing IS NULL) = (unwilling IS NULL) AND (willing IS NULL OR closed_on IS NOT NULL)",
            name="willing_counted_at_close",
        ),
    )


class PollAnswer(Base):
    """What one code has answered so far, while the poll is open. Gone once it is closed.

    The key is random, and all rows of a poll are written anew in random order at every answer, so neither
    it nor the place in the table tells which came when. `pre` and `post` are places among the options.
    """

    __tablename__ = "poll_answer"

    # On SQLite the key is the row's place in the table, which is why it has to be an INTEGER there.
    key: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"))
    code_digest: Mapped[str] = mapped_column(sa.String(64))
    pre: Mapped[int | None]
    post: Mapped[int | None]
    willing: Mapped[bool | None]

    __table_args__ = (
        sa.UniqueConstraint("poll_id", "code_digest"),
        sa.CheckConstraint("pre IS NOT NULL OR post IS NOT NULL", name="something_answered"),
        sa.CheckConstraint("pre >= 0 AND post >= 0", name="places_of_options"),
        sa.CheckConstraint("willing IS NULL OR pre IS NOT NULL", name="willing_before"),
    )


class PollTally(Base):
    """How many of a closed poll chose one option before and one after; None for those who did not answer."""

    __tablename__ = "poll_tally"

    id: Mapped[Key]
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), index=True)
    pre: Mapped[int | None]
    post: Mapped[int | None]
    people: Mapped[int]

    __table_args__ = (
        sa.UniqueConstraint("poll_id", "pre", "post"),
        sa.CheckConstraint("pre IS NOT NULL OR post IS NOT NULL", name="something_answered"),
        sa.CheckConstraint("pre >= 0 AND post >= 0", name="places_of_options"),
        sa.CheckConstraint("people > 0", name="people_positive"),
    )
