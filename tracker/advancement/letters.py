"""Letters to scholars: rendered for whoever sends them, kept as sent; and the programs' own texts of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.advancement import letter_queries, letter_rules
from tracker.advancement.actions import Notice
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.letter_facts import Facts
from tracker.advancement.letter_models import Letter, LetterKind, LetterTemplate
from tracker.advancement.letter_texts import SHIPPED, Text
from tracker.cohorts.models import Enrolment, Program
from tracker.outbox import actions as outbox
from tracker.outbox import wording
from tracker.outbox.models import Message
from tracker.people.models import Person
from tracker.reasons import no, require

Templates = Mapping[LetterKind, LetterTemplate]


@dataclass(frozen=True)
class Rendered:
    """A letter as it would be sent. Its digest says whether two of them are the same."""

    kind: LetterKind
    subject: str
    body: str
    template_id: int | None
    sent_on: date
    appeal_by: date | None

    @property
    def digest(self) -> str:
        content = [self.kind.value, self.subject, self.body, str(self.sent_on), str(self.appeal_by)]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def render(
    session: Session, program: Program, kind: LetterKind, facts: Facts, *, templates: Templates | None = None
) -> Rendered:
    """The letter of these facts, in the program's own text or else in the shipped one.

    Whoever renders many reads the `templates` once.
    """
    own = (letter_queries.templates(session, program.id) if templates is None else templates).get(kind)
    text = text_of(own, kind)
    known = {name: facts.values[name] for name in letter_rules.KNOWN[kind]}
    return Rendered(
        kind=kind,
        subject=" ".join(wording.render(text.subject, known).split()),
        body=wording.render(text.body, known),
        template_id=own.id if own else None,
        sent_on=facts.sent_on,
        appeal_by=facts.appeal_by,
    )


def text_of(own: LetterTemplate | None, kind: LetterKind) -> Text:
    """The text of a kind: the program's own, else the shipped one."""
    return Text(own.subject, own.body) if own else SHIPPED[kind]


def keep(
    session: Session,
    actor: Person,
    *,
    enrolment: Enrolment,
    kind: LetterKind,
    rendered: Rendered,
    shown: str,
    notice: Notice,
    decision: GateDecision | None = None,
) -> Letter:
    """Send a letter: keep it as it is, and put the mail that only leads to it into the outbox.

    `shown` is the digest of the letter that the sender saw; another one is not sent. The same letter sent
    twice goes out once.
    """
    audit.hold(session, enrolment.cohort.program_id)
    sent = letter_queries.of_decision(session, decision.id, kind) if decision else None
    if sent is not None:
        return sent
    undone = decision is not None and _undone(session, enrolment, kind, decision)
    to_self = enrolment.person_id == actor.id
    require(letter_rules.may_send(shown, rendered.digest, to_self=to_self, undone=undone), field="shown")
    letter = Letter(
        enrolment=enrolment,
        kind=kind,
        decision=decision,
        template_id=rendered.template_id,
        subject=rendered.subject,
        body=rendered.body,
        digest=rendered.digest,
        sent_on=rendered.sent_on,
        appeal_by=rendered.appeal_by if decision else None,
        written_by_id=actor.id,
        written_at=clock.now(),
        message=_mail(session, enrolment, kind, notice),
    )
    session.add(letter)
    session.flush()
    audit.note(
        session,
        actor,
        "letter.send",
        letter,
        program_id=enrolment.cohort.program_id,
        kind=kind.value,
        decision=decision.id if decision else None,
        digest=letter.digest,
        appeal_by=letter.appeal_by.isoformat() if letter.appeal_by else None,
    )
    return letter


def _undone(session: Session, enrolment: Enrolment, kind: LetterKind, decision: GateDecision) -> bool:
    """Whether a letter would tell of a decision that an appeal has undone, as anything but that."""
    if decision.enrolment_id != enrolment.id:
        raise LookupError("a letter tells a scholar of their own decision")
    session.refresh(decision, ["undone_at"])
    return decision.undone_at is not None and kind is not LetterKind.APPEAL_SENT_BACK


def _mail(session: Session, enrolment: Enrolment, kind: LetterKind, notice: Notice) -> Message | None:
    """The mail that leads to a letter; none without an address, none to those who left before."""
    scholar, left = enrolment.person, enrolment.withdrew_on is not None
    if scholar.email is None or not scholar.active or (left and kind is not LetterKind.WITHDRAWN):
        return None
    return outbox.write(
        session,
        person_id=scholar.id,
        address=scholar.email,
        kind="letter",
        subject=notice.subject,
        body=notice.body,
        program_id=enrolment.cohort.program_id,
    )


def save_text(
    session: Session,
    actor: Person,
    *,
    program: Program,
    kind: LetterKind,
    subject: str,
    body: str,
    based_on: int,
) -> LetterTemplate | None:
    """Put a new version of the program's text in force; nothing is written where nothing was changed.

    `based_on` is the version that the writer began with, 0 for the shipped text. The shipped text, where it
    is in force already, is not copied: then the answer is None.
    """
    audit.hold(session, program.id)
    newest = letter_queries.templates(session, program.id).get(kind)
    text = Text(" ".join(subject.split()), body.strip() + "\n")
    before = text_of(newest, kind)
    if text == Text(before.subject, before.body.strip() + "\n"):
        return newest
    if based_on != (newest.version if newest else 0):
        require(no("letter_text_changed"), field="based_on")
    field, decision = letter_rules.may_save(kind, text.subject, text.body)
    require(decision, field=field)
    row = LetterTemplate(
        program_id=program.id,
        kind=kind,
        version=(newest.version if newest else 0) + 1,
        subject=text.subject,
        body=text.body,
        written_by_id=actor.id,
        written_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor,
        "letter.text",
        row,
        program_id=program.id,
        kind=kind.value,
        version=row.version,
    )
    return row
