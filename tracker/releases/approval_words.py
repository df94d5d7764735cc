"""The words for why an approval holds no longer."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.releases.parts import Void

VOIDS: dict[Void, LazyString] = {
    Void.MANIFEST: _l("The files have changed."),
    Void.SCOPE: _l("The scope asked for has changed."),
    Void.VENUE: _l("The venue has changed."),
    Void.CONTRIBUTORS: _l("The contributors have changed, or one of them does not agree any more."),
    Void.EXPIRED: _l("Its last day has passed."),
    Void.TRIPWIRE: _l("Somebody reported a new fact that would change the decision."),
    Void.CONFLICT: _l("Somebody on whom it rested has a part in the release or a conflict of interest."),
    Void.APPEAL: _l("An appeal sent the case to a new panel."),
    Void.STOP: _l("It was stopped, and two people found that it has to be judged anew."),
}
