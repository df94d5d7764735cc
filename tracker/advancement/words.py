"""Sentences about concerns and plans: exact, in days, blaming nobody."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from tracker.advancement import rules
from tracker.advancement.models import Closing, Concern, Proof, Seat, SupportPlan, Verdict
from tracker.web.filters import day, days
from tracker.web.texts import gettext as _

VERDICT = {
    Verdict.MET: _l("met"),
    Verdict.PARTLY: _l("met partly, more time is needed"),
    Verdict.NOT_MET: _l("not met"),
}
STAGE = {
    rules.Stage.OPEN: _l("written, not yet proven to have arrived"),
    rules.Stage.DELIVERED: _l("arrived"),
    rules.Stage.ACKNOWLEDGED: _l("read"),
    rules.Stage.ANSWERED: _l("answered"),
    rules.Stage.CLOSED: _l("closed"),
}
PROOF = {
    Proof.MAIL: _l("the mail was handed over to the mail server"),
    Proof.READ: _l("the scholar opened the page with it, signed in"),
    Proof.ACKNOWLEDGED: _l("the scholar said that they have read it"),
}
SEAT = {Seat.OWNER: _l("who answers for the plan"), Seat.OBSERVER: _l("second person")}


def concern_stage(concern: Concern) -> rules.Stage:
    """How far a concern has come."""
    return rules.stage(
        delivered=concern.delivered_on is not None,
        acknowledged=concern.acknowledged_at is not None,
        answered=concern.answered_at is not None,
        closed=concern.closed_on is not None,
    )


def stage_word(concern: Concern) -> str:
    """The state in words; a closed one says how it ended."""
    if concern.closing is Closing.MET:
        return _("closed: targets met")
    if concern.closing is Closing.WITHDRAWN:
        return _("closed: taken back")
    if concern.closing is Closing.DECIDED:
        return _("closed: the gate was decided")
    return str(STAGE[concern_stage(concern)])


def clock_words(concern: Concern, today: date) -> str:
    """For lists: where the notice clock stands."""
    clock = rules.notice_clock(concern.delivered_on, concern.notice_days, today)
    if clock is None:
        return _("concern open, no proof yet")
    if clock.day > clock.of:
        return _("concern open, %(days)s", days=days(clock.day))
    return _("concern open, day %(day)d of %(of)d", day=clock.day, of=clock.of)


def proof_sentence(concern: Concern) -> str:
    """For staff: since when, and by what, the concern is proven to have arrived."""
    if concern.delivered_on is None or concern.delivered_by is None:
        return _("Not yet proven to have arrived: the notice clock does not run.")
    return _(
        "Arrived on %(on)s: %(how)s. The notice clock counts from that day.",
        on=day(concern.delivered_on),
        how=PROOF[concern.delivered_by],
    )


def still_counts(concern: Concern, today: date) -> bool:
    """Whether it can matter at the gate of its phase, as it stands today."""
    return rules.may_still_count(concern.counts_at_gate, concern.delivered_on, concern.notice_by, today)


def gate_sentence_of(concern: Concern, today: date) -> str:
    """Whether it comes in time for the gate; the same words for both sides."""
    if still_counts(concern, today):
        assert concern.notice_by is not None
        if concern.delivered_on is None:
            return _(
                "It counts at this gate only if it is proven to have arrived by %(by)s.",
                by=day(concern.notice_by),
            )
        return _("It was told in time to be looked at when this gate is decided.")
    return _("It comes too late to count at this gate: it is help, and no stop at this gate can rest on it.")


def next_sentence(concern: Concern, today: date) -> str:
    """What happens next, said to the scholar."""
    plan = concern.plan
    if concern.closed_on is not None:
        return _("Nothing more: it is closed, and you need do nothing.")
    if plan is None:
        last = max(target.due_on for target in concern.targets)
        return _(
            "Work on the targets by their days, the last on %(last)s, and take the help. Two people then"
            " look at what came of it. If the targets are met, the concern is closed. A concern is not a"
            " decision.",
            last=day(last),
        )
    if plan.outcome is Verdict.NOT_MET:
        return _(
            "Both people say that the targets were not met. This decides nothing by itself: people do,"
            " with everything else that is known, and with what you say here."
        )
    left = _("in %(days)s", days=days(plan.due_on - today)) if plan.due_on > today else _("due now")
    return _(
        "Two people look at what came of it on %(on)s (%(left)s), each without knowing what the other says;"
        " where they differ, the kinder word holds. If the targets are met, the concern is closed. A concern"
        " is not a decision.",
        on=day(plan.due_on),
        left=left,
    )


def closed_sentence(concern: Concern) -> str:
    """How a concern ended, said to anybody."""
    assert concern.closed_on is not None
    if concern.closing is Closing.MET:
        return _("The targets were met. Closed on %(on)s.", on=day(concern.closed_on))
    if concern.closing is Closing.DECIDED:
        return _("It ended on %(on)s, when the gate was decided.", on=day(concern.closed_on))
    name = concern.closed_by.name if concern.closed_by else ""
    return _("%(name)s took it back on %(on)s.", name=name, on=day(concern.closed_on))


def plan_sentence(plan: SupportPlan) -> str:
    """How a plan stands."""
    if plan.outcome is Verdict.MET:
        return _("Met.")
    if plan.outcome is Verdict.NOT_MET:
        return _("Not met.")
    if plan.extended_to is not None:
        return _("Extended once; the review is on %(on)s.", on=day(plan.extended_to))
    return _("Running; the review is on %(on)s.", on=day(plan.review_on))
