"""Which column of a file gives which field of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.intake.problems import BadInput, Problem, Problems

CRITERION = "criterion:"
REQUIRED = ("scholar", "mentor", "overall")
FIELDS = (
    "form_id",
    "scholar",
    "mentor",
    "work",
    "overall",
    "cannot_say",  # as exports write it: the Overall is blank and this says why
    "confidence",
    "filed_on",
    "keep",
    "change",
)


@dataclass(frozen=True)
class Columns:
    """Positions of the fields in a row: plain ones by name, criteria by slug; the headers left over."""

    fields: Mapping[str, int]
    criteria: Mapping[str, int]
    ignored: tuple[str, ...]


def parse_map(given: Iterable[str]) -> dict[str, str]:
    """`COLUMN=FIELD` texts as {field: column}. A column's name may itself hold an equals sign.

    Raises `BadInput` for a text of another shape, an unknown field and a field given twice.
    """
    found: dict[str, str] = {}
    problems = []
    for text in given:
        column, separator, name = text.rpartition("=")
        column, name = column.strip(), name.strip()
        if not separator or not column:
            problems.append(Problem("map_shape", params={"given": text}))
        elif name not in FIELDS and not name.startswith(CRITERION):
            problems.append(Problem("map_field", params={"name": name, "known": _known_fields()}))
        elif name in found:
            problems.append(Problem("map_twice", field=name))
        found[name] = column
    if problems:
        raise BadInput("--map", problems)
    return found


def find(
    header: Sequence[str], mapping: Mapping[str, str], criteria: Iterable[str], problems: Problems
) -> Columns:
    """Where each field stands: mapped columns first, then columns that are named as a field.

    Raises `BadInput` if a mapped column is missing, a required field has none, or the rubric lacks a
    criterion.
    """
    position = {name: number for number, name in enumerate(header)}
    chosen: dict[str, int] = {}
    for name, column in mapping.items():
        if column in position:
            chosen[name] = position[column]
        else:
            problems.add("map_column", field=name, column=column, known=", ".join(header))
    for column, number in position.items():
        named = column in FIELDS or column.startswith(CRITERION)
        if named and column not in mapping and number not in chosen.values():
            chosen[column] = number
    for name in REQUIRED:
        if name not in chosen and name not in mapping:
            problems.add("field_missing", field=name, name=name, known=", ".join(header))
    levels = _criteria(chosen, header, frozenset(criteria), problems)
    problems.stop()
    return Columns(
        fields={name: number for name, number in chosen.items() if name in FIELDS},
        criteria=levels,
        ignored=tuple(name for name in header if position[name] not in chosen.values()),
    )


def _criteria(
    chosen: Mapping[str, int], header: Sequence[str], known: frozenset[str], problems: Problems
) -> dict[str, int]:
    found = {}
    for name, number in chosen.items():
        if not name.startswith(CRITERION):
            continue
        slug = name.removeprefix(CRITERION)
        if slug in known:
            found[slug] = number
        else:
            problems.add("criterion", field=header[number], slug=slug, known=", ".join(sorted(known)))
    return found


def _known_fields() -> str:
    return ", ".join([*FIELDS, f"{CRITERION}SLUG"])
