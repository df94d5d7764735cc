"""The small language of letters and mails: variables in double braces and `if`, nothing else.

A text is checked when it is saved, so that none can fail on the day on which it is needed, and none can leave
out what its reader has a right to. Without loops, calls and attributes a text is as long as what it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tracker.reasons import Decision, no, yes

MOST_CHARACTERS = 10_000
MOST_SUBJECT = 200
DEEPEST = 12
FILTERS = frozenset({"capitalize", "lower", "upper"})
_PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Not, nodes.And, nodes.Or)

_TYPED = {
    "Assign": "set",
    "AssignBlock": "set",
    "Call": "( )",
    "CondExpr": "if … else",
    "Const": "a value",
    "FilterBlock": "filter",
    "FromImport": "import",
    "Getitem": "[ ]",
    "TemplateData": "a value",
    "Test": "is",
}

_environment = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False, cache_size=0
)


@dataclass(frozen=True)
class Text:
    """A subject and a text, with their variables."""

    subject: str
    body: str


def may_use(source: str, known: frozenset[str], needed: frozenset[str] = frozenset()) -> Decision:
    """Whether a text is small, of known variables and `if` only, and shows all that is needed.

    What is needed has to stand where it is shown whenever there is any: outside every condition, or under
    its own.
    """
    if not source.strip():
        return no("wording_empty")
    if len(source) > MOST_CHARACTERS:
        return no("text_too_long", limit=MOST_CHARACTERS)
    try:
        raw = next((line for line, kind, _ in _environment.lex(source) if kind == "raw_begin"), None)
        if raw is not None:
            return no("wording_construct", line=raw, name="raw")
        tree = _environment.parse(source)
        found = list(_walk(tree))
    except TemplateSyntaxError as error:
        return no("wording_syntax", line=error.lineno, problem=error.message or "")
    except RecursionError:
        return no("wording_too_deep", line=1, most=DEEPEST)
    for node, depth in found:
        decision = _may_hold(node, depth, known)
        if not decision:
            return decision
    missing = sorted(needed - _always_shown(tree))
    return no("wording_lacks", name=missing[0]) if missing else yes()


def render(source: str, values: Mapping[str, str]) -> str:
    """The text with its values put in. Only for a text that `may_use` has let through."""
    text = _environment.from_string(source).render(values)
    lines = [line.rstrip() for line in text.strip().splitlines()]
    # A condition that does not hold leaves its empty lines behind.
    return "\n".join(line for at, line in enumerate(lines) if line or lines[at - 1])


def always_shown(source: str) -> frozenset[str]:
    """The variables that a text, one that `may_use` lets through, shows whenever they hold something."""
    return _always_shown(_environment.parse(source))


def _walk(node: nodes.Node, depth: int = 0) -> Iterator[tuple[nodes.Node, int]]:
    yield node, depth
    for child in node.iter_child_nodes():
        yield from _walk(child, depth + 1)


def _may_hold(node: nodes.Node, depth: int, known: frozenset[str]) -> Decision:
    if depth > DEEPEST:
        return no("wording_too_deep", line=node.lineno, most=DEEPEST)
    if isinstance(node, nodes.Name):
        if node.name not in known:
            return no("wording_unknown", line=node.lineno, name=node.name)
        return yes() if node.ctx == "load" else no("wording_construct", line=node.lineno, name="set")
    if isinstance(node, nodes.Filter):
        plain = not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)
        if node.name in FILTERS and plain and node.node is not None:
            return yes()
        return no("wording_filter", line=node.lineno, name=node.name, known=", ".join(sorted(FILTERS)))
    return yes() if isinstance(node, _PLAIN) else no("wording_construct", line=node.lineno, name=_said(node))


def _said(node: nodes.Node) -> str:
    """What somebody typed that is not possible, as they would recognise it."""
    if isinstance(node, nodes.Getattr):
        return f".{node.attr}"
    return _TYPED.get(type(node).__name__, type(node).__name__.lower())


def _always_shown(tree: nodes.Template) -> frozenset[str]:
    """The variables that the text shows whenever they hold something."""
    return frozenset(_shown(tree.body, frozenset()))


def _shown(body: list[nodes.Node], under: frozenset[str] | None) -> Iterator[str]:
    """`under` names the variables that the conditions around ask for; None where they ask for more."""
    for node in body:
        if isinstance(node, nodes.Output):
            names = {_named(part) for part in node.nodes} - {""}
            yield from (name for name in names if under is not None and under <= {name})
        elif isinstance(node, nodes.If):
            asked = node.test.name if isinstance(node.test, nodes.Name) else None
            inside = None if asked is None or under is None else under | {asked}
            yield from _shown(node.body, inside)
            yield from _in_all_branches(node, under)


def _in_all_branches(node: nodes.If, under: frozenset[str] | None) -> frozenset[str]:
    """What is shown whichever way a condition with an `else` goes."""
    branches = [node.body, *(other.body for other in node.elif_), node.else_]
    return frozenset.intersection(*(frozenset(_shown(branch, under)) for branch in branches))


def _named(node: nodes.Node | None) -> str:
    """The variable that is shown, through whatever filters; empty where it is none."""
    while isinstance(node, nodes.Filter):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""
