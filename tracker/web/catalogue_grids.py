"""The sentences of reasons that result grids give."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "grid_not_yours": _("Result grids are kept by the members of the work and its mentors."),
        "grids_many": _("At most %(most)s result grids fit one work."),
        "grid_limit_range": _("Say from 0 to 1 at which forget accuracy a fact counts as forgotten."),
        "grid_factors": _("Name what was varied: one factor at least, at most %(most)s."),
        "grid_metrics": _("Name what was measured: one metric at least, at most %(most)s."),
        "grid_name": _("Each factor and metric has a name of at most %(most)s characters."),
        "grid_name_marks": _(
            "“%(name)s” would be trouble as the name of a column: leave out commas, semicolons and quotes,"
            " and begin with a letter or digit."
        ),
        "grid_name_reserved": _("“%(name)s” is a column of every grid already; choose another name."),
        "grid_name_twice": _("“%(name)s” stands there twice."),
        "grid_problems": _(
            "Nothing was taken in: there are things to mend in the runs (%(count)s), named below."
        ),
        "grid_outcome_elsewhere": _("This outcome belongs to another work."),
    }
