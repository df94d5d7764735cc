"""Pages of imports: sending a file, its columns, the preview, the result, and taking it back."""

from __future__ import annotations

from tracker.intake import forgetting
from tracker.intake.views import columns, preview, sending, undoing
from tracker.intake.views.blueprint import bp

# `forgetting` is asked for here, so that it hears of what is sealed wherever there are pages.
__all__ = ["bp", "columns", "forgetting", "preview", "sending", "undoing"]
