"""The sentence for every reason a rule can give, in the reader's language."""

from __future__ import annotations

from datetime import date
from functools import cache

from flask_babel import get_locale
from flask_babel import gettext as _

from tracker.reasons import Decision
from tracker.web import (
    catalogue_attention,
    catalogue_dates,
    catalogue_drift,
    catalogue_exports,
    catalogue_gates,
    catalogue_grids,
    catalogue_imports,
    catalogue_jobs,
    catalogue_mail,
    catalogue_outcomes,
    catalogue_polls,
    catalogue_projects,
    catalogue_releases,
    catalogue_releases_access,
    catalogue_releases_approval,
    catalogue_releases_author,
    catalogue_releases_panel,
    catalogue_releases_reviewing,
    catalogue_releases_rules,
    catalogue_releases_stops,
    catalogue_report_files,
    catalogue_reports,
    catalogue_surveys,
    catalogue_webhooks,
    filters,
)


def sentence(decision: Decision) -> str:
    """Say a decision's reason. An unknown code is a defect, so it raises `KeyError`."""
    shown = {
        name: filters.day(value) if isinstance(value, date) else value
        for name, value in decision.params.items()
    }
    return _said_in(str(get_locale()))[decision.code] % shown


def codes() -> frozenset[str]:
    """All codes that have a sentence."""
    return frozenset(_sentences())


