"""Several files in one zip whose bytes hang on nothing but them. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

# The earliest that a zip can say; when a file was made stands inside it.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
UNIX, PLAIN_FILE = 3, 0o644 << 16


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of (name, content), in the order given."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files:
            about = zipfile.ZipInfo(name, LONG_AGO)
            about.compress_type, about.create_system, about.external_attr = (
                zipfile.ZIP_DEFLATED,
                UNIX,
                PLAIN_FILE,
            )
            archive.writestr(about, content)
    return made.getvalue()
