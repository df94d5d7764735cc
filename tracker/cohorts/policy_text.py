"""The standard texts of a gate's policy, with the gate's own numbers put in. Staff may edit them."""

from __future__ import annotations

from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.cohorts.rules import Gate

_ONWARD = {
    PhaseKind.TRAINING: "You move to the research phase",
    PhaseKind.RESEARCH: "You complete the research phase",
    PhaseKind.EXTENSION: "You complete the extension",
}
_PROTECTED = (
    (
        "No surprises: no decision may rest on a concern you were not told about in writing at least"
        " {notice} days before the end of the phase, with at most three specific targets, an offer of help"
        " and two weeks to respond."
    ),
    (
        "No single result decides: stopping needs evidence from at least {people} ({non_mentors} of them not"
        " your mentor), on at least {works} of work, and a panel of {panel} or more who write down their"
        " reasons. A project that failed is not a concern; how you worked may be."
    ),
)
_ALWAYS = (
    "Late or missing forms never count against you.",
    (
        "The score is a summary with an uncertainty range; people decide, and may depart from it. You can see"
        " everything used, add your own account, and appeal within five working days."
    ),
)
_CONTINUE = (
    "{onward} unless we tell you otherwise in time. We do not need a reason to let you continue; we need"
    " a strong one to stop you."
)
_PLACES_MAY_END = (
    "If places are limited we say how many before you start, we say so when that is the reason, and it is"
    " recorded as “not placed”, not as “did not meet the bar”."
)
_EVERYBODY = (
    "Everybody continues; nobody can be stopped at this gate.",
    (
        "A concern needs {notice} days of notice and two weeks to respond, and this gate has no last day for"
        " one. Whatever we have to tell you at this gate is meant as help."
    ),
)
_LIMITED = (
    (
        "Places after this phase are limited to {places}. Not everybody can go on, and we say so before the"
        " phase starts, so that you can keep other plans open."
    ),
    (
        "Nothing happens by itself: people decide, from the same kinds of evidence for everybody, from at"
        " least {people} ({non_mentors} of them not your mentor), on at least {works} of work, in a panel of"
        " {panel} or more who write down their reasons."
    ),
    (
        "If there is no place for you, that is the reason we give, and it is recorded as “not placed”, not as"
        " “did not meet the bar”. It is weak evidence about you: places ran out."
    ),
)
_LIMITED_UNSTOPPED = "Nobody is stopped at this gate for any other reason than places."
_LIMITED_STOP = (
    "To stop somebody for any other reason needs a concern told in writing at least {notice} days before"
    " the end of the phase, with at most three specific targets, an offer of help and two weeks to respond."
)


def standard_text(kind: PhaseKind, gate: Gate) -> str:
    """What scholars read about this gate unless staff write a text of their own.

    One paragraph for each promise. A gate without a last day for a concern says that nobody can be
    stopped, since then nobody can.
    """
    parts: tuple[str, ...]
    if gate.default is GateDefault.CAPACITY_LIMITED:
        stopping = _LIMITED_STOP if gate.notice_by else _LIMITED_UNSTOPPED
        parts = (*_LIMITED, stopping, *_ALWAYS)
    elif gate.notice_by is None:
        parts = (*_EVERYBODY, *_ALWAYS)
    else:
        parts = (_CONTINUE, *_PROTECTED, *_ALWAYS, _PLACES_MAY_END)
    return "\n\n".join(parts).format(
        onward=_ONWARD[kind],
        notice=gate.notice_days,
        people=_counted(gate.people, "person", "people"),
        non_mentors=_number(gate.non_mentors),
        works=_counted(gate.works, "piece", "pieces"),
        panel=_number(gate.panel),
        places=_counted(gate.places or 0, "person", "people"),
    )


def _counted(count: int, one: str, many: str) -> str:
    return f"{_number(count)} {one if count == 1 else many}"


def _number(count: int) -> str:
    small = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return small[count] if count < len(small) else str(count)
