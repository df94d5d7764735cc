"""The words of webhooks: kinds of events, what became of a delivery, why one is off."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.outbox.webhook_models import DeliveryState, Off

# In the order in which they are offered.
EVENTS = {
    "form.filed": _l("a form was filed"),
    "letter.sent": _l("a letter about a decision was sent"),
    "release.changed": _l("a release under review moved on"),
    "report.ready": _l("a report was frozen for funders"),
}
KINDS = {**EVENTS, "test": _l("a test")}
STATES = {
    DeliveryState.WAITING: _l("waits"),
    DeliveryState.DELIVERED: _l("taken"),
    DeliveryState.FAILED: _l("given up"),
    DeliveryState.DROPPED: _l("not sent, it was switched off"),
}
OFF = {
    Off.STAFF: _l("Staff switched it off."),
    Off.FAILING: _l("It took nothing for a day, so it was switched off."),
    Off.GONE: _l("The address answered that it is there no more (410), so it was switched off."),
}
PROBLEMS = {
    "timeout": _l("no answer within ten seconds"),
    "unreachable": _l("nobody answers there"),
    "private": _l("the name leads to a private network"),
    "certificate": _l("its certificate does not hold"),
    "answer": _l("what it answered is no HTTP"),
}
