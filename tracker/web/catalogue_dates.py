"""The sentences of reasons about days: a program's closed days, leaves, own dates, coming back."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "closed_backwards": _("The last day cannot come before the first."),
        "closed_past": _(
            "A day that has passed cannot become a closed one: deadlines counted on it. The first day that"
            " still can is today, %(today)s."
        ),
        "closed_many": _("Enter at most %(most)s days at once."),
        "closed_weekend": _("These days are a weekend; only Monday to Friday count as working days."),
        "closed_already": _("%(day)s is a closed day already."),
        "closed_counted_on": _(
            "Deadlines that run today end by %(reach)s and would get shorter. Only a closed day after that"
            " can become a working day again."
        ),
        "scholar_on_leave": _("This scholar is on leave. Nothing is due from them until they are back."),
        "leave_already": _(
            "A leave is written down already. End it, or take it back, before another begins."
        ),
        "leave_before_enrolled": _("They are enrolled since %(enrolled_on)s; a leave begins then or later."),
        "leave_long_past": _(
            "That lies too long ago. The first day of a leave can be %(earliest)s or later."
        ),
        "leave_far": _("A leave can be written down at most a year ahead."),
        "leave_overlaps": _("They were on leave until %(back_on)s; another leave begins then or later."),
        "behind_decision": _(
            "The decision day of %(decided_on)s has come, and what lies up to it is settled. Choose a later"
            " day."
        ),
        "leave_after_end": _(
            "None of their dates lies on or after that day, so there is nothing to wait for."
        ),
        "leave_backwards": _("The leave cannot be expected to end before it begins."),
        "leave_too_long": _("A leave is expected to last at most %(most)s days."),
        "leave_ended": _("This leave has ended already."),
        "return_before_leave": _("The leave began on %(from_on)s; nobody comes back before that."),
        "return_ahead": _(
            "Somebody is back once they are: choose today (%(today)s) or a day before. A leave that turns out"
            " not to happen is taken back with its own first day."
        ),
        "return_long_past": _("That lies too long ago. Choose %(earliest)s or a later day."),
        "shift_on_leave": _(
            "The scholar is on leave, and their dates move by themselves. End the leave first."
        ),
        "shift_days_range": _("Dates move by 1 to %(most)s days."),
        "shift_moves_nothing": _("None of their dates lies on or after that day, so nothing would move."),
        "shift_past": _("Days that have passed do not move. Choose today, %(today)s, or a later day."),
        "shift_reason": _("Say why; the scholar reads it."),
        "back_already": _("They go on in a later cohort already."),
        "back_never_left": _("They have not left, so there is nothing to come back to."),
        "back_after_stop": _(
            "A stop stands until an appeal undoes it. Whoever is admitted anew is added under People."
        ),
        "back_elsewhere": _("They take part in %(cohort)s, and nobody is in two running cohorts at once."),
        "back_was_decided": _(
            "Their part in this cohort ended by a decision, not by their own wish. Choose a later cohort."
        ),
        "back_days_range": _("Dates move by 0 to %(most)s days."),
        "back_cohort_over": _("That cohort has ended. Choose one that runs or lies ahead."),
        "back_after_end": _(
            "With these dates their last phase would have ended on %(last_day)s. Move the dates further."
        ),
        "back_enrolled_there": _("They were in that cohort already."),
        "back_no_dates": _("That cohort has no dates yet."),
        "back_cohort_earlier": _("Choose a cohort that began after theirs."),
        "dates_changed": _(
            "Somebody moved these dates while your page was open. Nothing was moved twice; see below what"
            " stands now."
        ),
    }
