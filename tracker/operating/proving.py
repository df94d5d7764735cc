"""Proves a copy before anything rests on it: each check says what it found wrong, and the next goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from tracker import audit, schema, sealed
from tracker.operating import copy_facts
from tracker.operating.copy_facts import FILES, MANIFEST, SUM, SUMS, Facts, Manifest
from tracker.operating.words import plain

# So many lines of one check are said; a file that is cut in half has thousands.
MOST = 20


class NotProven(RuntimeError):
    """A copy that is not what was copied. `problems` name the file or row, and the check that found it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Parts:
    """What stands in the sums of a copy: the SHA-256 in hex by name."""

    sums: dict[str, str]
    problems: list[str] = field(default_factory=list)


@dataclass
class Opened:
    """Sealed texts that open, and those whose master key was not given."""

    opened: int = 0
    closed: int = 0


def parts(place: Path) -> Parts:
    """The sums of a copy, and how they differ from what lies beside them. Reads every byte of the copy."""
    try:
        text = (place / SUMS).read_bytes().decode("ascii")
    except FileNotFoundError:
        raise NotProven([f"{place} is no copy: {SUMS} is missing"]) from None
    except UnicodeDecodeError:
        raise NotProven([f"{SUMS}: not a list of sums (changed bytes)"]) from None
    found = Parts({})
    for number, line in enumerate(text.split("\n")[:-1], 1):
        match = SUM.fullmatch(line)
        if match is None or match[2] in found.sums or ".." in match[2].split("/"):
            found.problems.append(f"{SUMS}: line {number} is no sum of a file of this copy")
        else:
            found.sums[match[2]] = match[1]
    if not found.problems and copy_facts.sums_text(found.sums) != text:
        found.problems.append(f"{SUMS}: not as it was written (order, or its last line is cut off)")
    there = set(copy_facts.names_in(place))
    found.problems.extend(f"{name}: missing from the copy" for name in sorted(found.sums.keys() - there))
    more = sorted(there - found.sums.keys())
    found.problems.extend(f"{name}: in the copy, but not in {SUMS}" for name in more)
    for name in sorted(found.sums.keys() & there):
        path = place / name
        if path.is_symlink() or copy_facts.sum_of(path) != found.sums[name]:
            found.problems.append(f"{name}: its SHA-256 is not the one in {SUMS}")
    return found


def manifest(place: Path) -> Manifest:
    """Raises `NotProven`."""
    try:
        return copy_facts.read_manifest((place / MANIFEST).read_bytes().decode())
    except (OSError, ValueError) as error:
        raise NotProven([f"{MANIFEST}: {plain(error)}"]) from error


def revision(told: Manifest) -> Iterator[str]:
    if told.facts.revision not in schema.revisions():
        yield f"{MANIFEST}: of revision {told.facts.revision or '(none)'}, which this program does not know"


def structure(connection: Connection) -> Iterator[str]:
    """What SQLite says of the file and of rows that point nowhere; PostgreSQL checks both as it restores."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})"):
        if said != "ok":
            yield f"database: {' '.join(said.split())} (integrity check)"
    for table, row, parent, _index in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST):
        yield f"database: row {row} of {table} points to no row of {parent} (foreign keys)"


def facts(found: Facts, told: Facts) -> Iterator[str]:
    """How a database differs from what the manifest tells of it."""
    if found.revision != told.revision:
        yield f"database: at {found.revision or 'no revision'}, and the manifest says {told.revision}"
    for table in sorted(found.rows.keys() | told.rows.keys()):
        counted, said = found.rows.get(table), told.rows.get(table)
        if counted != said:
            yield f"database: {table} has {_rows(counted)}, and the manifest says {_rows(said)}"
    for chain in sorted(found.heads.keys() | told.heads.keys()):
        if found.heads.get(chain) != told.heads.get(chain):
            yield f"database: the audit chain {chain} does not end as the manifest says"


def chain(session: Session) -> Iterator[str]:
    """The entries of the audit trail at which a chain does not hold."""
    for entry in audit.broken_links(session):
        row = f"row {entry.id} of audit_entry" if entry.id is not None else "a row of audit_entry"
        yield f"database: {row}, {entry.chain} {entry.position}: changed, moved or missing (audit chain)"


def files(connection: Connection, parts: Parts, lost: Iterable[str]) -> Iterator[str]:
    """Kept files whose row tells of other bytes than lie in the copy."""
    given = set(lost)
    for one in copy_facts.stored(connection):
        if one.key not in given and parts.sums.get(f"{FILES}/{one.key}") != one.sha256:
            yield f"{FILES}/{one.key}: not the bytes that row {one.key} of kept_file tells of"


def texts(session: Session, seal: sealed.Seal, counts: Opened) -> Iterator[str]:
    """Sealed texts that do not open with the keys given. Shows nothing of them; counts into `counts`."""
    wrapped = sa.select(sealed.Vault).where(sealed.Vault.wrapped_key.is_not(None)).order_by(sealed.Vault.id)
    by_master: dict[int, list[sealed.Vault]] = {}
    for vault in session.scalars(wrapped):
        by_master.setdefault(vault.master_id, []).append(vault)
    for number, vaults in by_master.items():
        if number not in seal.keys:
            held = sa.select(sa.func.count()).select_from(sealed.SealedText).join(sealed.Vault)
            counts.closed += session.scalar(held.where(sealed.Vault.master_id == number)) or 0
            continue
        wrong = [problem for vault in vaults for problem in _texts(session, seal, vault, counts)]
        if len(wrong) == len(vaults) > 1 and not counts.opened:
            yield f"database: master key {number} is another one than sealed its {len(vaults)} cases"
        else:
            yield from wrong


def _texts(session: Session, seal: sealed.Seal, vault: sealed.Vault, counts: Opened) -> list[str]:
    inside = sa.select(sealed.SealedText).where(sealed.SealedText.vault_id == vault.id)
    try:
        key = sealed.vault_key(seal, vault)
        for text in session.scalars(inside.execution_options(yield_per=100)):
            sealed.decrypted(key, text)
            counts.opened += 1
    except sealed.SealBroken as broken:
        return [f"database: {broken} (sealed texts)"]
    return []


def said(check: Iterable[str]) -> list[str]:
    """The first problems that a check finds; what it stumbles over is one of them."""
    found: list[str] = []
    try:
        for problem in check:
            found.append(problem)
            if len(found) == MOST:
                return [*found, "… and more of these"]
    except (DatabaseError, sqlite3.Error, ValueError, LookupError) as error:
        # Of bytes that are changed anything may be read, such as a state that there is none of.
        found.append(f"database: cannot be read to its end: {plain(error)}")
    return found


def _rows(count: int | None) -> str:
    return "no such table" if count is None else f"{count} rows"
