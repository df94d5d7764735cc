"""The words of works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.projects.credit_queries import Standing
from tracker.projects.models import Work, WorkKind
from tracker.projects.result_rules import WAITING

KINDS: dict[WorkKind, LazyString] = {
    WorkKind.PROJECT: _l("project"),
    WorkKind.SPRINT: _l("sprint"),
    WorkKind.MILESTONE: _l("milestone deliverable"),
}


@dataclass(frozen=True)
class Filter:
    """Some works of a list: what they are called, and which they are."""

    key: str
    words: LazyString
    matches: Callable[[Work, Standing], bool]


FILTERS: dict[str, Filter] = {
    one.key: one
    for one in (
        Filter("", _l("all"), lambda _work, _stands: True),
        Filter("to-settle", _l("results to settle"), lambda _work, stands: stands.result in WAITING),
        Filter("shares", _l("shares disagreed on"), lambda _work, stands: stands.shares.disputed),
        Filter("no-rates", _l("without rates"), lambda work, _stands: work.pass_able is None),
        Filter("late-rates", _l("rates changed late"), lambda work, _stands: work.rates_late),
    )
}
