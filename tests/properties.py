"""Property tests: the same examples on every run, and no time limit on a single one.

A loaded machine is no defect, and a test that fails must fail again.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

__all__ = ["given", "st"]

settings.register_profile("tracker", deadline=None, derandomize=True, database=None, max_examples=150)
settings.load_profile("tracker")
