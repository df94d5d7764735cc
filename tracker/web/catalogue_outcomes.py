"""The sentences of reasons that outcomes give."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "outcome_not_yours": _(
            "Outcomes are kept by the members of the work, its mentors and the program's staff."
        ),
        "outcome_twice": _(
            "An outcome of this kind and title stands on this work already. Open it from the work's page and"
            " change it there."
        ),
        "outcome_changed": _(
            "Somebody changed this outcome while you were writing. Nothing of theirs was overwritten and"
            " nothing of yours is lost: both stand below."
        ),
        "tier_of_papers": _("Only a paper has a kind of venue. Choose “none” for anything else."),
        "links_many": _("At most %(most)s links fit one outcome."),
        "link_no_address": _(
            "The address of “%(label)s” must begin with https:// or http:// and name a site, without spaces"
            " and without a user name."
        ),
        "link_label": _("Say in at most %(most)s characters what each link leads to."),
        "link_twice": _("The same address stands here twice."),
        **_steps(),
        "quality_not_yours": _(
            "How good the work was is said by its mentors and the program's staff, not by its members."
        ),
        "quality_range": _("Choose a quality from 1 to 5."),
        "listing_not_yours": _("Each member of the work agrees for themself, and nobody for another."),
        "listing_sealed": _("Something restricted or withheld stands in no public list."),
        "follow_up_not_asked": _(
            "Nothing is asked of you about this cohort today. Your outcomes stay yours to change all the"
            " same."
        ),
    }


def _steps() -> dict[str, str]:
    return {
        "step_not_first": _(
            "Nothing begins as rejected or withdrawn. Add it as submitted first, then add what came of it."
        ),
        "step_through_release": _(
            "“Published” is not entered here: plan a release on the page of the work. Once its review has"
            " cleared it, publishing it sets this status."
        ),
        "step_ahead": _("This day has not come yet. What is only planned has the status “planned” today."),
        "step_same": _("That is its status already."),
        "step_was_published": _(
            "It was published, and what is out cannot be restricted again: say that it was withdrawn first."
            " If it was never published, tick that this corrects a wrong entry, and say so."
        ),
        "step_stays_sealed": _(
            "From restricted or withheld it goes to the other of the two, to submitted, or out by a release."
            " Anything else would show its title to more people for no reason; if the entry was wrong, tick"
            " that this one corrects it."
        ),
        "step_order": _(
            "That does not follow from where it stands. If the last entry was wrong, tick that this one"
            " corrects it, and say what happened."
        ),
        "step_before_last": _(
            "The last entry is of %(last)s; this one cannot lie before it. If that day was wrong, tick that"
            " this one corrects it."
        ),
        "step_opens": _(
            "With this step the program's staff can read its title, links and words. Tick that you mean that."
        ),
        "correction_says_why": _("Say what was wrong with the last entry."),
    }
