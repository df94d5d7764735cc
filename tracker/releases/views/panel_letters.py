"""The letter of a panel while its chair writes it: what is asked for, saved, sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tracker import clock
from tracker.extensions import db
from tracker.releases import finding_rules, panel_queries, panel_words, voting_rules
from tracker.releases.finding_rules import Finding
from tracker.releases.letters import WIDER
from tracker.releases.models import Case
from tracker.releases.panel_forms import LetterForm
from tracker.releases.panel_models import Panel
from tracker.releases.parts import Scope
from tracker.releases.voting_rules import Follow
from tracker.sealed import SealedText
from tracker.web.forms import Form


def drafted(panel: Panel) -> Mapping[str, SealedText]:
    """The parts that are written, by their names."""
    return {name: row.text for name, row in panel_queries.letter_parts(db.session, panel.id).items()}


def names(panel: Panel) -> list[str]:
    """The fields that the letter about this outcome has."""
    assert panel.outcome is not None  # a letter is written once the vote is closed
    assert panel.submission is not None
    parts = [part.value for part in finding_rules.parts_of(panel.outcome)]
    asked = panel.submission.scope
    if voting_rules.follow(panel.outcome, asked) is Follow.SECOND_VOTE:
        return [*parts, "reasons", "revisit_on"]
    granted = finding_rules.granted(panel.outcome, asked)
    wider = [WIDER] if finding_rules.needs_reason(Finding.of(panel.findings), granted) else []
    narrower = ["reasons"] if granted is not asked else []
    return [*parts, *wider, *narrower, "conditions", "embargo_until"]


def form_of(panel: Panel, said: Mapping[str, str] | None = None) -> LetterForm:
    """The form; with `said`, as it was left, else as it was sent."""
    form = LetterForm() if said is None else LetterForm(formdata=None)
    form.keep_only([*names(panel), "reasons"])
    for name, text in (said or {}).items():
        if name in form:
            form[name].data = text
    return form


def shown(
    case: Case,
    panel: Panel,
    letter: Mapping[str, SealedText],
    opened: Mapping[int, str],
    bound: Mapping[str, Form],
    *,
    chair: bool,
) -> dict[str, Any]:
    """What the page shows of the outcome, and of the letter to its chair."""
    if panel.outcome is None or panel.submission is None:
        return {}
    counts = panel.findings["counts"]
    data: dict[str, Any] = {
        "counts": [(panel_words.scope_word(one), counts[one.value]) for one in reversed(list(Scope)[1:])],
        "tally": counts,
        "outcome": panel_words.scope_word(panel.outcome),
        "threshold": panel_words.threshold_sentence(Finding.of(panel.findings), counts["present"]),
        "asked": panel_words.scope_word(panel.submission.scope),
        "wide_as_asked": panel.outcome.rank >= panel.submission.scope.rank,
    }
    if chair and panel.decision_id is None and panel.ended_at is None:
        said = {name: opened[text.id] for name, text in letter.items() if text.id in opened}
        data["lettering"] = bound.get("lettering") or form_of(panel, said)
        today = clock.today(case.program.time_zone)
        data["latest"] = today + timedelta(days=case.numbers.revisit_most)
        data["embargo_latest"] = today + timedelta(days=case.numbers.embargo_most)
    return data