@cache
def _said_in(_language: str) -> dict[str, str]:
    """All sentences in a language, which is the reader's: looking them all up takes milliseconds."""
    return _sentences()


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
            "With %(days)s days this phase is too short for a fair stop, which needs %(needed)s. Leave the"
            " last day for a concern empty: then nobody can be stopped at this gate. Or make it longer."
        ),
        "notice_too_short": _(
            "Between the last day for a concern and the end of the phase lie %(days)s days; this gate"
            " promises %(needed)s."
        ),
        "notice_days_range": _(
            "Use %(least)s to %(most)s days: a scholar has two weeks to answer a concern."
        ),
        "evidence_range": _("A stop rests on at least one person and one work, and at most %(most)s."),
        "non_mentors_above_people": _("More people who are not mentors are asked for than people."),
        "panel_range": _("A panel has at least two members, and at most %(most)s."),
        "limited_too_late": _(
            "This phase starts on %(starts_on)s. Limited places, and their number, are stated before a phase"
            " starts, or not at all."
        ),
        "policy_reason_needed": _(
            "This phase has begun, and scholars rely on what they were told. Say why it changes."
        ),
        "start_is_past": _("The phase began on %(starts_on)s; that day stays."),
        "end_earlier": _(
            "The phase has begun. Its end cannot come before %(ends_on)s, the day that scholars were told."
        ),
        "places_fewer": _("The phase has begun with %(places)s places. There can be more, not fewer."),
        "notice_new": _(
            "Scholars were told that nobody can be stopped at this gate. That holds once the phase has begun."
        ),
        "notice_later": _(
            "Scholars were told that concerns come by %(notice_by)s. The day can be earlier, not later."
        ),
        "notice_days_fewer": _("Scholars were promised %(days)s days of notice. It can be more, not fewer."),
        "decision_later": _(
            "Scholars were told that they know by %(decision_on)s. It can be earlier, not later."
        ),
        "decision_hurried": _(
            "The phase has begun. A decision before its end (%(ends_on)s) would take away time that scholars"
            " count on."
        ),
        "stop_made_easier": _(
            "The phase has begun. A stop can need more people, works or members of the panel, not fewer."
        ),
        "record_year": _("Use a year from %(first)s to %(last)s."),
        "record_range": _("Counts lie between 0 and %(most)s, and at least one person was accepted."),
        "record_sum": _(
            "Accepted are %(accepted)s, but moved on, stopped, not placed and withdrew come to %(total)s."
            " Everybody accepted is in exactly one of the four."
        ),
        "record_notice_of_nobody": _("Nobody was stopped or not placed, so there are no days of notice."),
        "record_notice_range": _("Days of notice lie between 0 and %(most)s."),
        "record_taken": _("The gate of “%(label)s”, %(year)s, is entered already. Correct that one."),
        "record_changed": _(
            "Somebody else corrected this meanwhile. Nothing was overwritten; open it again to see theirs."
        ),
        "policy_not_yet": _("This phase starts on %(starts_on)s; you can say then that you have read this."),
        "reader_left": _("You left the program on %(on)s; nothing is asked of you any more."),
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
        "concern_on_self": _("Nobody raises a concern about themselves."),
        "concern_not_yours": _("Concerns are raised by staff and by the scholar's own mentors."),
        "scholar_left": _("This scholar has left the program."),
        "concern_past": _("A concern bears the day on which it is raised, today; it is never dated back."),
        "concern_ahead": _("A concern bears the day on which it is raised, today; it is never dated ahead."),
        "no_phase_running": _("No phase is under way today, so no concern can be raised."),
        "concern_open_already": _(
            "A concern is open on this scholar already, and there is never more than one. Nothing of yours"
            " was lost: your text is kept here as a draft. Talk to your program's staff about it."
        ),
        "concern_closed": _("This concern is closed."),
        "targets_none": _("Name at least one target, so that the scholar knows what would settle it."),
        "targets_many": _("At most %(most)s targets; these are %(count)s."),
        "targets_no_room": _(
            "A target leaves two weeks, so none could be due before %(earliest)s; the last possible day is"
            " %(last)s. Offer help without a concern, or wait for the next phase."
        ),
        "target_empty": _("Say what target %(number)s is."),
        "target_too_soon": _(
            "Target %(number)s comes too soon: two weeks to respond end on %(earliest)s at the earliest."
        ),
        "target_too_late": _("Target %(number)s comes too late: the last possible day is %(last)s."),
        "text_too_long": _("Use at most %(limit)s characters."),
        "form_elsewhere": _("This form is about another scholar."),
        "withdrawal_not_yours": _("A concern is taken back by who raised it, or by a lead."),
        "plan_not_yours": _("A plan is made by staff, or by who raised the concern."),
        "plan_owner": _("Choose somebody of the program's staff, or who raised the concern."),
        "plan_settled": _("This plan is settled."),
        "planned_already": _("There is a plan on this concern already."),
        "review_before_targets": _(
            "The review cannot come before %(earliest)s: the targets are due first, and the scholar has two"
            " weeks to respond."
        ),
        "review_too_late": _("The review must come by %(last)s, before the gate is decided."),
        "review_not_yours": _("A plan is judged by its owner and by a second person of the staff."),
        "review_before_delivery": _("Nothing proves yet that the concern arrived, so nothing can be judged."),
        "review_too_early": _(
            "The review is due on %(on)s. Until then the scholar has time, so it can only be said to be met."
        ),
        "review_twice": _("You have had your say in this review; the second word is somebody else's."),
        "review_seat_taken": _("Somebody else has filed this word already."),
        "until_needed": _("Name the new day, so that the scholar knows how long the plan goes on."),
        "until_unneeded": _("A new day goes with “partly met” only."),
        "until_range": _("The new day must lie after %(after)s, by at most %(days)s days."),
        "extended_already": _("A plan is extended once; say now whether it was met or not."),
        "reply_empty": _("Write something first."),
        "reply_too_long": _("Use at most %(limit)s characters."),
        **catalogue_gates.sentences(),
        **catalogue_projects.sentences(),
        **catalogue_outcomes.sentences(),
        **catalogue_grids.sentences(),
        **catalogue_jobs.sentences(),
        **catalogue_mail.sentences(),
        **catalogue_webhooks.sentences(),
        **catalogue_dates.sentences(),
        **catalogue_drift.sentences(),
        **catalogue_attention.sentences(),
        **catalogue_exports.sentences(),
        **catalogue_reports.sentences(),
        **catalogue_report_files.sentences(),
        **catalogue_surveys.sentences(),
        **catalogue_polls.sentences(),
        **catalogue_imports.sentences(),
        **catalogue_releases.sentences(),
        **catalogue_releases_access.sentences(),
        **catalogue_releases_approval.sentences(),
        **catalogue_releases_author.sentences(),
        **catalogue_releases_panel.sentences(),
        **catalogue_releases_reviewing.sentences(),
        **catalogue_releases_rules.sentences(),
        **catalogue_releases_stops.sentences(),
        "appeal_not_yours": _("A decision is appealed against by the scholar whom it is about."),
        "appeal_impossible": _("There is no appeal against going on."),
        "appeal_before_letter": _("An appeal is possible once the letter with the decision was sent."),
        "appeal_twice": _("You have appealed against this decision already. There is one appeal."),
        "appeal_undone": _("This decision no longer holds, so there is nothing to appeal against."),
        "appeal_late": _(
            "The last day of an appeal was %(by)s, %(days)s working days after the letter. Talk to your"
            " program's staff if something kept you from it."
        ),
        "appeal_role": _("They hold no role in which appeals are decided here."),
        "appeal_of_self": _("The appeal is about themselves."),
        "appeal_decider": _("They took the decision, or set a condition aside for it."),
        "appeal_panel": _("They sat on the panel."),
        "appeal_opener": _("They raised the concern."),
        "appeal_planner": _("They made, led or judged the support plan."),
        "appeal_rater": _("They rated or mentored the scholar, or were asked to."),
        "appeal_read_before": _("They read an earlier appeal at this gate."),
        "appeal_not_assigned_by_you": _("Appeals are given to their readers by the program's staff."),
        "appeal_given_meanwhile": _(
            "Somebody else gave this appeal to a reader meanwhile. Nothing was changed."
        ),
        "appeal_decided": _("This appeal has been decided already."),
        "appeal_other_reader": _("This appeal is with another reader now."),
    }
