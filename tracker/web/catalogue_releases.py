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
        "waiver_conflicted": _("A conflict is waived by somebody who has none in this case."),
        "waiver_not_declared": _("Only a conflict that was declared, and that may be waived, is waived."),
        "conflict_hard": _("A conflict that nobody can waive keeps them from this case: %(conflicts)s."),
        "conflict_undeclared": _("They have not said yet whether they have a conflict."),
        "conflict_soft": _(
            "A declared conflict keeps them from this case until it is waived: %(conflicts)s."
        ),
        "pair_one_person": _("Two different people are needed."),
        "pair_one_stream": _("Both reviewers belong to one mentor stream. Choose one from elsewhere."),
        "pair_both_waived": _("Both reviewers have a waived conflict. Choose one without."),
        "weighing_one_person": _("Two different people are needed; these assessments are one person's."),
        "weighing_other_files": _("The two assessments are about different files."),
        "weighing_escalated": _("One of the two asks for a formal review."),
        "weighing_harm": _("The worst plausible harm is “%(harm)s”; that takes a formal review."),
        "weighing_unsure": _("One of the two is not confident enough about acceleration or misuse."),
        "weighing_scope_none": _("The case team alone is no release; nothing is approved for it."),
        "weighing_scope": _("The widest scope that both accept is %(widest)s; %(scope)s was asked for."),
        "weighing_ceiling": _(
            "With this harm and benefit the widest scope without a panel is %(ceiling)s; %(scope)s was asked"
            " for."
        ),
        "weighing_apart": _("The two still differ in %(count)s points, so a panel decides."),
    }


def _votes() -> dict[str, str]:
    return {
        "vote_no_quorum": _("There is no quorum: %(present)s are there, %(needed)s are needed."),
        "vote_unassessed": _("%(count)s of those who vote have not filed an assessment of their own."),
        "vote_no_external": _("The worst plausible harm is severe, so an external member must be there."),
        "vote_dissent_unanswered": _("%(count)s dissents have no answer yet."),
        "vote_cooling_off": _("After a dissent on serious harm the vote rests until %(until)s."),
        "vote_again_done": _("The panel has voted a second time already."),
        "vote_again_needless": _("There was no dissent that calls for a second vote."),
        "hold_not_asked": _("The panel holds or declines only where its vote allows no release."),
        "hold_not_seated": _("Somebody voted who is not one of those present."),
        "hold_no_majority": _("%(count)s of %(present)s voted for it; it takes more than half."),
        "hold_no_hazard": _("A hold names at least one hazard; reputation and priority are none."),
        "hold_letter_lacks": _("The letter of reasons lacks parts: %(parts)s."),
        "hold_no_revisit": _("Name a day after today on which this is looked at again."),
        "hold_revisit_late": _("It is looked at again by %(latest)s at the latest."),
    }
