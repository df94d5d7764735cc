"""The small language of letters: variables in double braces and `if`, nothing else.

A text is checked when it is saved, so that no letter can fail on the day on which it is needed, and none
can leave out what its reader has a right to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from tracker.reasons import Decision, no, yes

MOST_CHARACTERS = 10_000
MOST_SUBJECT = 200
DEEPEST = 12
FILTERS = frozenset({"capitalize", "lower", "upper"})
_PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Not, nodes.And, nodes.Or)

_environment = SandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False, cache_size=0
)


def may_use(source: str, known: frozenset[str], needed: frozenset[str] = frozenset()) -> Decision:
    """Whether a text can be a letter: small, of known variables and `if` only, with all that is needed.

    What is needed has to stand where it is shown whenever there is any: outside every condition, or under
    its own.
    """
    if not source.strip():
        return no("letter_empty")
    if len(source) > MOST_CHARACTERS:
        return no("text_too_long", limit=MOST_CHARACTERS)
    try:
        raw = next((line for line, kind, _ in _environment.lex(source) if kind == "raw_begin"), None)
        if raw is not None:
            return no("letter_construct", line=raw)
        tree = _environment.parse(source)
        found = list(_walk(tree))
    except TemplateSyntaxError as error:
        return no("letter_syntax", line=error.lineno, problem=error.message or "")
    except RecursionError:
        return no("letter_too_deep", line=1, most=DEEPEST)
    for node, depth in found:
        decision = _may_hold(node, depth, known)
        if not decision:
            return decision
    missing = sorted(needed - _always_shown(tree))
    return no("letter_lacks", name=missing[0]) if missing else yes()


def render(source: str, values: Mapping[str, str]) -> str:
    """The text with its values put in. Only for a text that `may_use` has let through."""
    text = _environment.from_string(source).render(values)
    lines = [line.rstrip() for line in text.strip().splitlines()]
    # A condition that does not hold leaves its empty lines behind.
    return "\n".join(line for at, line in enumerate(lines) if line or lines[at - 1])


def _walk(node: nodes.Node, depth: int = 0) -> Iterator[tuple[nodes.Node, int]]:
    yield node, depth
    for child in node.iter_child_nodes():
        yield from _walk(child, depth + 1)


def _may_hold(node: nodes.Node, depth: int, known: frozenset[str]) -> Decision:
    if depth > DEEPEST:
        return no("letter_too_deep", line=node.lineno, most=DEEPEST)
    if isinstance(node, nodes.Name):
        if node.name not in known:
            return no("letter_unknown", line=node.lineno, name=node.name)
        return yes() if node.ctx == "load" else no("letter_construct", line=node.lineno)
    if isinstance(node, nodes.Filter):
        plain = not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)
        if node.name in FILTERS and plain and node.node is not None:
            return yes()
        return no("letter_filter", line=node.lineno, name=node.name, known=", ".join(sorted(FILTERS)))
    return yes() if isinstance(node, _PLAIN) else no("letter_construct", line=node.lineno)


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


def _named(node: nodes.Node | None) -> str:
    """The variable that is shown, through whatever filters; empty where it is none."""
    while isinstance(node, nodes.Filter):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""
