"""The sentences of emergency stops, incidents, retractions, reports and looks back."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "stop_already": _("This release is stopped already. Nothing more is needed of you."),
        "stop_too_late": _("There is nothing left to stop: this case has ended."),
        "stop_not_yours": _("Somebody else stopped this release; they say why."),
        "stop_reasons_given": _("You have said why already, and it stays as you said it."),
        "stop_settled": _("It is settled already what comes after this stop."),
        "stop_by_stopper": _("You stopped it; two others say what comes next."),
        "stop_not_settled_by_you": _(
            "What comes next is said by two people who handle or judge this case and had no part in the work."
        ),
        "stop_no_way_there": _("The case cannot go there. Choose one of the ways on the page."),
        "stop_reasons_awaited": _("Whoever stopped it has until %(until)s to say why. It stays stopped."),
        "incident_closed": _("This incident is closed."),
        "incident_not_yours": _("This is for the coordinator of the case, or their deputy."),
        "containment_begun": _("Containment was begun already."),
        "containment_not_begun": _("Nobody has begun containment yet."),
        "containment_agreed": _("A second person agreed already."),
        "containment_second": _("You began it; the second person is somebody else."),
        "containment_one_person": _("The first containment takes two people. Nobody has agreed to it yet."),
        "containment_open": _("Lines of the checklist that nobody saw to: %(count)s."),
        "disclosed_already": _("It is known already that this release is out without review."),
        "report_handled": _("It has been said already what came of this report."),
        "report_own": _("This report is yours. Another coordinator says what comes of it."),
        "retraction_not_out": _("Only what is out can be taken back."),
        "retraction_asked": _("A panel is being asked already."),
        "retraction_three": _("An emergency panel has exactly three members."),
        "retraction_not_seated": _(
            "You have no seat on this panel, or have not declared your conflicts yet."
        ),
        "retraction_voted": _("You have answered already, and an answer stays."),
        "retraction_decided": _("The panel has decided already."),
        "look_back_not_asked": _("Nobody is asked to look back at this release now."),
        "look_back_not_yours": _("Its authors and its coordinators look back at a release."),
        "look_back_done": _("You have looked back already, and what you said stays."),
    }
