"""The sentences of reasons about reports and dossiers that are taken as files."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "dossier_own_not_filed": _(
            "You owe a form on this scholar. Their dossier holds what others wrote, so file yours first."
        ),
        "report_about_you": _(
            "You are a scholar of this cohort: its full report is about you too, so somebody else takes it."
        ),
        "report_no_parquet": _(
            "Parquet files need the extra tracker[parquet], which is not installed here. The others work."
        ),
    }
