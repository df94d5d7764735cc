"""The sentence for every reason a rule can give, in the reader's language."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from tracker.reasons import Decision
from tracker.web import filters


def sentence(decision: Decision) -> str:
    """Say a decision's reason. An unknown code is a defect, so it raises `KeyError`."""
    shown = {
        name: filters.day(value) if isinstance(value, date) else value
        for name, value in decision.params.items()
    }
    return _sentences()[decision.code] % shown


def codes() -> frozenset[str]:
    """All codes that have a sentence."""
    return frozenset(_sentences())


def _sentences() -> dict[str, str]:
    # gettext is called with literals, so that the message extraction finds them.
    return {
        "phase_closed": _(
            "Forms for this phase closed on %(closed_on)s. Ask staff to reopen it if something is missing."
        ),
        "phase_not_open": _("This phase starts on %(starts_on)s; its forms open then."),
        "excused": _("Staff excused you from this form. Nothing is owed."),
        "already_filed": _("This form was filed already. Amend it to change something."),
        "not_filed": _("This form has not been filed yet."),
        "imported_form": _("This form was imported from an earlier system and stays as it was."),
        "own_not_filed": _("Others' answers stay hidden until you have filed yours."),
        "export_own_not_filed": _(
            "You owe forms on %(count)s scholars of this cohort. Until they are in, others' answers stay"
            " hidden from you, in this file too: file them, or ask to be excused."
        ),
        "export_about_you": _(
            "You are a scholar of this cohort, and the file would hold what is not released to you. Ask"
            " somebody else on the staff to take it out."
        ),
        "not_yet_released": _("Feedback is released when everybody asked has filed, or on %(on)s."),
        "change_needed": _("Say one thing to change: an answer of 1 or 2 needs it."),
        "rubric_empty": _("A rubric needs at least one criterion."),
        "criteria_alike": _("Two criteria have the same name."),
        "rubric_unchanged": _("Nothing in the rubric was changed."),
        "link_unknown": _("This link is not valid. Ask for a new one."),
        "link_expired": _("This link has expired. Ask for a new one."),
        "link_used": _("This link was used already. Sign in, or ask for a new one."),
        "person_inactive": _("This account is closed."),
        "role_not_yours_to_grant": _("Only a lead may give this role."),
        "last_lead": _("%(name)s is the only lead of this program. Make somebody else a lead first."),
        "scholar_in_cohort": _("Scholars belong to a cohort: add them on the cohort's own page of people."),
        "role_end_needed": _("An outside reviewer's role needs a last day."),
        "role_end_past": _("The last day lies in the past."),
        "no_address": _("There is no e-mail address of %(name)s, so nothing can be sent."),
        "account_open": _("%(name)s has an account already and can sign in."),
        "invite_beyond_you": _(
            "%(name)s has roles that are not yours to give, so an invitation is not yours to send:"
            " ask a lead of this program, or let them sign in by mail."
        ),
        "role_held": _("%(name)s holds this role already."),
        "self_assignment": _("Nobody evaluates themselves."),
        "not_a_member": _("%(name)s is not a member of this work."),
        "mentor_lacks_role": _("%(name)s is not a mentor of this cohort. Give them the role first."),
        "assigned_already": _("%(name)s owes this form already."),
        "assignment_filed": _("This form was filed; it can no longer be excused."),
        "ends_before_start": _("The end lies before the start."),
        "day_too_far": _("This day is too far off."),
        "phases_overlap": _("The %(first)s phase ends on %(ends_on)s, after the next one starts."),
        "notice_outside_phase": _(
            "The last day for a concern must lie within the phase and before the decision."
        ),
        "decision_before_phase": _("The decision cannot come before the phase starts."),
        "places_needed": _("State the number of places: scholars must know it before the phase starts."),
        "places_unneeded": _("Places count only where they are limited. Choose that, or leave this empty."),
        "phase_changed": _("Somebody else saved this phase meanwhile. Nothing was overwritten."),
        "rubric_changed": _("Somebody else saved the rubric meanwhile. Nothing was overwritten."),
        "no_fair_stop": _(
            "With %(days)s days this phase is too short for a fair stop under “continue by default”:"
            " a concern needs %(needed)s days. Make it longer, or choose limited places."
        ),
        "slug_taken": _("The short name “%(slug)s” is taken."),
        "slug_shape": _("A short name has lower-case letters, digits and hyphens, such as winter-2026."),
        "phase_missing": _("Set the dates of the %(kind)s phase first."),
        "day_outside_phase": _("The day lies outside the phase (%(starts_on)s to %(ends_on)s)."),
        "name_empty": _("A name is needed."),
        "name_control": _("Names cannot hold control characters."),
        "email_shape": _("“%(email)s” is not an e-mail address."),
        "enrolled_already": _("%(name)s is in this cohort already."),
        "not_in_cohort": _("%(name)s is not in this cohort."),
        "title_taken": _("There is a milestone “%(title)s” in this phase already."),
        "zone_unknown": _("There is no time zone “%(zone)s”."),
        "withdrew_before_enrolled": _("They enrolled on %(enrolled_on)s; the day must not lie before it."),
        "no_members": _("Choose at least one scholar."),
        "rates_range": _("Pass rates lie between 0 and 1, without either end."),
        "rates_order": _("Able people reach it more often than others: the first rate is the higher one."),
        "rates_too_far_apart": _(
            "These rates lie so far apart that luck could not explain a single result. Choose closer ones."
        ),
        "rates_late": _(
            "The result is known already. Rates stated now must be marked as late; the audit trail says so."
        ),
        "shares_of_team": _("State one share for each member of the work, and for nobody else."),
        "share_range": _("Each share is above 0 and at most 1."),
        "shares_sum": _("The shares sum to %(total)s; together they are 1."),
        "scoring_k_range": _("Choose a number from %(lowest)s to %(highest)s."),
        "scoring_share_range": _("Each share is at least %(least)s and below 1."),
        "scoring_shares_sum": _("The five shares sum to %(total)s; together they are 1."),
        "scoring_bar_range": _("The bar is a level of the rubric, from %(lowest)s to %(highest)s."),
        "scoring_changed": _("Somebody else saved these settings meanwhile. Nothing was overwritten."),
        "scoring_unchanged": _("Nothing in the settings was changed."),
        "level_not_yours": _("A level is shown to the scholar, to those who rated them, and to staff."),
        "severity_not_yours": _("How a mentor rates is shown to that mentor and to the lead only."),
        "reply_empty": _("Write something first."),
        "reply_too_long": _("Use at most %(limit)s characters."),
    }
