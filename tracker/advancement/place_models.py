"""Tables of limited places: who was sorted by which line, and the lot inside the band."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.advancement.place_sorting import Part
from tracker.cohorts.models import Enrolment
from tracker.db import Base, choice
from tracker.people.models import Person


class GateLot(Base):
    """The lot of a gate: a seed whose hash is published before anybody is sorted, and its one draw.

    `band_at` is when scholars were sorted; the seed stays hidden until the lot is drawn. `drawn_order`
    holds the enrolments of the band as they were drawn.
    """

    __tablename__ = "gate_lot"

    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("phase.id"), primary_key=True)
    seed: Mapped[str] = mapped_column(sa.String(64))
    seed_hash: Mapped[str] = mapped_column(sa.String(64))
    committed_at: Mapped[datetime] = mapped_column(default=clock.now)
    committed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    band_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]
    drawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    drawn_order: Mapped[list[int] | None] = mapped_column(sa.JSON(none_as_null=True))

    committed_by: Mapped[Person] = relationship(foreign_keys=[committed_by_id])
    drawn_by: Mapped[Person | None] = relationship(foreign_keys=[drawn_by_id])

    __table_args__ = (
        sa.CheckConstraint("length(seed) = 64 AND length(seed_hash) = 64", name="seed_and_hash"),
        sa.CheckConstraint("band_at IS NULL OR band_at > committed_at", name="committed_before_band"),
        sa.CheckConstraint(
            "drawn_at IS NULL OR (band_at IS NOT NULL AND drawn_at >= band_at)", name="drawn_after_band"
        ),
        sa.CheckConstraint(
            "(drawn_at IS NULL) = (drawn_by_id IS NULL) AND (drawn_at IS NULL) = (drawn_order IS NULL)",
            name="drawn_as_a_whole",
        ),
    )

    @property
    def id(self) -> int:
        """The gate that the lot is of; one name for the key of every audited row."""
        return self.phase_id


class GateCut(Base):
    """How the scholars of a gate with limited places were sorted, once. Never changed.

    `places` is their number by the policy, `taken` how many were held already. A line that is None has
    nobody beyond it. `input_hash` is of the score that the levels were read from; None without any.
    """

    __tablename__ = "gate_cut"

    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("phase.id"), primary_key=True)
    policy_id: Mapped[int] = mapped_column(sa.ForeignKey("gate_policy.id"))
    places: Mapped[int]
    taken: Mapped[int]
    line_above: Mapped[float | None] = mapped_column(sa.Double())
    line_below: Mapped[float | None] = mapped_column(sa.Double())
    input_hash: Mapped[str | None] = mapped_column(sa.String(64))
    model_version: Mapped[str | None] = mapped_column(sa.String(20))
    sorted_at: Mapped[datetime]
    sorted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    sorted_by: Mapped[Person] = relationship()
    parts: Mapped[list[GatePart]] = relationship(back_populates="cut")

    __table_args__ = (
        sa.CheckConstraint("taken >= 0 AND taken < places", name="places_left"),
        sa.CheckConstraint(
            "line_above IS NULL OR line_below IS NULL OR line_above >= line_below", name="lines_in_order"
        ),
        sa.CheckConstraint("(input_hash IS NULL) = (model_version IS NULL)", name="score_named"),
    )

    @property
    def id(self) -> int:
        """The gate that was sorted; one name for the key of every audited row."""
        return self.phase_id


class GatePart(Base):
    """Where one scholar stood when the gate was sorted, with the level and interval it rests on."""

    __tablename__ = "gate_part"

    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("gate_cut.phase_id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True, index=True)
    part: Mapped[Part] = mapped_column(choice(Part, "part"))
    level: Mapped[float | None] = mapped_column(sa.Double())
    q05: Mapped[float | None] = mapped_column(sa.Double())
    q95: Mapped[float | None] = mapped_column(sa.Double())
    people: Mapped[int]
    works: Mapped[int]
    on_prior: Mapped[bool]

    cut: Mapped[GateCut] = relationship(back_populates="parts")
    enrolment: Mapped[Enrolment] = relationship()

    __table_args__ = (
        sa.CheckConstraint(
            "(level IS NULL) = (q05 IS NULL) AND (level IS NULL) = (q95 IS NULL)", name="level_never_bare"
        ),
        sa.CheckConstraint("part <> 'below' OR (level IS NOT NULL AND NOT on_prior)", name="below_by_level"),
    )
