"""The mails as they are shipped: subject and text of each kind, in the reader's language.

They are written in the language of `wording`; a program can write its own.
"""

from __future__ import annotations

from collections.abc import Callable

from tracker.outbox.wording import Text
from tracker.web.texts import gettext as _


def shipped(kind: str) -> Text:
    """The shipped text of a kind. Raises `KeyError` for a kind that has none."""
    subject, *paragraphs = _SHIPPED[kind]()
    return Text(subject, "\n\n".join(paragraphs) + "\n")


# Functions, so that each reader gets the texts in their own language.
_SHIPPED: dict[str, Callable[[], tuple[str, ...]]] = {
    "concern": lambda: (
        _("A message for you in {{ program }}"),
        _("Hello {{ name }},"),
        _(
            "there is a message for you in {{ program }} that you should read soon. For your privacy it is"
            " not in this mail; sign in and read it here:"
        ),
        "{{ link }}",
        _("If you cannot sign in, ask your program's staff."),
    ),
    "letter": lambda: (
        _("A letter for you in {{ program }}"),
        _("Hello {{ name }},"),
        _(
            "there is a letter for you in {{ program }}. For your privacy it is not in this mail; sign in and"
            " read it here:"
        ),
        "{{ link }}",
        _("If you cannot sign in, ask your program's staff."),
    ),
    "policy_changed": lambda: (
        _("What changed about the end of your phase: {{ cohort }}"),
        _("Hello {{ name }},"),
        _("what you were told about the end of the phase “{{ phase }}” of {{ cohort }} has changed:"),
        "{{ changes }}",
        "{% if reason %}\n" + _("The reason: {{ reason }}") + "\n\n{% endif %}",
        _("Nothing became stricter than before. Where you stand, with the whole text:"),
        "{{ link }}",
    ),
    "appeal": lambda: (
        _("Something for you to read in {{ program }}"),
        _("Hello {{ name }},"),
        _(
            "you are asked to read and decide something in {{ program }} by {{ day }}. For the privacy of"
            " those it is about it is not in this mail; sign in and read it here:"
        ),
        "{{ link }}",
    ),
    "release": lambda: (
        _("[review] {{ case }}: action needed"),
        "{{ codename }}",
        "{% if day %}\n" + _("due {{ day }}") + "\n\n{% endif %}",
        "{{ link }}",
    ),
    "reminder": lambda: (
        _("What is due in {{ program }}"),
        _("Hello {{ name }},"),
        _("this is due in {{ program }}:"),
        "{{ lines }}",
        _("Sign in here; everything else stands there:"),
        "{{ link }}",
    ),
    "chaser": lambda: (
        _("A form you were asked for in {{ program }}"),
        _("Hello {{ name }},"),
        "{% if late %}\n"
        + _(
            "a form that you were asked for in {{ program }} was due on {{ day }}. The scholar it is about"
            " waits for your feedback; filing it takes about three minutes:"
        )
        + "\n{% else %}\n"
        + _(
            "a form that you were asked for in {{ program }} is due on {{ day }}. Filing it takes about three"
            " minutes:"
        )
        + "\n{% endif %}",
        "{{ link }}",
        _(
            "If you cannot say anything yet, file it with “cannot say yet”, or tell your program's staff, who"
            " can excuse you."
        ),
        _("This mail was sent by {{ sender }}."),
    ),
    "survey_link": lambda: (
        "{% if again %}"
        + _("Once more: {{ cohort }}: {{ survey }}")
        + "{% else %}{{ cohort }}: {{ survey }}{% endif %}",
        _("Hello {{ name }},"),
        _(
            "you were in {{ cohort }} of {{ program }}. We ask everybody who was there what they do now. It"
            " is one question and takes a minute:"
        ),
        "{{ link }}",
        _(
            "The link needs no account. It opens the survey until {{ day }}; until then you can correct what"
            " you sent. You and the program's staff read your answer. Nothing follows from not answering."
        ),
    ),
    "invitation": lambda: (
        _("Your invitation to {{ program }}"),
        _("Hello {{ name }},"),
        _("{{ program }} invites you. This link opens your account, once, within {{ days }}:"),
        "{{ link }}",
        _("You choose a password there. After that you sign in with it, or by mail."),
    ),
    "role_given": lambda: (
        _("You have a role in {{ program }}"),
        _("Hello {{ name }},"),
        "{% if cohort %}\n"
        + _("you now have the role “{{ role }}” in {{ cohort }} of {{ program }}.")
        + "\n{% else %}\n"
        + _("you now have the role “{{ role }}” in {{ program }}.")
        + "\n{% endif %}",
        _("Your account stays the same; sign in here:"),
        "{{ link }}",
    ),
    "webhook_off": lambda: (
        _("A webhook of {{ program }} was switched off"),
        _("Hello {{ name }},"),
        _(
            "another program that {{ program }} tells what happens has taken nothing for a day, or says that"
            " it is there no more. It is told nothing further. What happened, and how to switch it on again:"
        ),
        "{{ link }}",
    ),
    "sign_in_link": lambda: (
        _("Your sign-in link"),
        _("Hello {{ name }},"),
        _("this link signs you in once, within {{ minutes }}:"),
        "{{ link }}",
        _("If you did not ask for it, do nothing: without the link nobody gets in."),
    ),
    "daily": lambda: (
        _("Your mail of the day ({{ count }})"),
        _("Hello {{ name }},"),
        _("this came together since your last mail of the day:"),
        "{{ mails }}",
        _("How often these mails come, and at which hour, is yours to choose:"),
        "{{ link }}",
    ),
    "test": lambda: ("[Test] {{ subject }}", "{{ body }}"),
}
