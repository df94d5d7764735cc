"""Counts from which nobody can be told, however small they are. Pure.

Others are public because their maker says so: places of a gate, figures that were published before.
"""

from __future__ import annotations

import re

# Things, not people: what was made, and forms that were asked for and filed. Sealed ones are counted apart.
_THINGS = re.compile(
    r"outputs\.(out|projects|out_of_projects|out_of_other_works|authorships)"
    r"|outputs\..+\.(submitted|accepted|published|out|not_out|count)"
    r"|evidence\.\w+\.(asked|forms|filed|imported|in_time|late|overdue|open|timed|not_timed)"
    r"|load\.(others\.)?(asked|filed|not_filed|in_time|late|overdue|open|forms_with_hours|pairs)"
)
# How large a cohort is, and how many were asked a survey, unless that alone would single people out.
_SIZES = re.compile(r"funnel\.(applied|scholars)|mentors\.all|survey\.[\w-]+\.asked")
# Whoever did not answer, or could not be asked to: shown beside every share that rests on answers.
_NO_ANSWERS = re.compile(r".+\.(silent|skipped|unpaired|no_answer|not_seen|other_rubric|said_nothing)")


def is_open(key: str, number: int, least: int) -> bool:
    """Whether everybody may know a count and how it moves; people only where there are `least` or more."""
    return bool(_THINGS.fullmatch(key)) or (number >= least and bool(_SIZES.fullmatch(key)))


def may_be_small(key: str) -> bool:
    """Whether a count is told though it is small. It is kept from being told by how it moves."""
    return bool(_NO_ANSWERS.fullmatch(key))
