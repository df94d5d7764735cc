"""The forms of a panel: who is seated, votes, notes, dissents, and the letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.people.models import Person
from tracker.releases import review_words
from tracker.releases.letters import WIDER, Sending
from tracker.releases.panel_rules import TEXT_LIMIT, Seating
from tracker.releases.panel_words import PARTS, WIDER_REASON
from tracker.releases.parts import ReasonCode, Scope, Verdict
from tracker.releases.voting_rules import LetterPart
from tracker.web.forms import Form, choices_of, clean, day, paragraph, radio, select

ABSTAIN = "abstain"


class _Ticks(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ConveneForm(Form):
    """Who sits on a panel, who stands in, who presides."""

    members = _Ticks(_l("Members"), coerce=int)
    alternates = _Ticks(_l("Alternates, called in if a member steps aside"), coerce=int)
    chair = select(_l("Chair"), [], coerce=int)

    def offer(self, people: Iterable[tuple[Person, bool]]) -> ConveneForm:
        """Offer these people; True: from outside the program."""
        offered = list(people)
        named = [
            (one.id, _l("%(name)s (external)", name=one.name) if external else one.name)
            for one, external in offered
        ]
        self.external = {one.id for one, external in offered if external}
        self.members.choices = choices_of(named)
        self.alternates.choices = choices_of(named)
        self.chair.choices = choices_of([(0, _l("choose")), *named])
        return self

    def seats(self) -> list[Seating]:
        """Everybody who was chosen."""
        return [
            *(Seating(one, one in self.external) for one in self.members.data or ()),
            *(Seating(one, one in self.external, alternate=True) for one in self.alternates.data or ()),
        ]


class PersonForm(Form):
    """Somebody who is called in, or who presides from now on."""

    person = select(_l("Person"), [], coerce=int)

    def offer(self, people: Iterable[Person]) -> PersonForm:
        """Offer these people."""
        self.person.choices = choices_of([(0, _l("choose")), *((one.id, one.name) for one in people)])
        return self


class CallForm(PersonForm):
    """Somebody for a member who stepped aside."""

    person = select(_l("Call in"), [], coerce=int)


class ChairForm(Form):
    """Another chair."""

    chair = select(_l("Chair"), [], coerce=int)

    def offer(self, people: Iterable[Person]) -> ChairForm:
        """Offer the members who sit."""
        self.chair.choices = choices_of([(0, _l("choose")), *((one.id, one.name) for one in people)])
        return self


class NoteForm(Form):
    """A note of the deliberation."""

    note = paragraph(_l("Add a note"), length=TEXT_LIMIT, required=True, render_kw={"rows": 4})


class VoteForm(Form):
    """The widest scope that somebody accepts now."""

    widest = radio(
        _l("The widest scope I accept now"),
        {
            **{one.value: f"{word}: {anchor}" for one, (word, anchor) in review_words.SCOPES.items()},
            ABSTAIN: _l("I abstain: I am present and accept nothing"),
        },
        needed=_l("Choose a scope, or abstain."),
    )

    @property
    def scope(self) -> Scope | None:
        return None if self.widest.data == ABSTAIN else Scope(self.widest.data)


class HoldForm(Form):
    """What becomes of a release that nobody may have."""

    verdict = radio(
        _l("What should become of it?"),
        {
            Verdict.HOLD.value: _l("Hold: not now"),
            Verdict.DECLINE.value: _l("Decline: not in this form"),
            ABSTAIN: _l("I abstain"),
        },
        needed=_l("Choose one."),
    )

    @property
    def chosen(self) -> Verdict | None:
        return None if self.verdict.data == ABSTAIN else Verdict(self.verdict.data)


class DissentForm(Form):
    """A minority's statement."""

    dissent = paragraph(
        _l("Your dissent, with the point on which it turns"),
        length=TEXT_LIMIT,
        required=True,
        render_kw={"rows": 5},
    )
    named = BooleanField(_l("The authors may be told that I wrote it"))


class ReplyForm(Form):
    """The answer to a dissent."""

    reply = paragraph(_l("Reply to its crux"), length=TEXT_LIMIT, required=True, render_kw={"rows": 4})

    def to(self, dissent_id: int) -> ReplyForm:
        """For this dissent; there can be several on a page."""
        self.reply.id = f"reply-{dissent_id}"
        return self


class ReturnForm(Form):
    """What has to change before a release can be judged."""

    change = paragraph(_l("What has to change"), length=TEXT_LIMIT, required=True, render_kw={"rows": 4})


def _part(part: LetterPart) -> Field:
    return paragraph(PARTS[part], length=TEXT_LIMIT, render_kw={"rows": 3})


class LetterForm(Form):
    """The statement of reasons, and what is decided with it."""

    benefit = _part(LetterPart.BENEFIT)
    risk = _part(LetterPart.RISK)
    uncertain = _part(LetterPart.UNCERTAIN)
    why_scope = _part(LetterPart.WHY_SCOPE)
    tripwires = _part(LetterPart.TRIPWIRES)
    more_later = _part(LetterPart.MORE_LATER)
    benefit_forgone = _part(LetterPart.BENEFIT_FORGONE)
    wider_reason = paragraph(WIDER_REASON, length=TEXT_LIMIT, render_kw={"rows": 3})
    reasons = _Ticks(
        _l("Hazards that the decision rests on"),
        choices=choices_of([(one.value, review_words.REASONS[one]) for one in ReasonCode]),
    )
    revisit_on = day(_l("The day to look at it again"), required=False)
    conditions = paragraph(
        _l("Conditions before it goes out, one a line"), length=TEXT_LIMIT, render_kw={"rows": 3}
    )
    embargo_until = day(_l("Not before this day"), required=False)

    def keep_only(self, names: Sequence[str]) -> LetterForm:
        """Drop what this letter does not have."""
        for name in list(self._fields):
            if name not in names and name != "csrf_token":
                del self[name]
        return self

    def parts(self) -> dict[str, str]:
        """The written parts, as far as this letter has them."""
        names = [*(part.value for part in LetterPart), WIDER]
        return {name: self[name].data or "" for name in names if name in self}

    def sending(self) -> Sending:
        """What is decided with the letter."""
        words = clean(self["conditions"].data) if "conditions" in self else ""
        return Sending(
            reasons=frozenset(ReasonCode(one) for one in self.reasons.data or ()),
            revisit_on=self["revisit_on"].data if "revisit_on" in self else None,
            conditions=tuple(one.strip() for one in (words or "").splitlines() if one.strip()),
            embargo_until=self["embargo_until"].data if "embargo_until" in self else None,
        )
