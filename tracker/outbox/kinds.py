"""The kinds of mails: what each can say, how soon it is needed, whom it may reach. One registry for all."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.outbox.mail_models import When


class Standing(enum.StrEnum):
    """How somebody stands to the program that a mail is about, today."""

    HERE = "here"  # with a role in it, or a scholar who has not left
    FORMER = "former"  # a scholar who left, by their own wish or by a decision
    GONE = "gone"  # without any role in it any more
    CLOSED = "closed"  # with a closed account


HERE = frozenset({Standing.HERE})
ALSO_FORMER = HERE | {Standing.FORMER}
WHOEVER = ALSO_FORMER | {Standing.GONE}
ANY = (When.AT_ONCE, When.DAILY, When.NEVER)
# What opens something for its reader alone is put into no other mail.
SEPARATE = (When.AT_ONCE, When.NEVER)


@dataclass(frozen=True)
class Kind:
    """One kind of mail.

    `variables` are the names that its text can hold, `needed` those that it must show whenever there are any.
    `choices` are those of its reader, what everybody gets first; with one alone the mail leaves at once, at
    any hour. `reaches` says how its reader may stand to the program; `editable`, whether programs may write
    a text of their own.
    """

    name: str
    variables: tuple[str, ...]
    needed: frozenset[str] = frozenset()
    choices: tuple[When, ...] = (When.AT_ONCE,)
    reaches: frozenset[Standing] = HERE
    editable: bool = True

    @property
    def urgent(self) -> bool:
        """Whether it leaves at once and at any hour, whatever its reader chose for other kinds."""
        return self.choices == (When.AT_ONCE,)

    @property
    def usual(self) -> When:
        """When it leaves for whoever has chosen nothing."""
        return self.choices[0]


def _by_name(kinds: Iterable[Kind]) -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds}


LINK = frozenset({"link"})
KINDS: dict[str, Kind] = _by_name(
    [
        Kind("concern", ("name", "program", "link"), LINK),
        Kind("letter", ("name", "program", "link"), LINK, reaches=ALSO_FORMER),
        Kind("policy_changed", ("name", "cohort", "phase", "changes", "reason", "link"), LINK | {"changes"}),
        Kind("appeal", ("name", "program", "day", "link"), LINK | {"day"}),
        Kind(
            "release",
            ("case", "codename", "day", "link"),
            LINK | {"case", "day"},
            (When.AT_ONCE, When.DAILY),
            ALSO_FORMER,
        ),
        Kind(
            "reminder",
            ("name", "program", "lines", "link"),
            LINK | {"lines"},
            (When.DAILY, When.AT_ONCE, When.NEVER),
        ),
        Kind("chaser", ("name", "program", "day", "late", "link", "sender"), LINK | {"day", "sender"}, ANY),
        Kind(
            "survey_link",
            ("name", "cohort", "program", "survey", "again", "day", "link"),
            LINK | {"day"},
            SEPARATE,
            WHOEVER,
        ),
        Kind("invitation", ("name", "program", "days", "link"), LINK | {"days"}),
        Kind("role_given", ("name", "role", "cohort", "program", "link"), LINK | {"role"}, ANY),
        Kind("webhook_off", ("name", "program", "link"), LINK, ANY),
        Kind("sign_in_link", ("name", "minutes", "link"), LINK, reaches=WHOEVER, editable=False),
        # Written by the part that keeps passwords, with its own text.
        Kind("change_notice", (), reaches=WHOEVER, editable=False),
        Kind("daily", ("name", "count", "mails", "link"), LINK | {"mails"}, reaches=WHOEVER, editable=False),
        Kind("test", ("subject", "body"), reaches=WHOEVER, editable=False),
    ]
)
EDITABLE = tuple(name for name, kind in KINDS.items() if kind.editable)
# What its reader has a say in.
CHOSEN = tuple(name for name, kind in KINDS.items() if not kind.urgent)


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises `KeyError` for a name that nobody registered."""
    return KINDS[name]
