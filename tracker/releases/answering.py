"""Writes of answers to a checklist: saved as typed, confirmed again, carried over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from tracker import clock, sealed
from tracker.people.models import Person
from tracker.reasons import no, require, yes
from tracker.releases import answer_queries, cases, contributor_queries
from tracker.releases.answer_rules import LONGEST_KEPT, UNEASE, Typed, of_author, on_unease, untouched
from tracker.releases.checklist import Checklist
from tracker.releases.checklist_parts import Answer, Answers
from tracker.releases.models import Case
from tracker.releases.submission_models import CaseAnswer
from tracker.releases.submission_rules import may_edit
from tracker.sealed import Seal, SealedText

TEXT, WHY = "answer.text", "answer.why"


class AnsweredMeanwhile(Exception):
    """Another window saved since this page was opened; nothing of this save was written."""


@dataclass
class Writing:
    """One save: who writes into which case, with which keys; what it replaced."""

    session: Session
    actor: Person
    seal: Seal
    case: Case
    key: str = ""
    left: list[SealedText] = field(default_factory=list)

    def put(self, item_id: str, row: CaseAnswer | None, sent: Typed) -> CaseAnswer | None:
        """Write one answer where it differs from what stands."""
        answer = sent.answer
        text_id = self._words(TEXT, row.text if row else None, answer.text, sent.text_mark)
        why_id = self._words(WHY, row.why if row else None, answer.why, sent.why_mark)
        chosen = list(answer.chosen)
        if row is None:
            if not (chosen or text_id or why_id):
                return None
            row = CaseAnswer(case_id=self.case.id, item=item_id, version=1)
            self.session.add(row)
        elif (row.chosen, row.text_id, row.why_id) == (chosen, text_id, why_id):
            return row
        row.chosen, row.text_id, row.why_id = chosen, text_id, why_id
        row.said_by_id, row.said_at, row.confirmed = self.actor.id, clock.now(), True
        return row

    def _words(self, name: str, before: SealedText | None, typed: str, sent_mark: str) -> int | None:
        """The sealed row that holds these words: the one there is, or a new one."""
        before_id = before.id if before else None
        if untouched(self.key, before_id, typed, sent_mark):
            return before_id
        if before is not None:
            self.left.append(before)
        if not typed:
            return None
        return sealed.keep(self.session, self.seal, self.case.vault, name, typed[:LONGEST_KEPT]).id

    def forget(self) -> None:
        """Delete the words that nobody is to be shown again; what was handed in stays."""
        self.session.flush()
        kept = answer_queries.handed_in(self.session, self.case.id)
        for text in self.left:
            if text.id not in kept:
                sealed.forget_text(self.session, text)


def save(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    key: str,
    case: Case,
    checklist: Checklist,
    typed: Mapping[str, Typed],
    base_version: int,
    confirm: Collection[str] = (),
) -> None:
    """Keep what was typed, as typed, however incomplete; `confirm` are items that still hold.

    `base_version` is what the page began with. Raises `AnsweredMeanwhile` where another window saved since.
    """
    found = _hold(session, actor, case)
    if answer_queries.version(found) != base_version:
        raise AnsweredMeanwhile
    writing = Writing(session, actor, seal, case, key)
    for item in (*checklist.items, checklist.news):
        if item.id not in typed or not of_author(item):
            continue
        row, sent = found.get(item.id), typed[item.id]
        if not _yields(row, item.id, actor, sent):
            row = writing.put(item.id, row, sent)
        if row is not None and item.id in confirm:
            row.confirmed, row.said_at = True, clock.now()
    writing.forget()


def _yields(row: CaseAnswer | None, item_id: str, actor: Person, sent: Typed) -> bool:
    """Whether an answer gives way to what somebody else said about unease, which this person cannot see."""
    if item_id != UNEASE or row is None or row.said_by_id == actor.id:
        return False
    before = Answer(tuple(row.chosen))
    return on_unease(before, own=False, typed=sent.answer) == before


def prefill(session: Session, actor: Person, *, seal: Seal, case: Case, answers: Answers) -> None:
    """Carry answers over from an earlier release; they count only once they were confirmed."""
    found = _hold(session, actor, case)
    writing = Writing(session, actor, seal, case)
    for item_id, answer in answers.items():
        row = None if item_id in found else writing.put(item_id, None, Typed(answer))
        if row is not None:
            row.confirmed = False
    session.flush()


def _hold(session: Session, actor: Person, case: Case) -> dict[str, CaseAnswer]:
    """Take the case as it stands now, for one of its authors; its answers."""
    cases.hold(session, case)
    authors = contributor_queries.everybody(session, case).authors
    require(yes() if actor.id in authors else no("case_not_yours"))
    require(may_edit(case.state))
    return answer_queries.rows(session, case.id)
