"""The sentences of reasons about a program's rules of review, its statistics and attestations."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "statistics_waiting": _("A snapshot waits for a second person. Settle it first."),
        "statistics_made": _("There is a snapshot of the period that ended before %(ends)s already."),
        "statistics_settled": _("Somebody settled this snapshot already."),
        "statistics_own": _("You made this snapshot. Somebody else has to agree to it."),
        "policy_number_fixed": _("This number is the same for every program."),
        "policy_number_outside": _("Give a number from %(least)s to %(most)s."),
        "policy_embargo_order": _("The usual embargo cannot be longer than the longest."),
        "policy_change_waiting": _("A change waits for a second person. Settle it before the next one."),
        "policy_note_empty": _("Say why: everybody who reads the policy sees this reason."),
        "policy_note_long": _("Use at most %(most)s characters for the reason."),
        "policy_change_settled": _("This change is not before a second person, or was settled already."),
        "policy_change_own": _("You proposed this change. Somebody else has to agree to it."),
        "policy_change_stale": _("Another version came into force meanwhile. Propose the change anew."),
        "report_too_many": _(
            "So many reports wait already that no more are taken here. Write to the address of the program."
        ),
        "checklist_items_most": _("A checklist holds at most %(most)s questions."),
        "area_lowered": _("“%(area)s” was raised to a panel. An area is never lowered."),
        "area_name": _("An area has a name of at most %(most)s characters."),
        "area_twice": _("Two areas bear the same name."),
        "area_most": _("There are at most %(most)s areas."),
        "attestation_not_yours": _("An attestation is for somebody who contributed."),
        "attestation_early": _("It can be had once the case is decided or closed."),
    }
