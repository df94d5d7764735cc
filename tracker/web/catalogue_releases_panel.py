"""The sentences of reasons that panels, their letters and appeals against decisions give."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {**_seats(), **_room(), **_letters(), **_appeals()}


def _seats() -> dict[str, str]:
    return {
        "panel_not_now": _("A panel is not convened while the case stands like this."),
        "panel_at_work": _("A panel is at work on this case already."),
        "panel_seat_twice": _("Somebody is on the panel twice."),
        "panel_seats_convener": _("Whoever convenes the panel does not sit on it."),
        "panel_seat_barred": _(
            "People who may not judge this case, by a conflict of interest or their role: %(count)s."
        ),
        "panel_seats_few": _("A panel takes at least %(needed)s members, and you chose %(count)s."),
        "panel_chair_unseated": _("The chair is one of the members who sit."),
        "panel_without_external": _("This case takes at least one member from outside the program."),
        "panel_external_gone": _("This case takes somebody from outside the program, and none has voted."),
        "panel_kind_other": _("This panel is convened for something else than what came before it."),
        "panel_not_new_enough": _(
            "An appeal sent the decision back. At least %(needed)s members must be new, and %(count)s are."
        ),
        "panel_no_seat_free": _("Nobody stepped aside, so there is no seat to fill."),
        "panel_not_yours": _("You are not on this panel."),
        "panel_stepped_aside": _("You stepped aside, or a conflict of interest bars you."),
        "panel_say_which": _("Tick what applies, or that none of it does."),
        "panel_declared": _("You have declared your conflicts of interest already."),
        "panel_declare_first": _("Say first whether you have a conflict of interest."),
    }


def _room() -> dict[str, str]:
    return {
        "panel_over": _("This panel's work is done, or the case is no longer before it."),
        "panel_file_first": _("File your own assessment first."),
        "panel_chair_only": _("Only the chair can do this."),
        "panel_text_empty": _("Write something first."),
        "panel_nothing_filed": _("Nobody has filed an assessment yet."),
        "vote_closed": _("The vote is closed."),
        "vote_closed_already": _("The vote was closed before, in another window or by somebody else."),
        "vote_cast": _("You have voted. A vote stays as it was cast."),
        "vote_awaited": _(
            "Members who have not voted yet: %(count)s. Wait for them, or for the day that is named."
        ),
        "vote_stands": _("The vote is open, or what it came to still stands."),
        "vote_stands_no_more": _(
            "A member whose vote counted may no longer judge. Open the vote again, then close it anew."
        ),
        "dissent_vote_first": _("Vote first; a dissent belongs to a vote."),
        "dissent_filed": _("You have filed a dissent in this vote already."),
        "dissent_own": _("Somebody else replies to your dissent."),
        "dissent_replied": _("This dissent has its reply. Add what you have to say as a note."),
    }


def _letters() -> dict[str, str]:
    return {
        "letter_before_close": _("Close the vote first. The letter explains what it came to."),
        "letter_sent_already": _("The letter was sent before, in another window or by somebody else."),
        "letter_after_hold": _("The vote came to nobody. The members choose between hold and decline first."),
        "release_letter_lacks": _("Parts of the statement of reasons that are still empty: %(count)s."),
        "letter_no_hazard": _("A narrower scope than asked for needs at least one hazard as its reason."),
        "letter_wider_reason": _(
            "Write why a narrower scope fails, since this one is wider than %(widest)s, the start."
        ),
    }


def _appeals() -> dict[str, str]:
    return {
        "release_appeal_author": _("An author of the release can appeal, nobody else."),
        "release_appeal_needless": _("The decision gives what was asked for."),
        "release_appeal_once": _("There is an appeal against this decision already. Each has one."),
        "release_appeal_past": _("The case has gone on since this decision."),
        "release_appeal_late": _(
            "The last day of an appeal was %(by)s, %(days)s days after the decision. New facts can still be "
            "brought in at any time."
        ),
        "release_appeal_role": _("This person may not judge cases here, or has a conflict of interest."),
        "release_appeal_own": _("Nobody reads an appeal of their own, or gives one to themselves."),
        "release_appeal_panel": _("This person sat on a panel of this case."),
        "release_appeal_reviewed": _("This person reviewed this case."),
        "release_appeal_handles": _("This person coordinates this case."),
        "release_appeal_conflict": _("This person has a conflict of interest in this case."),
        "release_appeal_ruled": _("This appeal has been ruled on."),
        "release_appeal_other_reader": _("This appeal is somebody else's to read."),
        "revisit_not_held": _("This case is not held and not declined."),
        "revisit_early": _("It is looked at again on %(on)s, or when somebody brings new facts."),
    }
