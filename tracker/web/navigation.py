"""The main menu: one entry per page a role starts from. Entries are offered by the features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from tracker.permissions import Permission
from tracker.web.access import allowed, grants


@dataclass(frozen=True)
class Entry:
    """A page of the main menu, shown to those who hold the permission somewhere."""

    endpoint: str
    label: LazyString
    permission: Permission


ENTRIES = (
    Entry("overview.home", _l("Home"), Permission.HOME_READ),
    Entry("overview.standing", _l("Where I stand"), Permission.STANDING_READ),
    Entry("evaluations.owed", _l("My forms"), Permission.EVALUATION_SUBMIT),
    Entry("overview.attention_list", _l("Attention"), Permission.BOARD_READ),
    Entry("releases.index", _l("Releases"), Permission.RELEASE_VIEW),
    Entry("cohorts.programs", _l("Cohorts"), Permission.BOARD_READ),
    Entry("cohorts.programs", _l("Programs"), Permission.PROGRAM_CREATE),
    Entry("reports.index", _l("Reports"), Permission.REPORT_READ),
    Entry("outbox.index", _l("Outbox"), Permission.OUTBOX_READ),
    Entry("jobs.index", _l("Jobs"), Permission.JOB_READ),
)


def install(app: Flask) -> None:
    app.context_processor(lambda: {"menu": menu, "allowed": allowed})


def menu() -> list[dict[str, Any]]:
    """The entries for the signed-in person: address, label, and whether the page is the open one."""
    if not current_user.is_authenticated:
        return []
    held = grants()
    # One entry an address: who may both make and read programs finds them under the first name.
    offered = {entry.endpoint: entry for entry in reversed(ENTRIES) if held.anywhere(entry.permission)}
    return [
        {
            "href": url_for(entry.endpoint),
            "label": str(entry.label),
            "current": request.endpoint == entry.endpoint,
        }
        for entry in ENTRIES
        if offered.get(entry.endpoint) is entry
    ]
