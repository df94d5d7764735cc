"""Writes of what exactly goes out: a list of files as it was given, and the files that were left here."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from tracker import audit, sealed
from tracker.people.models import Person
from tracker.reasons import no, require, yes
from tracker.releases import approvals, cases, contributor_queries, submission_queries
from tracker.releases.manifest import Manifest
from tracker.releases.models import Case
from tracker.releases.submission_models import ManifestVersion, StoredFile
from tracker.releases.submission_rules import may_change_files
from tracker.sealed import Seal

BODY, FILE = "manifest.body", "manifest.file"


def add(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    case: Case,
    manifest: Manifest,
    files: Mapping[str, bytes] | None = None,
) -> ManifestVersion:
    """Make this the list of what goes out. `files` by their paths are left here, sealed.

    The same list again is no new version. Another one ends an approval that was given for the last.
    """
    cases.hold(session, case)
    authors = contributor_queries.everybody(session, case).authors
    require(yes() if actor.id in authors else no("case_not_yours"))
    require(may_change_files(case.state), field="files")
    row = submission_queries.newest_manifest(session, case.id)
    if row is None or row.sha256 != manifest.digest:
        body = sealed.keep(session, seal, case.vault, BODY, manifest.canonical)
        number = row.number + 1 if row else 1
        row = ManifestVersion(
            case_id=case.id, number=number, sha256=manifest.digest, body_id=body.id, made_by_id=actor.id
        )
        session.add(row)
        session.flush()
        audit.note(
            session, actor, "release.manifest", row, program_id=case.program_id, case=case.id, number=number
        )
    _keep_files(session, seal, case, row, manifest, files or {})
    approvals.settle(session, case)
    return row


def _keep_files(
    session: Session,
    seal: Seal,
    case: Case,
    row: ManifestVersion,
    manifest: Manifest,
    files: Mapping[str, bytes],
) -> None:
    there = {position for _list, position in submission_queries.stored_files(session, [row.id])}
    for position, item in enumerate(manifest.items, 1):
        if item.path in files and position not in there:
            body = sealed.keep(session, seal, case.vault, FILE, files[item.path])
            session.add(StoredFile(manifest_id=row.id, position=position, body_id=body.id))
    session.flush()
