"""The words of what a rater is to a scholar."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.evaluations.answers import Relation

RELATIONS: dict[Relation, LazyString] = {
    Relation.PRIMARY_MENTOR: _l("primary mentor"),
    Relation.SECOND_MENTOR: _l("second mentor"),
    Relation.RESEARCH_MANAGER: _l("research manager"),
    Relation.BLIND_REVIEWER: _l("blind reviewer (not the mentor)"),
}
