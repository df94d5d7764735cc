"""Files served to be kept, never shown inside the page."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(content: bytes | Iterable[bytes], filename: str) -> Response:
    """A download named `filename`, whose type follows its ending. ASCII names only."""
    response = Response(content, content_type=TYPES[filename.rsplit(".", 1)[1]])
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
