"""The sentences of reasons about reports and what is frozen of them."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "report_not_yours": _("You cannot read this report."),
        "report_no_snapshot": _(
            "There is no snapshot of this cohort's report yet. Staff make one after a phase."
        ),
        "snapshot_no_phases": _("This cohort has no dates yet. A snapshot is made after a phase's end."),
        "snapshot_before_end": _(
            "No phase of this cohort is over yet. The first snapshot can be made after %(ends_on)s."
        ),
        "snapshot_monthly": _(
            "The last snapshot was made on %(newest)s. There is at most one a month, so that nobody can be"
            " told from what changed; the next can be made from %(first)s on."
        ),
        "snapshot_mid_phase": _(
            "The snapshot after the last phase was made on %(newest)s. The next can be made once the phase"
            " that ends on %(ends_on)s is over."
        ),
        "snapshot_changed": _(
            "The figures have changed since you looked at them, so nothing was frozen. Look at them again."
        ),
        "snapshot_not_yours": _("You can no longer make snapshots of this cohort's report."),
        "snapshot_draft_open": _("The preview is not ready yet. Nothing was frozen."),
        "snapshot_draft_none": _("This preview was stopped or failed, so there is nothing to freeze."),
    }
