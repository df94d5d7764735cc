"""The letters as they are shipped: subject and text of each kind. A program can write its own."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.advancement.letter_models import LetterKind


@dataclass(frozen=True)
class Text:
    """The text of a letter with its variables."""

    subject: str
    body: str


def _if(name: str, text: str) -> str:
    """A paragraph that stands only where there is such a thing. Its tags leave no line behind."""
    return f"{{% if {name} %}}\n{text}\n\n{{% endif %}}\n"


def _text(subject: str, *paragraphs: str) -> Text:
    whole = ("Hello {{ scholar }},", *paragraphs, "{{ writer }}\n{{ program }}")
    body = "".join(one if one.startswith("{% if") else f"{one}\n\n" for one in whole)
    return Text(subject, body.strip() + "\n")


_ONWARD = (
    "{% if next_phase %}\nThe {{ next_phase }} starts for you on {{ next_on }}.\n\n"
    "{% else %}\nWith it you have completed {{ cohort }}.\n\n{% endif %}\n"
)
_YOU_GO_ON = "{% if next_phase %}You continue{% else %}You have completed {{ cohort }}{% endif %}"
_REASONS = "The reasons, in the words of those who decided:\n\n{{ reasons }}"
_EVIDENCE = (
    "What it rests on: {{ evidence }}. Everything that was used, and a place for your own account, is on"
    " your page “Where I stand”."
)
_OVERRIDE = _if(
    "override",
    "You have a right to know that a condition of the program's own policy was set aside for this decision."
    " {{ override }}",
)
_WISH = _if("wish", "What you asked for or agreed to:\n\n{{ wish }}")
_APPEAL = _if(
    "appeal_by",
    "If you think that this is wrong, or that something was not looked at, you can appeal until"
    " {{ appeal_by }}: {{ appeal_days }} from the day of this letter. Open “Where I stand” and press “Appeal”"
    " there. Somebody who had no part in the decision reads what you write. Nobody holds it against you.",
)
_NOT_MY_WISH = _if(
    "appeal_by",
    "If this is not what you asked for, say so until {{ appeal_by }}: {{ appeal_days }} from the day of this"
    " letter. Open “Where I stand” and press “Appeal” there; somebody who had no part in this reads it.",
)
_NO_JUDGEMENT = "It is no judgement of you as a person, nor of what you can do elsewhere or later."

SHIPPED: dict[LetterKind, Text] = {
    LetterKind.CONTINUE_BY_DEFAULT: _text(
        _YOU_GO_ON,
        "the {{ phase }} of {{ cohort }} is behind you{% if next_phase %}, and you continue{% endif %}, as of"
        " {{ decided_on }}.",
        _ONWARD,
        "Nobody had to decide this: it is what you were told on the first day of the phase about its end. You"
        " need do nothing.",
    ),
    LetterKind.CONTINUE: _text(
        _YOU_GO_ON,
        "the {{ phase }} of {{ cohort }} is behind you{% if next_phase %}, and you continue{% endif %}. The"
        " decision is of {{ decided_on }}.",
        _ONWARD,
        _if("reasons", "What those who decided wrote about it:\n\n{{ reasons }}"),
    ),
    LetterKind.CONTINUE_WITH_PLAN: _text(
        "You continue, with a plan",
        "the {{ phase }} of {{ cohort }} is decided: you continue, with a plan that helps you on the way. The"
        " decision is of {{ decided_on }}.",
        _ONWARD,
        "The plan:\n\n{{ plan }}",
        _REASONS,
        _EVIDENCE,
        _APPEAL,
    ),
    LetterKind.EXTEND: _text(
        "Your {{ phase }} is extended",
        "your {{ phase }} in {{ cohort }} goes on until {{ until_on }}. Every later day of yours moves with"
        " it; your page shows the new ones. What comes after is decided at the end of that time. The decision"
        " is of {{ decided_on }}.",
        _WISH,
        _REASONS,
        _EVIDENCE,
        _OVERRIDE,
        _APPEAL,
    ),
    LetterKind.REPEAT: _text(
        "You repeat the {{ phase }}",
        "the {{ phase }} of {{ cohort }} is decided: you are offered to do it again before anything else is"
        " decided. The decision is of {{ decided_on }}. The program's staff talk to you about when.",
        _WISH,
        _REASONS,
        _EVIDENCE,
        _OVERRIDE,
        _APPEAL,
    ),
    LetterKind.DEFERRED: _text(
        "Your place is deferred",
        "your place after the {{ phase }} of {{ cohort }} is deferred, as agreed with you. It was written"
        " down on {{ decided_on }}.",
        _WISH,
        _REASONS,
        "Talk to the program's staff about the day on which you come back.",
        _NOT_MY_WISH,
    ),
    LetterKind.NOT_PLACED: _text(
        "No place after the {{ phase }}",
        "this is not the news you hoped for, so here it is at once: places after the {{ phase }} of"
        " {{ cohort }} were limited to {{ places }}, and there is none for you among them. The decision is of"
        " {{ decided_on }}.",
        "That places ran out is the reason, and it is recorded as “not placed”.",
        _REASONS,
        _if("how", "{{ how }}"),
        _EVIDENCE,
        _OVERRIDE,
        "What it does not mean: it does not say that you could not do the next phase. People who could were"
        f" left without a place. It is weak evidence about you. {_NO_JUDGEMENT}",
        _APPEAL,
    ),
    LetterKind.STOP: _text(
        "The decision at the end of the {{ phase }}",
        "this is not the news you hoped for, so here it is at once: you do not go on after the {{ phase }} of"
        " {{ cohort }}. The decision is of {{ decided_on }}.",
        _REASONS,
        _if("concern_on", "The concern behind it reached you on {{ concern_on }}."),
        f"{_EVIDENCE} People decided, and no score did it for them. No form that was late or missing counted"
        " against you.",
        _OVERRIDE,
        "What it does not mean: it is a decision about one step in one program, on what could be seen in a"
        f" short time. {_NO_JUDGEMENT}",
        _APPEAL,
    ),
    LetterKind.WITHDRAWN: _text(
        "You left the program",
        "you left {{ cohort }}, as you wished; it was written down on {{ decided_on }}.",
        _if("wish", "Your words:\n\n{{ wish }}"),
        _NOT_MY_WISH,
        "It is recorded as your own decision, and nothing else. What was written about you until then stays"
        " readable on your page. Thank you for the time you were with us.",
    ),
    LetterKind.APPEAL_UPHELD: _text(
        "Your appeal: the decision stands",
        "on {{ appealed_on }} you appealed against the decision of {{ decided_on }} ({{ decision }})."
        " {{ reader }}, who had no part in it, read what you wrote and what the decision rests on. The"
        " decision stands.",
        "The reasons:\n\n{{ reasons }}",
        "There is one appeal against a decision, and this was it. Your words and these stay with the"
        f" decision. {_NO_JUDGEMENT}",
    ),
    LetterKind.APPEAL_SENT_BACK: _text(
        "Your appeal: the decision no longer holds",
        "on {{ appealed_on }} you appealed against the decision of {{ decided_on }} ({{ decision }})."
        " {{ reader }}, who had no part in it, read what you wrote and what the decision rests on, and sends"
        " it back. That decision no longer holds.",
        "The reasons:\n\n{{ reasons }}",
        _if("decide_by", "A new panel decides by {{ decide_by }}. You need do nothing until then."),
        _if("otherwise", "{{ otherwise }}"),
    ),
}
