"""The words of works."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.projects.models import WorkKind

KINDS: dict[WorkKind, LazyString] = {
    WorkKind.PROJECT: _l("project"),
    WorkKind.SPRINT: _l("sprint"),
    WorkKind.MILESTONE: _l("milestone deliverable"),
}
