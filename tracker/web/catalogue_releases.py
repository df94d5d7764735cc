"""The sentences of reasons that the publication review gives."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "case_no_such_step": _("A case cannot go from “%(before)s” to “%(after)s”."),
        "release_not_yours": _("A release is planned by somebody who made the work."),
        "release_title_empty": _("Give the release a title."),
        "release_title_long": _("Use at most %(most)s characters for the title."),
        "release_not_out": _("The short form is for a release of the same work that is published already."),
        **_people_and_weighing(),
        **_votes(),
        "checklist_unchanged": _("Nothing in the checklist was changed."),
        "checklist_item_twice": _("Two questions bear the name %(item)s."),
        "checklist_item_unplaced": _(
            "%(item)s stands in no section, or is core and yet asked in some cases alone."
        ),
        "checklist_form_shorter": _(
            "The questions of an early flag and of a derivative release can become more, not fewer."
        ),
        "checklist_item_removed": _("%(item)s cannot be left out: others rely on its being asked."),
        "checklist_core_lost": _("%(item)s is a core question and stays one."),
        "checklist_item_reworded": _(
            "%(item)s keeps its wording, since its effects belong to this question. Add another beside it."
        ),
        "checklist_choices_changed": _(
            "%(item)s keeps its answers, since its effects belong to them. Add another question beside it."
        ),
        "checklist_shown_less": _("%(item)s can be asked in more cases, not in fewer."),
        "checklist_effect_loosened": _("An answer to %(item)s can lead to more review, not to less."),
    }


def _people_and_weighing() -> dict[str, str]:
    return {
        "waiver_own": _("Nobody waives a conflict of their own."),
        "waiver_conflicted": _("A coordinator with a conflict in this case cannot waive one."),
        "waiver_not_declared": _("This conflict has not been declared."),
        "conflict_hard": _("This person has a conflict of interest that cannot be waived."),
        "conflict_undeclared": _("This person has not declared their conflicts of interest."),
        "conflict_soft": _("This person has a conflict of interest that is not waived."),
        "pair_one_person": _("A case takes two different reviewers."),
        "pair_one_stream": _("Both reviewers belong to one mentor's stream."),
        "pair_both_waived": _("Only one of the two reviewers may have a waived conflict."),
        "weighing_one_person": _("An approval takes two people."),
        "weighing_other_files": _("The two assessments are not about the same files."),
        "weighing_escalated": _("A reviewer asked for the panel."),
        "weighing_harm": _("Harm that is %(harm)s is plausible; the panel decides."),
        "weighing_unsure": _("A reviewer has low confidence in how much harm is possible."),
        "weighing_scope_none": _("Nobody outside the case team may have it."),
        "weighing_scope": _("A reviewer accepts %(widest)s at most, not %(scope)s."),
        "weighing_ceiling": _(
            "At this benefit and direction two reviewers may approve up to %(ceiling)s, not %(scope)s."
        ),
        "weighing_apart": _("The assessments differ in %(count)s points."),
    }


def _votes() -> dict[str, str]:
    return {
        "vote_no_quorum": _("%(present)s may be counted and %(needed)s are needed."),
        "vote_unassessed": _("Members without an assessment of their own: %(count)s."),
        "vote_no_external": _("Severe harm is plausible, and nobody from outside the program is present."),
        "vote_dissent_unanswered": _("Dissents without a written reply: %(count)s."),
        "vote_cooling_off": _("The vote can be closed from %(until)s."),
        "vote_again_done": _("The members have voted again already."),
        "vote_again_needless": _("There is no dissent about serious harm to vote again on."),
        "hold_not_asked": _("The vote did not come to nobody, so there is nothing to hold or decline."),
        "hold_not_seated": _("Somebody voted who is not present or has stepped aside."),
        "hold_no_majority": _("%(count)s of %(present)s agree; more than half are needed."),
        "hold_no_hazard": _("A hold needs at least one hazard as its reason."),
        "hold_letter_lacks": _("Parts of the statement of reasons are missing."),
        "hold_no_revisit": _("Name a later day on which this is looked at again."),
        "hold_revisit_late": _("This must be looked at again by %(latest)s."),
    }
