"""A cohort that past forms are imported into, and a short way to import a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.factories import Factory
from tracker.cohorts.models import Cohort, PhaseKind
from tracker.cohorts.rules import PhaseDates
from tracker.intake import columns, forms, rows
from tracker.intake.forms import Summary

Import = Callable[..., Summary]


@pytest.fixture
def cohort(make: Factory) -> Cohort:
    phases = [
        PhaseDates(PhaseKind.TRAINING, date(2026, 1, 5), date(2026, 3, 15)),
        PhaseDates(PhaseKind.RESEARCH, date(2026, 3, 30), date(2026, 6, 21)),
    ]
    return make.cohort(make.program("north"), "winter", phases=phases)


@pytest.fixture
def take(session: Session, cohort: Cohort, tmp_path: Path) -> Import:
    """Import a text into the cohort: `take(text, "d=scholar", create=False)`."""

    def run(text: str, *mapping: str, into: Cohort = cohort, create: bool = True) -> Summary:
        path = tmp_path / "past.csv"
        path.write_text(text, newline="")
        sheet = rows.read(path, columns.parse_map(mapping), forms.terms(session, into))
        return forms.apply(session, None, cohort=into, sheet=sheet, create_people=create)

    return run
