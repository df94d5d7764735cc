"""The sentences of reasons about what an author of a release does."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "case_not_in_hand": _("The answers are not in your hands now: they stay as they were handed in."),
        "case_not_yours": _("Only those who made this release do that."),
        "case_files_fixed": _(
            "The files cannot change while others judge them. Ask the coordinator to send the release back."
        ),
        "destination_fixed": _(
            "Scope and venue stay as they were handed in until the release is approved or sent back."
        ),
        "case_people_fixed": _("This release is over; who contributed to it stays as it is."),
        "submission_not_in_hand": _("This release is handed in already, or it is over."),
        "submission_corresponding": _(
            "The corresponding author hands the release in. You can become that on the release's page."
        ),
        "submission_missing": _("Questions still to answer or to mend: %(count)s. They are listed here."),
        "submission_unconfirmed": _("Answers carried over that you have not looked at again: %(count)s."),
        "submission_returns": _(
            "With these answers it would be sent straight back: %(items)s. Mend what they name first."
        ),
        "submission_blocked": _(
            "Somebody who contributed does not agree. Their no stands until they take it back themselves."
        ),
        "submission_changed": _(
            "Something changed while you read this page. Read it again, then hand it in."
        ),
        "withdrawal_corresponding": _("The corresponding author takes a release back."),
        "withdrawal_too_late": _("A release that is out, stopped or over cannot be taken back."),
        "corresponding_already": _("You are the corresponding author already."),
        **_words(),
        **_lists(),
    }


def _words() -> dict[str, str]:
    return {
        "sign_off_not_contributor": _("You are not among those who contributed to this release."),
        "sign_off_not_now": _("Nobody's agreement is asked for now."),
        "sign_off_changed": _("Files, scope, venue or contributors changed while you read. Read it again."),
        "sign_offs_refused": _("Somebody who contributed does not agree."),
        "sign_offs_pending": _("Contributors who have not said yet whether they agree: %(count)s."),
        "unreachable_said_no": _("They said that they do not agree. That is an answer, and it stands."),
        "unreachable_agrees": _("They agree already."),
        "unreachable_not_asked": _("Nobody was asked yet: the release is not handed in."),
        "unreachable_early": _("They can be asked until %(until)s. Then it can be noted."),
        "unreachable_reminders": _("They were reminded %(count)s times; %(needed)s are needed."),
        "unreachable_same_person": _("A second person agrees to this: not you, who noted it."),
        "unreachable_not_yours": _("Nobody who made or guided the release can be the second person."),
        "unreachable_no_reason": _("Say how you tried to reach them."),
        "spoken_no_words": _("Say where and when they said it."),
        "view_not_mentor": _("You are not a mentor of this work."),
        "view_not_now": _("It is decided. If it must not go out, stop it."),
        "unease_empty": _("Write it down first."),
        "unease_too_late": _("This release is out or over. To say that it should not be, stop or report it."),
        "unease_answered": _("This is answered already."),
    }


def _lists() -> dict[str, str]:
    return {
        "bundle_twice": _("Two files have the name “%(path)s”. Rename one, or list their folder."),
        "bundle_too_large": _(
            "“%(path)s” has more than %(most)s MB. List it where it lies, with “tracker manifest”."
        ),
        "bundle_not_listed": _("“%(path)s” was sent and is not in the list that you gave."),
        "bundle_differs": _("“%(path)s” was sent and differs from what the list says of it."),
        "bundle_not_sent": _(
            "You want the files to be left here, and “%(path)s” of the list was not sent. Missing: %(count)s."
        ),
        "contributor_organisation": _("A funder or a host is an organisation: give its name."),
        "contributor_unnamed": _("Give a name, or the address of somebody of the program."),
        "contributor_long": _("Use at most %(most)s characters for the name."),
        "contributor_not_yours": _("Authors keep this list."),
        "contributor_of_the_work": _("The work itself names this person; change the work first."),
        "contributor_corresponding": _("The corresponding author cannot be taken off."),
    }
