"""What tests of reports begin with, committed once like the cast."""

from __future__ import annotations

import pytest

from tests.kept import Build
from tests.reports.counted import Counted, build


@pytest.fixture
def around_the_cast() -> dict[str, Build]:
    return {"counted": build}


@pytest.fixture
def counted(begun: Counted) -> Counted:
    """A cohort of eight whose numbers can be counted by hand; see tests/reports/counted.py."""
    return begun
