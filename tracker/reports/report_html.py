"""A cohort report as one HTML file that needs nothing beside it, to be printed or sent."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, render_template
from markupsafe import Markup

from tracker.reports.editions import Edition
from tracker.reports.laid_out import laid_out

SHEETS = ("base.css", "score.css", "report.css")


def write(edition: Edition) -> bytes:
    """The file, with the style sheets of the page inside; needs an application context with the language."""
    return render_template("reports/file.html", document=laid_out(edition), styles=_styles()).encode()


def _styles() -> Markup:
    folder = Path(str(current_app.static_folder)) / "css"
    text = "\n".join((folder / name).read_text() for name in SHEETS)
    return Markup("<style>{}</style>").format(Markup(text))  # noqa: S704  # ours, and typed by nobody
