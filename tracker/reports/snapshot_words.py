"""What pages say of figures that funders do not read, and of what was taken."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.reports.suppression import Reason

REASONS: dict[Reason, LazyString] = {
    Reason.SMALL: _l("stands for fewer than five, or leaves fewer than five over"),
    Reason.BESIDE: _l("a figure that is left out would follow from it"),
    Reason.MOVED: _l("has changed by fewer than five since funders read it"),
    Reason.SEALED: _l("is for the coordinator alone"),
}
