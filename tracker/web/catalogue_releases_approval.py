"""The sentences of reasons about approvals, conditions, amendments and going out."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {**_approvals(), **_conditions(), **_amendments(), **_publications()}


def _approvals() -> dict[str, str]:
    return {
        "approval_void": _("The approval does not hold any more."),
        "approval_not_accepted": _(
            "Less was approved than asked for (%(scope)s). An author accepts that in writing first."
        ),
        "approval_conditions": _("Conditions that nobody has verified yet: %(count)s."),
        "approval_embargo": _("It may not go out before %(until)s."),
        "approval_event": _(
            "It waits for something to happen. If that has not happened by %(until)s, the approval ends."
        ),
        "approval_reaffirm": _(
            "The embargo lasted more than %(days)s days. Those who approved say again that it may go out."
        ),
        "approval_unsigned": _("Contributors who have not agreed yet: %(count)s."),
        "approval_refused": _("Contributors who do not agree: %(count)s."),
        "approval_not_decided": _("There is no approving decision about what was last handed in."),
        "approval_there": _("There is an approval in force already."),
        "approval_changed": _("Files, scope, venue or contributors have changed since this was judged."),
        "approval_wider": _("Nobody approves more than was decided and asked for."),
        "approval_two_people": _("An approval rests on two people at least."),
        "approval_chair": _("The chair is one of those on whom a panel's approval rests."),
        "approval_conflict": _(
            "Somebody on whom the approval would rest has a part in the release or a conflict of interest,"
            " or has not declared that they have none."
        ),
        "embargo_past": _("An embargo ends on a later day than today."),
        "embargo_long": _("An embargo lasts until %(latest)s at most."),
        "embargo_no_event": _("The approval does not wait for anything to happen."),
        "embargo_not_yours": _(
            "That it has happened is recorded by somebody of the review, not by the authors."
        ),
        "acceptance_not_yours": _("An author accepts what was approved."),
        "acceptance_needless": _("What was asked for was approved; there is nothing narrower to accept."),
        "acceptance_done": _("An author has accepted this already."),
        "acceptance_empty": _("Say in a sentence that you accept what was approved."),
        "reaffirm_not_yours": _("Only those on whom the approval rests say this."),
        "reaffirm_needless": _("This is asked once a long embargo has ended, and not before."),
        "reaffirm_done": _("You have said so already."),
        "tripwire_not_yours": _("New facts are reported by people of the case."),
        "tripwire_nothing_approved": _("Nothing is approved that a new fact could end."),
        "tripwire_empty": _("Say what is new."),
    }


def _conditions() -> dict[str, str]:
    return {
        "condition_not_author": _("An author says how a condition is met."),
        "condition_void": _("The approval that this condition belongs to does not hold any more."),
        "condition_verified": _("This condition is verified already."),
        "condition_note_empty": _("Say how the condition is met and where that can be seen."),
        "condition_own": _(
            "A condition is verified by somebody else than those who made the work: ask the coordinator or a"
            " reviewer."
        ),
        "condition_not_yours": _(
            "A condition is verified by the coordinator, the deputy or who judged the case."
        ),
        "condition_not_done": _("The authors have not said yet how this condition is met."),
    }


def _amendments() -> dict[str, str]:
    return {
        "amendment_changed": _(
            "The authors ask about another change since you opened this page. Read it, then answer."
        ),
        "amendment_not_now": _("There is no approval here that a change has ended."),
        "amendment_not_after": _(
            "This approval ended for a reason that a look at a change does not mend. Hand the release in"
            " again."
        ),
        "amendment_expired": _("The approval would have ended on %(on)s anyway. Hand the release in again."),
        "amendment_incomplete": _("Give the new list of files and the scope first."),
        "amendment_wider": _(
            "More people than before is more than a small change. Hand the release in again."
        ),
        "amendment_panel_gone": _(
            "The chair and one more voter of the panel would confirm this, and they are not available any"
            " more. Hand the release in again."
        ),
        "amendment_approver_gone": _(
            "Both who approved would confirm this, and one of them is not available any more. Hand the"
            " release in again."
        ),
        "amendment_not_author": _("An author asks for this."),
        "amendment_asked": _("This has been asked already and waits for its answers."),
        "amendment_empty": _("Say what changed, and why it discloses nothing new."),
        "amendment_not_approver": _("Only those on whom the approval rested answer this."),
        "amendment_said": _("You have answered already."),
        "amendment_overtaken": _("What was asked about has changed meanwhile. The authors ask anew."),
    }


def _publications() -> dict[str, str]:
    return {
        "publish_not_yours": _("A release is published by its authors or its coordinator."),
        "publish_done": _("It is published already: nothing was published a second time."),
        "publish_not_cleared": _("This release is not free to go out. Its page says what is still open."),
        "publish_other_files": _(
            "These are not the files that were approved. Nothing was published; below stands what differs."
        ),
        "publish_wider": _("This would reach more people than were approved."),
        "publish_other_venue": _("This is not a venue that was approved. A new venue takes a new look."),
        "publish_nothing": _(
            "Give the files that go out, or what “tracker manifest” printed for them just now."
        ),
        "publish_outcome": _("Choose an outcome of this work that is not published already."),
        "widening_not_yours": _("An author plans this."),
        "widening_not_out": _("Only what is published can be taken to more people."),
        "widening_widest": _("It is public in full already."),
        "recipients_none": _("A list of recipients belongs to a published release that is gated."),
        "recipients_not_yours": _("The list is kept by the authors and the coordinator."),
    }
