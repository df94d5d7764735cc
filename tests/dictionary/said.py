"""What the models say of their tables and columns: docstrings, and comments above or beside a column."""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import sqlalchemy as sa

from tracker import schema
from tracker.db import Base

_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z`])")


@dataclass(frozen=True)
class Told:
    """A table with the room and module it stands in; `columns` holds what was said of each, or nothing."""

    module: ModuleType
    model: type[Base]
    text: str
    columns: dict[str, str]

    @property
    def table(self) -> sa.Table:
        table = self.model.__table__
        assert isinstance(table, sa.Table)
        return table


def tables() -> Iterator[Told]:
    """Every table, in the order of the schema's list of models."""
    for module in schema.ALL_MODELS:
        source = inspect.getsource(module)
        alone, beside = _comments(source)
        for node in ast.parse(source).body:
            model = getattr(module, node.name, None) if isinstance(node, ast.ClassDef) else None
            if isinstance(node, ast.ClassDef) and isinstance(model, type) and issubclass(model, Base):
                yield _told(module, model, node, alone, beside)


def _comments(source: str) -> tuple[dict[int, str], dict[int, str]]:
    """Line → the comment that stands alone on it, or that stands beside code."""
    alone: dict[int, str] = {}
    beside: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            where = alone if token.line.lstrip().startswith("#") else beside
            where[token.start[0]] = token.string.removeprefix("#").strip()
    return alone, beside


def _told(
    module: ModuleType, model: type[Base], node: ast.ClassDef, alone: dict[int, str], beside: dict[int, str]
) -> Told:
    text = " ".join((ast.get_docstring(node) or "").split())
    sentences = _SENTENCE.split(text)
    columns: dict[str, str] = {}
    for line in node.body:
        if not isinstance(line, ast.AnnAssign) or not isinstance(line.target, ast.Name):
            continue
        name, above, at = line.target.id, list[str](), line.lineno - 1
        while at in alone:
            above.insert(0, alone[at])
            at -= 1
        trailing = [
            beside[at] for at in range(line.lineno, (line.end_lineno or line.lineno) + 1) if at in beside
        ]
        comment = " ".join(one for one in (*above, *trailing) if not one.startswith(("type:", "noqa")))
        said = [_ended(comment)] if comment else []
        columns[name] = " ".join([*said, *(_ended(one) for one in sentences if f"`{name}`" in one)])
    return Told(module, model, text, columns)


def _ended(sentence: str) -> str:
    plain = sentence.strip().rstrip(";")
    whole = plain[:1].upper() + plain[1:]
    return whole if whole.endswith((".", "?", "!")) else f"{whole}."
