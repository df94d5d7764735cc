"""Forms about shares, roles and results of a work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import FloatField
from wtforms.validators import InputRequired
from wtforms.validators import Optional as MayBeEmpty

from tracker.cohorts.forms import TickList
from tracker.projects.credit_words import CREDIT_ROLES, PARTS, REACHED
from tracker.projects.models import Membership, Reached
from tracker.projects.parts import CreditRole, Share
from tracker.web.forms import Form, choices_of, paragraph, radio, select

TEXT_LIMIT = 2000


def portion(label: Any, **options: Any) -> FloatField:
    """A number above 0 and at most 1; which numbers are taken is the rule's to say."""
    attributes = {"inputmode": "decimal", "autocomplete": "off", "class": "narrow"}
    return FloatField(label, validators=[MayBeEmpty()], render_kw=attributes, **options)


def part(label: Any, said: Share = Share.EQUAL) -> Any:
    """Lead, equal or supporting."""
    needed = [InputRequired(_l("Choose one of the three."))]
    words = [(one.value, PARTS[one]) for one in Share]
    return select(label, words, default=said.value, validators=needed)


class OwnShare(Form):
    """What a member says of their own part."""

    part = part(_l("Your part"))
    share = portion(_l("As a number (may stay empty)"))
    words = paragraph(_l("Why, in a sentence (may stay empty)"), length=TEXT_LIMIT)


def team(members: Iterable[Membership], said: Mapping[int, tuple[Share, float]]) -> Any:
    """What a mentor says of everybody's part, and why. Begins with what they said last: enrolment → that."""
    fields: dict[str, Any] = {}
    for one in members:
        name, (word, share) = one.enrolment.person.name, said.get(one.enrolment_id, (Share.EQUAL, None))
        number = None if share is None else round(share, 2)
        fields[f"part_{one.enrolment_id}"] = part(_l("Part of %(name)s", name=name), word)
        fields[f"share_{one.enrolment_id}"] = portion(_l("Share of %(name)s", name=name), default=number)
    fields["words"] = paragraph(_l("Why, in a sentence (may stay empty)"), length=TEXT_LIMIT)
    return type("TeamShares", (Form,), fields)(prefix="team-", **_only_own("team-"))


def settled(members: Iterable[Membership], numbers: Mapping[int, float]) -> Any:
    """What staff settle: a number for each member, and why. Begins with the numbers that count now."""
    fields: dict[str, Any] = {
        f"share_{one.enrolment_id}": portion(
            _l("Share of %(name)s", name=one.enrolment.person.name),
            default=round(numbers[one.enrolment_id], 2),
        )
        for one in members
    }
    fields["reason"] = paragraph(_l("Why; everybody on this work reads it"), length=TEXT_LIMIT)
    return type("SettledShares", (Form,), fields)(prefix="settled-", **_only_own("settled-"))


def _only_own(prefix: str) -> dict[str, Any]:
    """No fields of another form of the same page: that one's POST leaves this form as it begins."""
    return {} if any(name.startswith(prefix) for name in request.form) else {"formdata": None}


class Roles(Form):
    """What a member says they did, in the terms of CRediT."""

    roles = TickList(
        _l("What you did"),
        coerce=str,
        choices=choices_of((role.value, CREDIT_ROLES[role]) for role in CreditRole),
    )


_REACHED = {one.value: REACHED[one] for one in Reached}


class Speak(Form):
    """What a mentor proposes as the result, or a member answers."""

    reached = radio(_l("What came of it"), _REACHED, needed=_l("Choose one of the three."))
    words = paragraph(_l("In words: what was asked, and what came out"), length=TEXT_LIMIT)


class SettleResult(Form):
    """What staff settle as the result, and why."""

    reached = radio(_l("What came of it"), _REACHED, needed=_l("Choose one of the three."))
    reason = paragraph(_l("Why; everybody on this work reads it"), length=TEXT_LIMIT)
