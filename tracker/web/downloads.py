"""Files served to be kept, never shown inside the page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from flask import Response

TYPES = {
    "jsonl": "application/x-ndjson; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(content: bytes | Iterable[bytes], filename: str) -> Response:
    """A download named `filename`, whose type follows its ending. ASCII names only."""
    response = Response(content, content_type=TYPES[filename.rsplit(".", 1)[1]])
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def streamed(pieces: Iterable[bytes], *, size: int, name: str, media_type: str) -> Response:
    """A download of `size` bytes in pieces, under any name."""
    response = Response(pieces, content_type=media_type)
    response.headers["Content-Length"] = str(size)
    plain = "".join(
        sign if sign.isascii() and sign.isprintable() and sign not in '"\\%' else "_" for sign in name
    )
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response
