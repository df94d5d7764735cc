"""The sentences of reasons that gates give: decisions, letters, appeals, places."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "decision_on_self": _("Nobody decides about themselves."),
        "decision_after_leaving": _("This scholar has left the cohort, so there is nothing to decide."),
        "decided_already": _("This gate is decided already. Nothing of yours was saved over it."),
        "decision_before_start": _("The phase begins on %(starts_on)s; before it nothing can be decided."),
        "default_stands": _(
            "Nothing else was decided in time, so this scholar continued by default on %(on)s."
        ),
        "no_gate": _("This phase has no gate, so there is nothing to decide."),
        "not_placed_unlimited": _(
            "Places are not limited at this gate, so nobody can be “not placed”. The two kinds of gate are"
            " never mixed."
        ),
        "no_stop_at_this_gate": _(
            "Scholars were told that nobody can be stopped at this gate, so nobody is. No lead can override"
            " that."
        ),
        "extended_before": _("This phase was extended once for this scholar; say now how it ends."),
        "decision_on_leave": _("The scholar is on leave; this waits until they are back."),
        "decision_too_early": _("Nobody is told no before %(over)s, when the phase is over."),
        "reasons_needed": _("Write down the reasons; the scholar reads them."),
        "wish_needed": _("Only the scholar can want this: write down what they asked for, in their words."),
        "plan_needed": _("Say what the plan is: what is done, by whom, until when."),
        "plan_unneeded": _("A plan goes with “continue with a plan” only."),
        "extension_needed": _("Name the new last day of the phase."),
        "extension_unneeded": _("A new last day goes with “extend” only."),
        "extension_range": _(
            "The new last day must lie after %(after)s, and at most %(days)s days after the old one."
        ),
        "no_concern": _("No concern is open: nothing was raised with the scholar in writing."),
        "concern_unproven": _("A concern is open, and nothing proves that it reached the scholar."),
        "notice_none": _("The scholar was told nothing, where %(needed)s days of notice are due."),
        "notice_short": _(
            "The concern came %(days)s days before the end of the phase, or after the last day for one;"
            " %(needed)s are due."
        ),
        "response_none": _("The scholar had no time to respond; %(days)s days are due."),
        "response_short": _("The scholar has until %(on)s to respond and to reach the targets."),
        "plan_none": _("There was no support plan, so nobody knows whether help would have been enough."),
        "plan_open": _("The support plan was not judged yet: two people say what came of it."),
        "plan_was_met": _("The support plan was met."),
        "people_few": _("Forms with an Overall come from %(count)s people; %(needed)s are needed."),
        "works_few": _("They are about %(count)s works; %(needed)s are needed."),
        "non_mentors_few": _("%(count)s of them are no mentors of the scholar; %(needed)s are needed."),
        "panel_few": _("%(count)s members of a panel have filed a view; %(needed)s are needed."),
        "panel_of_mentors": _(
            "Everybody who filed a view is a mentor of the scholar; somebody else is needed."
        ),
        "panel_disagrees": _(
            "%(same)s of %(views)s views say this; more than half are needed, and a tie goes to the scholar."
        ),
        "odds_not_told": _("The number of places was not published before the phase began."),
        "checks_fail": _(
            "This cannot be saved: the policy that scholars were told asks for more. Each missing piece is"
            " named below."
        ),
        "override_by_lead": _("Only a lead can decide although something is missing."),
        "override_unneeded": _("Nothing is missing, so there is nothing to override."),
        "override_reason_needed": _(
            "Say why you decide although something is missing; it is printed in the cohort report with your"
            " name."
        ),
        "panel_not_yours": _("Panels are put together by staff."),
        "panel_on_self": _("Nobody sits on the panel about themselves."),
        "panel_role": _("Choose staff of the program or a panel member."),
        "panel_not_fresh": _(
            "They sat on the panel whose decision an appeal has sent back. New people decide it anew."
        ),
        "panel_seated": _("They sit on this panel already."),
        "panel_not_seated": _("Only a member of this panel does that."),
        "panel_full": _("A panel has at most %(most)s members."),
        "view_too_early": _(
            "A view against going on is filed from %(over)s on, when the phase is over: it stays as it is,"
            " and before that not everything can have been seen."
        ),
        "view_filed": _("This view is filed, and it stays."),
        "view_after_form": _(
            "File the form you owe on this scholar first, so that nobody's view colours it."
        ),
        "view_of_wish": _("Whether to leave is the scholar's to say, not the panel's."),
        "view_first": _("You read the others' views once yours is filed."),
        "views_waiting": _("Views are read once every member has filed theirs."),
        "dissent_without_view": _("A dissent comes from a member whose view was filed, once it is decided."),
        "dissent_agrees": _("Your view is what was decided."),
        "dissent_written": _("Your dissent is written down already, and it stays."),
        "letter_text_changed": _("Somebody else saved this text meanwhile. Nothing was overwritten."),
        "letter_changed": _(
            "This letter is no longer the one you were shown, so it was not sent. Read it again, then send"
            " it."
        ),
        "letter_to_self": _("Nobody sends a letter to themselves. Somebody else on the staff does it."),
        "letter_undone": _("An appeal has undone this decision, so there is nothing to tell of it."),
        "places_not_limited": _("The places of this gate are not limited, so nobody is sorted for them."),
        "places_about_you": _("You are a scholar of this gate, so its places are for others to deal with."),
        "lot_committed": _("A lot was prepared already; its hash is published, and it stays."),
        "lot_after_sorting": _(
            "Scholars have been sorted, so it is known who would be in the lot. A lot is prepared before,"
            " or not at all: the panel decides inside the band."
        ),
        "sorted_already": _("Scholars were sorted already; that happens once."),
        "sorted_too_early": _(
            "Forms may be filed until the end of %(closes_on)s. Before that nobody is sorted."
        ),
        "places_none_left": _("Every place is held already, so there is nothing to sort anybody for."),
        "places_nobody_waits": _("Nobody waits for a place."),
        "lot_not_published": _(
            "The hash of the lot was published this very moment. Let it stand for a while first."
        ),
        "levels_stale": _(
            "The levels are older than what was filed since. Who runs this installation can make them anew;"
            " nobody is sorted by levels that are out of date."
        ),
        "lot_none": _("No lot was prepared for this gate, so the panel decides inside the band."),
        "lot_drawn": _("The lot was drawn already. It is drawn once, and its order stands."),
        "lot_before_sorting": _("Scholars are sorted first: the lot is drawn among those in the band."),
        "lot_needless": _(
            "The lot decides nothing: for the scholars in the band there is a place each, or none at all."
        ),
        "places_not_sorted": _("Scholars have not been sorted for the places of this gate yet."),
        "places_all_taken": _("Every place is held. A new version of the gate's policy can add some."),
        "places_kept": _(
            "The places that are left are kept for %(ahead)s scholars in a higher part who have none yet."
        ),
        "places_above": _(
            "The whole interval of this scholar's level lies above the line, so there is a place for them."
        ),
        "lot_awaited": _("A lot was prepared for the band. It is drawn before anybody in it is decided."),
        "lot_won": _("The lot gave this scholar a place."),
        "lot_lost": _("The lot gave the places that are left to others."),
    }
