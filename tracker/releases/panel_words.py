"""The words of panels: how far a seat has come, what a vote needs, what a letter says."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.releases import review_words, voting_rules
from tracker.releases.appeal_models import Ground, Ruling
from tracker.releases.finding_rules import Finding, least_needed
from tracker.releases.panel_findings import Standing
from tracker.releases.panel_models import Panel, PanelKind, Seat
from tracker.releases.parts import Harm, Reversibility, Scope, Verdict
from tracker.releases.voting_rules import LetterPart, Threshold
from tracker.web.texts import gettext as _

KINDS: dict[PanelKind, LazyString] = {
    PanelKind.FORMAL: _l("formal review"),
    PanelKind.REMAND: _l("formal review after an appeal"),
    PanelKind.EMERGENCY: _l("emergency panel"),
}
PARTS: dict[LetterPart, LazyString] = {
    LetterPart.BENEFIT: _l("The benefit that was relied on"),
    LetterPart.RISK: _l("The risk that was relied on"),
    LetterPart.UNCERTAIN: _l("What is uncertain"),
    LetterPart.WHY_SCOPE: _l("Why this scope, and not one wider or narrower"),
    LetterPart.TRIPWIRES: _l("What new fact would change the decision, either way"),
    LetterPart.MORE_LATER: _l("What it would take to release more later"),
    LetterPart.BENEFIT_FORGONE: _l("What is lost by not releasing it"),
}
WIDER_REASON = _l("Why a narrower scope fails")
VERDICTS: dict[Verdict, LazyString] = {
    Verdict.APPROVE: _l("Approved"),
    Verdict.HOLD: _l("Held: not now"),
    Verdict.DECLINE: _l("Declined: not in this form"),
}
GROUNDS: dict[Ground, LazyString] = {
    Ground.PROCESS: _l("The rules of the review were not kept"),
    Ground.CONFLICT: _l("Somebody who judged had a conflict of interest and did not declare it"),
    Ground.NEW_INFORMATION: _l("There is something new that was not known"),
    Ground.REASONS: _l("The reasons do not address this case"),
}
RULINGS: dict[Ruling, LazyString] = {
    Ruling.UPHELD: _l("Upheld: the decision stands"),
    Ruling.REMANDED: _l("Sent back: a new panel decides"),
}


def seat_word(seat: Seat, *, filed: bool, voted: bool) -> str:
    """How far somebody has come. What they filed or voted is not said."""
    if seat.recused_at is not None:
        return _("stepped aside")
    if seat.alternate and seat.called_at is None:
        return _("alternate, not called in")
    if seat.declared_at is None:
        return _("asked, has not answered yet")
    if not filed:
        return _("takes part, has not filed an assessment yet")
    return _("has filed and voted") if voted else _("has filed, has not voted yet")


def facts(panel: Panel, standing: Standing) -> Sequence[str]:
    """What the vote needs, in sentences."""
    sitting, finding = standing.sitting, standing.finding
    present = len(sitting.present)
    needed = voting_rules.quorum(panel.seats)
    said = [
        _(
            "Quorum: %(needed)s of %(seats)s seats, and %(present)s have filed and voted.",
            needed=needed,
            seats=panel.seats,
            present=present,
        ),
        threshold_sentence(finding, present),
        posture_sentence(finding),
    ]
    if standing.waiting.count:
        said.append(_("Awaited: %(names)s.", names=", ".join(standing.waiting.names)))
    return said


def threshold_sentence(finding: Finding, present: int) -> str:
    """What part of those present must accept a scope, and why."""
    if finding.needed is Threshold.MAJORITY:
        return _(
            "More than half of those present must accept a scope: %(count)s of %(present)s.",
            count=least_needed(finding.needed, present),
            present=present,
        )
    why = (
        _("severe harm is plausible")
        if finding.h is Harm.SEVERE
        else _("serious harm is plausible that cannot be undone")
    )
    return _(
        "Two thirds of those present must accept a scope, since %(why)s: %(count)s of %(present)s.",
        why=why,
        count=least_needed(finding.needed, present),
        present=present,
    )


def posture_sentence(finding: Finding) -> str:
    """Where the argument starts for such harm."""
    start = finding.posture
    said = _(
        "For harm that is %(harm)s the argument starts at %(narrowest)s to %(widest)s.",
        harm=finding.h.value,
        narrowest=start.narrowest.value.upper(),
        widest=start.widest.value.upper(),
    )
    if start.ceiling.rank > start.widest.rank:
        return said + " " + _("A wider scope needs a written reason why a narrower one fails.")
    return (
        said + " " + _("The benefit and direction that the members see bear nothing wider.")
        if start.ceiling is not Scope.S5
        else said
    )


def undone(value: Reversibility) -> str:
    """Whether it can be undone, in a word."""
    return {"fully": _("yes"), "partly": _("in part"), "no": _("no")}[value.value]


def scope_word(scope: Scope | str | None) -> str:
    """A scope with its meaning."""
    if not scope:
        return ""
    word, anchor = review_words.SCOPES[Scope(scope)]
    return f"{word}: {anchor}"
