"""An edition of a cohort report: its numbers, for whom, and who took it when. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from tracker.reports.numbers import Report, View


class Format(enum.StrEnum):
    """What a report is written as; the value is the file's ending where that is not `ENDINGS`'."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


# One file a table, together in one.
ENDINGS = {Format.CSV: "csv.zip", Format.PARQUET: "parquet.zip"}
MEDIA = {
    Format.HTML: "text/html; charset=utf-8",
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "application/zip",
    Format.JSON: "application/json",
    Format.PARQUET: "application/zip",
}


@dataclass(frozen=True, slots=True)
class Edition:
    """What is printed: the numbers as this reader may know them, with what stands in its head.

    `program` is the program's name; `exporter` the name of whoever takes it (None: the command line);
    `taken_at` is aware; `snapshot` is the number of the frozen report it was taken from, if from one.
    """

    report: Report
    view: View
    program: str
    exporter: str | None
    taken_at: datetime
    zone: str
    language: str = "en"
    snapshot: int | None = None

    def filename(self, kind: Format) -> str:
        """An ASCII name: program, cohort, view and the day of the numbers."""
        report = self.report
        day = report.as_of.isoformat()
        return f"{report.program}-{report.cohort}-report-{self.view}-{day}.{ENDINGS.get(kind, kind)}"
