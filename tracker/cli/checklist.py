"""The default checklist of the publication review as a document, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from tracker.releases.checklist import Checklist
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import BLANK, FILLED, AnswerKind, Asked, Effect, EffectKind, Item, Test

LEADS_TO = {
    EffectKind.RETURN: "goes back to the author",
    EffectKind.FLAG: "flag (three flags: formal review)",
    EffectKind.FORMAL: "formal review",
    EffectKind.EXTERNAL: "formal review with an external member",
    EffectKind.STOP: "stops, and is looked into as an incident",
    EffectKind.CONDITION: "condition",
    EffectKind.BLOCK: "blocks the release",
    EffectKind.WAIT: "the release waits",
    EffectKind.PRIVATE: "goes sealed to the coordinator",
}
ANSWERED_BY = {Asked.CONTRIBUTORS: " Answered by each contributor.", Asked.MENTOR: " Answered by the mentor."}
KINDS = {
    AnswerKind.YES_NO: "One of",
    AnswerKind.ONE: "One of",
    AnswerKind.MANY: "All that apply of",
    AnswerKind.SIGN: "Each signs",
    AnswerKind.TEXT: "A text of up to 500 characters",
    AnswerKind.PEOPLE: "A list of people",
}
SCOPES = {"s3": "gated", "s4": "public in part", "s5": "public in full"}


@click.command("checklist")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True,
    help="How to print it.",
)  # fmt: skip
def checklist(form: str) -> None:
    """Print the default checklist of a release review.

    Sections, questions, answers, when a question is asked, and what each answer leads to. A star marks the
    core questions, which are always asked.
    """
    if form == "json":
        click.echo(json.dumps(DEFAULT.as_json() | {"version": DEFAULT.version}, ensure_ascii=False, indent=1))
        return
    click.echo("\n".join(_document(DEFAULT, marked=form == "markdown")))


def _document(made: Checklist, *, marked: bool) -> Iterator[str]:
    core = sum(item.core for item in made.items)
    words = {item.id: {choice.value: choice.words for choice in item.choices} for item in made.items}
    yield f"{'# ' if marked else ''}Checklist of a release"
    yield ""
    yield f"{len(made.items)} questions, {core} of them core (★) and always asked. Version {made.version}."
    yield "Unsure weighs as the answer that leads furthest, unless it is listed for itself."
    yield f"Early flag: {', '.join(made.early)}."
    yield f"Derivative release: {', '.join(made.short)}, {made.news.id}."
    for key, title in made.sections:
        yield ""
        yield f"{'## ' if marked else ''}{key}. {title}"
        for item in made.items:
            if item.section == key:
                yield ""
                yield from _item(item, words, marked=marked)
    yield ""
    yield f"{'## ' if marked else ''}Of a derivative release alone"
    yield ""
    yield from _item(made.news, words, marked=marked)


def _item(item: Item, words: dict[str, dict[str, str]], *, marked: bool) -> Iterator[str]:
    name = f"{item.id}{'★' if item.core else ''}"
    yield f"**{name}** {item.question}" if marked else f"{name} {item.question}"
    bullet = "* " if marked else "    "
    if marked:
        yield ""
    if item.help:
        yield f"{bullet}{item.help}"
    if item.shown_when:
        yield f"{bullet}Asked when {_tests(item.shown_when, words)}."
    choices = ": " + " / ".join(choice.words for choice in item.choices) if item.choices else ""
    yield f"{bullet}{KINDS[item.kind]}{choices}.{ANSWERED_BY.get(item.asked, '')}"
    if item.beside:
        yield f"{bullet}Beside it: {item.beside}."
    for line in dict.fromkeys(_effect(item, effect, words) for effect in item.effects):
        yield f"{bullet}{line}"


def _effect(item: Item, effect: Effect, words: dict[str, dict[str, str]]) -> str:
    said = {BLANK: "Nothing", FILLED: "Any answer"} | {choice.value: choice.words for choice in item.choices}
    whatever = len(effect.on) > len(item.choices)
    answers = "Any answer" if whatever and item.choices else ", ".join(said[value] for value in effect.on)
    if_ = f", if {_tests(effect.when, words)}" if effect.when else ""
    end = f": {effect.condition}" if effect.condition else "."
    return f"{answers}{if_} → {LEADS_TO[effect.kind]}{end}"


def _tests(tests: tuple[Test, ...], words: dict[str, dict[str, str]]) -> str:
    return " and ".join(_test(test, words) for test in tests)


def _test(test: Test, words: dict[str, dict[str, str]]) -> str:
    values = [words.get(test.about, words["A1"]).get(value, value) for value in test.one_of]
    if test.about == "flags":
        return "anything was flagged" if len(test.one_of) > 2 else f"{' or '.join(test.one_of)} was flagged"
    if test.about == "manifest":
        return "the list of files is missing"
    if test.about == "scope":
        return f"the scope is {' or '.join(SCOPES.get(value, value) for value in test.one_of)}"
    if test.about == "kind":
        return f"the kind is {' or '.join(values)}"
    return f"{test.about} is {' or '.join(values)}"
