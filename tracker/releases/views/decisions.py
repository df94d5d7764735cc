"""What was decided, with its letter; the appeal against it; and new facts that bring a case back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import (
    access,
    appeal_queries,
    appeal_rules,
    appeals,
    case_queries,
    panel_queries,
    panel_words,
    review_words,
    words,
)
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.appeal_forms import AppealForm, NewsForm, ReaderForm, RulingForm
from tracker.releases.appeal_models import ReleaseAppeal
from tracker.releases.assignment_forms import AnswerForm
from tracker.releases.decision_models import Decision
from tracker.releases.finding_rules import Finding
from tracker.releases.models import Case
from tracker.releases.panel_queries import Answered
from tracker.releases.parts import CaseState, ReasonCode, Scope
from tracker.releases.views.blueprint import SECTIONS, bp, case_for
from tracker.releases.views.panel_room import authors
from tracker.releases.voting_rules import LetterPart
from tracker.sealed import SealedText
from tracker.web import catalogue
from tracker.web.access import grants, or_404, requires
from tracker.web.forms import Form
from tracker.web.unsealing import open_texts

SECTION = "releases/case_letter.html"
ADDRESS = "/decisions/<int:release_decision_id>"


@dataclass(frozen=True)
class Here:
    """A decision, the appeal against it, and what the signed-in person is to the case."""

    decision: Decision
    case: Case
    standing: Standing
    appeal: ReleaseAppeal | None

    @property
    def asked_to_read(self) -> bool:
        """Whether they were given the appeal and have not declared yet."""
        mine = self.appeal is not None and self.appeal.reader_id == actor().id
        return mine and self.appeal is not None and self.appeal.declared_at is None


def section(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """On the page of a case: what was decided, and new facts where nothing is released."""
    decided = appeal_queries.decisions(session, case.id) if may(standing, Ability.LETTER) else []
    held = case.state in (CaseState.HELD, CaseState.DECLINED)
    if not decided and not held:
        return None
    return {
        "decisions": decided,
        "verdicts": panel_words.VERDICTS,
        "news": NewsForm(formdata=None) if held else None,
    }


SECTIONS[SECTION] = section


def here(release_decision_id: int) -> Here:
    """A decision, for who reads its letter or was asked to read the appeal against it."""
    decision = or_404(db.session.get(Decision, release_decision_id))
    case = or_404(case_queries.one(db.session, decision.case_id))
    standing = access.standing(db.session, actor(), grants(), case)
    found = Here(decision, case, standing, appeal_queries.of_decision(db.session, decision.id))
    if not may(standing, Ability.LETTER) and not found.asked_to_read:
        case_for(case.id, Ability.LETTER)  # not found, and the attempt is kept
    return found


@bp.get(ADDRESS)
@requires(Permission.RELEASE_VIEW)
def decision_page(release_decision_id: int) -> ResponseReturnValue:
    """A decision with its letter, for the authors and the people of the case."""
    return page(here(release_decision_id), {})


def page(found: Here, bound: Mapping[str, Form]) -> str:
    """The page; `bound` are forms that were refused, by name."""
    data: dict[str, Any] = {
        "here": found,
        "case": found.case,
        "decision": found.decision,
        "appeal": found.appeal,
        "refused": list(bound.values()),
        "words": words,
        "panel_words": panel_words,
    }
    if found.asked_to_read:
        data["declaring"] = bound.get("declaring") or AnswerForm(formdata=None)
        data["authors"] = authors(found.case)
        return render_template("releases/appeal_asked.html", **data)
    data.update(_letter(found))
    data.update(_appeal(found, bound))
    return render_template("releases/decision.html", **data)


def _letter(found: Here) -> dict[str, Any]:
    decision = found.decision
    texts = {part: or_404(db.session.get(SealedText, number)) for part, number in decision.letter.items()}
    panel = appeal_queries.panel_of(db.session, decision.id)
    dissents = unordered(panel_queries.dissents(db.session, panel.id)) if panel else []
    appealed = _appeal_texts(found)
    opened = open_texts(
        actor().id,
        "letter",
        [
            *texts.values(),
            *(one.dissent.text for one in dissents),
            *(one.reply.text for one in dissents if one.reply is not None),
            *appealed,
        ],
    )
    said = [
        ("wider_reason", panel_words.WIDER_REASON),
        *((one.value, panel_words.PARTS[one]) for one in LetterPart),
    ]
    return {
        "opened": opened,
        "parts": [(title, opened[texts[name].id]) for name, title in said if name in texts],
        "dissents": dissents,
        "panel": panel,
        "threshold": panel_words.threshold_sentence(Finding.of(panel.findings), decision.counts["present"])
        if panel
        else "",
        "counts": [
            (panel_words.scope_word(one), decision.counts[one.value])
            for one in reversed(list(Scope)[1:])
            if one.value in decision.counts
        ],
        "reasons": [review_words.REASONS[ReasonCode(one)] for one in decision.reason_codes],
        "shows_appeal": bool(appealed) or found.appeal is None,
    }


def unordered(dissents: Sequence[Answered]) -> list[Answered]:
    """Dissents in an order that tells nothing of who wrote first or sits where."""
    return sorted(dissents, key=lambda one: hashlib.sha256(one.dissent.text.body).digest())


def _appeal_texts(found: Here) -> list[SealedText]:
    """The words of the appeal: for the authors, who handles the case and its reader, not for a mentor."""
    if found.appeal is None:
        return []
    reads = may(found.standing, Ability.WRITE) or may(found.standing, Ability.ROUTE)
    if not reads and found.appeal.reader_id != actor().id:
        return []
    return [found.appeal.text, *([found.appeal.reasons] if found.appeal.reasons else [])]


def _appeal(found: Here, bound: Mapping[str, Form]) -> dict[str, Any]:
    """Who may appeal, give the appeal to a reader, or rule on it."""
    me, case, appeal = actor(), found.case, found.appeal
    facts = appeals.filing(db.session, me, case=case, decision=found.decision)
    allowed = appeal_rules.may_appeal(facts)
    data: dict[str, Any] = {
        "author": facts.author,
        "last_day": facts.last_day,
        "appealing": (bound.get("appealing") or AppealForm(formdata=None)) if allowed else None,
        "appeal_refused": "" if allowed or not facts.refused else catalogue.sentence(allowed),
        "refusal": facts.refused,
    }
    if appeal is None or appeal.ruling is not None:
        return data
    if may(found.standing, Ability.ROUTE):
        readers = [one for one in appeal_queries.readers(db.session, case) if one[0].id != me.id]
        data["giving"] = bound.get("giving") or ReaderForm(formdata=None).offer(readers)
    reading = appeals.reading(db.session, me, case=case, appeal=appeal)
    if reading.reader:
        answer = appeal_rules.may_rule(reading)
        data["ruling"] = bound.get("ruling") or RulingForm(formdata=None)
        data["ruling_refused"] = "" if answer else catalogue.sentence(answer)
        data["panels"] = panel_queries.panels(db.session, case.id)
    return data
