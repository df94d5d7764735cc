"""What a copy says of itself: its manifest, and the sums of all that lies in it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tracker import schema

FORMAT = 1
MANIFEST, SUMS, FILES = "manifest.json", "SHA256SUMS", "files"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# As sha256sum writes and reads it.
SUM = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._/-]*)")


class BadManifest(ValueError):
    """A manifest that cannot be read; the words say what is wrong with it."""


@dataclass(frozen=True)
class Stored:
    """A kept file as its row has it. `size` in bytes, `sha256` in hex."""

    key: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Facts:
    """What a database holds, to be found again in a copy of it.

    `rows` counts each table; `heads` has the last position and hash of each audit chain; `masters` are
    the numbers of the master keys without which sealed texts stay closed.
    """

    revision: str
    rows: Mapping[str, int]
    heads: Mapping[str, tuple[int, str]]
    masters: tuple[int, ...]


@dataclass(frozen=True)
class Manifest:
    """`lost` are keys of kept files that had gone, or held other bytes than their row says, by then."""

    made_at: datetime
    kind: str
    facts: Facts
    lost: tuple[str, ...]

    @property
    def database(self) -> str:
        return DATABASE[self.kind]

    def text(self) -> str:
        said = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "kind": self.kind,
            "revision": self.facts.revision,
            "rows": dict(self.facts.rows),
            "heads": {chain: list(head) for chain, head in self.facts.heads.items()},
            "masters": list(self.facts.masters),
            "lost": list(self.lost),
        }
        return json.dumps(said, indent=1, sort_keys=True) + "\n"


def read_manifest(text: str) -> Manifest:
    """Raises `BadManifest`."""
    try:
        said: dict[str, Any] = json.loads(text)
        if said["format"] != FORMAT:
            raise BadManifest(f"a copy of format {said['format']}, which this program does not know")
        heads = {str(chain): (int(position), str(end)) for chain, (position, end) in said["heads"].items()}
        rows = {str(table): int(count) for table, count in said["rows"].items()}
        facts = Facts(str(said["revision"]), rows, heads, tuple(map(int, said["masters"])))
        made_at, kind = datetime.fromisoformat(said["made_at"]), str(said["kind"])
        if made_at.tzinfo is None or kind not in DATABASE:
            raise BadManifest(f"made at {made_at}, of the kind {kind!r}")
        return Manifest(made_at, kind, facts, tuple(map(str, said["lost"])))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, BadManifest):
            raise
        raise BadManifest("not a manifest of a copy") from error


def facts(connection: Connection) -> Facts:
    """What the database holds, in one statement a table; whatever revision it is at."""
    names = sorted(set(sa.inspect(connection).get_table_names()) - {schema.VERSIONS})
    rows = {name: _count(connection, name) for name in names}
    heads, masters = {}, ()
    if "audit_head" in names:
        found = connection.execute(sa.text("SELECT chain, position, hash FROM audit_head ORDER BY chain"))
        heads = {chain: (position, end) for chain, position, end in found}
    if "vault" in names:
        asked = "SELECT DISTINCT master_id FROM vault WHERE wrapped_key IS NOT NULL ORDER BY master_id"
        masters = tuple(connection.scalars(sa.text(asked)))
    return Facts(schema.revision(connection) or "", rows, heads, masters)


def stored(connection: Connection) -> Iterator[Stored]:
    """The kept files whose bytes are to be there."""
    if not sa.inspect(connection).has_table("kept_file"):
        return
    asked = "SELECT key, name, size, sha256 FROM kept_file WHERE removed_at IS NULL ORDER BY id"
    for key, name, size, sha256 in connection.execute(sa.text(asked)):
        yield Stored(key, name, size, sha256)


def names_in(place: Path) -> list[str]:
    """All files of a copy by their names in it, but for the sums themselves."""
    found = (path for path in place.rglob("*") if not path.is_dir() or path.is_symlink())
    return sorted(name for path in found if (name := path.relative_to(place).as_posix()) != SUMS)


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums_text(sums: Mapping[str, str]) -> str:
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def _count(connection: Connection, table: str) -> int:
    found: int = connection.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one()
    return found
