"""The words of phases and gates."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.cohorts.models import GateDefault, PhaseKind

PHASES: dict[PhaseKind, LazyString] = {
    PhaseKind.TRAINING: _l("Training"),
    PhaseKind.RESEARCH: _l("Research"),
    PhaseKind.EXTENSION: _l("Extension"),
}
GATES: dict[GateDefault, LazyString] = {
    GateDefault.CONTINUE_BY_DEFAULT: _l(
        "Continue by default: everybody moves on unless told otherwise in time"
    ),
    GateDefault.CAPACITY_LIMITED: _l("Limited places: scholars are chosen, and know the number beforehand"),
}
GATES_SHORT: dict[GateDefault, LazyString] = {
    GateDefault.CONTINUE_BY_DEFAULT: _l("continue by default"),
    GateDefault.CAPACITY_LIMITED: _l("limited places"),
}
