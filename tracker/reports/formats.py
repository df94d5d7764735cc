"""A cohort report as a file of any format."""

from __future__ import annotations

import importlib

from flask_babel import force_locale

from tracker.reports.editions import Edition, Format

# Loaded when they are asked for: some of them need what takes long to import.
_WRITERS = {
    Format.HTML: "report_html",
    Format.PDF: "report_pdf",
    Format.XLSX: "report_xlsx",
    Format.CSV: "report_csv",
    Format.JSON: "report_json",
    Format.PARQUET: "report_parquet",
}


def write(edition: Edition, kind: Format) -> bytes:
    """The file, in the edition's language. Needs an application context. The same edition, the same bytes.

    Refused where the format needs an extra that is not installed.
    """
    writer = importlib.import_module(f"tracker.reports.{_WRITERS[kind]}")
    with force_locale(edition.language):
        content: bytes = writer.write(edition)
    return content
