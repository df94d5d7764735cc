"""Decisions about letters: which kind tells of what, what each may and must say, when one may be sent."""

from __future__ import annotations

from tracker.advancement.decision_models import Outcome
from tracker.advancement.letter_models import LetterKind
from tracker.outbox import wording
from tracker.reasons import Decision, no, yes

_ALWAYS = frozenset({"scholar", "program", "cohort", "phase", "sent_on", "writer"})
_ONWARD = frozenset({"decided_on", "next_phase", "next_on"})
_JUDGED = frozenset({"decided_on", "reasons", "evidence"})
_APPEAL = frozenset({"appeal_by", "appeal_days"})
_READ = frozenset({"decision", "decided_on", "appealed_on", "reader", "reasons"})

# What the text of each kind can name.
KNOWN: dict[LetterKind, frozenset[str]] = {
    kind: _ALWAYS | names
    for kind, names in {
        LetterKind.CONTINUE_BY_DEFAULT: _ONWARD,
        LetterKind.CONTINUE: _ONWARD | {"reasons"},
        LetterKind.CONTINUE_WITH_PLAN: _ONWARD | _JUDGED | _APPEAL | {"plan"},
        LetterKind.EXTEND: _JUDGED | _APPEAL | {"until_on", "wish", "override"},
        LetterKind.REPEAT: _JUDGED | _APPEAL | {"wish", "override"},
        LetterKind.DEFERRED: frozenset({"decided_on", "reasons", "wish"}) | _APPEAL,
        LetterKind.NOT_PLACED: _JUDGED | _APPEAL | {"places", "how", "override"},
        LetterKind.STOP: _JUDGED | _APPEAL | {"concern_on", "override"},
        LetterKind.WITHDRAWN: frozenset({"decided_on", "wish"}) | _APPEAL,
        LetterKind.APPEAL_UPHELD: _READ,
        LetterKind.APPEAL_SENT_BACK: _READ | {"decide_by", "otherwise"},
    }.items()
}
# What it must say, since its reader has a right to it.
NEEDED: dict[LetterKind, frozenset[str]] = {
    LetterKind.CONTINUE_BY_DEFAULT: frozenset(),
    LetterKind.CONTINUE: frozenset(),
    LetterKind.CONTINUE_WITH_PLAN: frozenset({"reasons", "plan", "appeal_by"}),
    LetterKind.EXTEND: frozenset({"reasons", "until_on", "override", "appeal_by"}),
    LetterKind.REPEAT: frozenset({"reasons", "override", "appeal_by"}),
    LetterKind.DEFERRED: frozenset({"reasons", "wish", "appeal_by"}),
    LetterKind.NOT_PLACED: frozenset({"reasons", "places", "evidence", "how", "override", "appeal_by"}),
    LetterKind.STOP: frozenset({"reasons", "evidence", "concern_on", "override", "appeal_by"}),
    LetterKind.WITHDRAWN: frozenset({"wish", "appeal_by"}),
    LetterKind.APPEAL_UPHELD: frozenset({"reasons", "reader"}),
    LetterKind.APPEAL_SENT_BACK: frozenset({"reasons", "reader", "decide_by", "otherwise"}),
}


def kind_of(outcome: Outcome, *, by_default: bool) -> LetterKind:
    """The kind of letter that tells of a decision."""
    return LetterKind.CONTINUE_BY_DEFAULT if by_default else LetterKind(outcome.value)


def outcome_of(kind: LetterKind) -> Outcome:
    """The outcome that a kind of letter tells of; of an appeal, one that can be appealed."""
    if kind in (LetterKind.APPEAL_UPHELD, LetterKind.APPEAL_SENT_BACK):
        return Outcome.STOP
    return Outcome.CONTINUE if kind is LetterKind.CONTINUE_BY_DEFAULT else Outcome(kind.value)


def may_save(kind: LetterKind, subject: str, body: str) -> tuple[str, Decision]:
    """Whether a text can be the program's letter of this kind, and the field that speaks against it."""
    if len(subject) > wording.MOST_SUBJECT or "\n" in subject:
        return "subject", no("text_too_long", limit=wording.MOST_SUBJECT)
    decision = wording.may_use(subject, KNOWN[kind])
    if not decision:
        return "subject", decision
    return "body", wording.may_use(body, KNOWN[kind], NEEDED[kind])


def may_send(shown: str, now: str, *, to_self: bool = False, undone: bool = False) -> Decision:
    """Whether a letter may go out: only the very one that its sender was shown, and that still holds.

    `undone` says that it tells of a decision which an appeal has undone.
    """
    if to_self:
        return no("letter_to_self")
    if undone:
        return no("letter_undone")
    return yes() if shown == now else no("letter_changed")
