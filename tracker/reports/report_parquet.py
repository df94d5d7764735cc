"""A cohort report as Parquet: the frame of each table in a file of its own."""

from __future__ import annotations

import io
import json

from tracker.reasons import no, require
from tracker.reports import frames
from tracker.reports.archive import zipped
from tracker.reports.editions import Edition
from tracker.reports.report_json import as_data


def write(edition: Edition) -> bytes:
    """The zip of the files; needs an application context with the reader's language.

    Refused where the extra `parquet` is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        require(no("report_no_parquet"))
        raise
    head = {"report": _head(edition)}
    files = []
    for table, frame in frames.frames(edition):
        file = io.BytesIO()
        made = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(head)
        parquet.write_table(made, file, compression="zstd")
        files.append((f"{table.number:02}-{table.key.replace('_', '-')}.parquet", file.getvalue()))
    return zipped(files)


def _head(edition: Edition) -> str:
    """Everything of the report but its tables, as it stands in the JSON document."""
    return json.dumps({key: value for key, value in as_data(edition).items() if key != "tables"})
