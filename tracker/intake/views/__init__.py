"""Pages of imports: sending a file, its columns, the preview, the result, and taking it back."""

from __future__ import annotations

from tracker.intake.views import columns, preview, sending, undoing
from tracker.intake.views.blueprint import bp

__all__ = ["bp", "columns", "preview", "sending", "undoing"]
