"""Reads of what an author handed in, and of what stands now in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.releases import contributor_queries
from tracker.releases.checklist_parts import Answer, Facts
from tracker.releases.models import Case
from tracker.releases.parts import Scope, Tier
from tracker.releases.submission_models import CaseAnswer, ManifestVersion, StoredFile, Submission
from tracker.releases.submission_rules import binding
from tracker.sealed import SealedText

WHERE_TO = "A2"


@dataclass(frozen=True)
class Live:
    """What stands now: the newest list of files, scope and venue as answered, everybody who contributed."""

    manifest: ManifestVersion | None
    scope: Scope | None
    venue_id: int | None
    contributors: tuple[str, ...]

    @property
    def binding(self) -> str | None:
        """What contributors sign and approvals bind to; None while there are no files or no scope."""
        sha = self.manifest.sha256 if self.manifest else None
        return binding(sha, self.scope, self.venue_id, self.contributors)


def of_work(session: Session, work_id: int) -> Sequence[Case]:
    """The releases planned for a work, the newest first."""
    found = sa.select(Case).where(Case.work_id == work_id)
    return session.scalars(found.order_by(Case.year.desc(), Case.number.desc())).all()


def current(session: Session, case: Case) -> Submission | None:
    """What was handed in last; None before the first time."""
    found = sa.select(Submission).where(Submission.case_id == case.id)
    return session.scalars(
        found.options(joinedload(Submission.manifest)).order_by(Submission.number.desc()).limit(1)
    ).first()


def all_of(session: Session, case_id: int) -> Sequence[Submission]:
    """Everything that was handed in, the first first."""
    found = sa.select(Submission).where(Submission.case_id == case_id).order_by(Submission.number)
    return session.scalars(found.options(joinedload(Submission.manifest))).all()


def live(session: Session, case: Case) -> Live:
    """What stands now, whatever was handed in before."""
    row = session.get(CaseAnswer, (case.id, WHERE_TO), populate_existing=True)
    chosen = [Scope(one) for one in row.chosen] if row else []
    return Live(
        newest_manifest(session, case.id),
        chosen[0] if len(chosen) == 1 else None,
        row.text_id if row else None,
        contributor_queries.everybody(session, case).keys,
    )


def manifests(session: Session, case_id: int) -> Sequence[ManifestVersion]:
    """Every list of files that a case had, the newest first."""
    found = sa.select(ManifestVersion).where(ManifestVersion.case_id == case_id)
    return session.scalars(
        found.options(joinedload(ManifestVersion.body)).order_by(ManifestVersion.number.desc())
    ).all()


def newest_manifest(session: Session, case_id: int) -> ManifestVersion | None:
    """The list of files as it stands now."""
    found = sa.select(ManifestVersion).where(ManifestVersion.case_id == case_id)
    return session.scalars(
        found.options(joinedload(ManifestVersion.body)).order_by(ManifestVersion.number.desc()).limit(1)
    ).first()


def stored_files(session: Session, manifest_ids: Sequence[int]) -> dict[tuple[int, int], StoredFile]:
    """(list, line) → the file that was left here, with its sealed body not loaded twice."""
    found = sa.select(StoredFile).where(StoredFile.manifest_id.in_(manifest_ids))
    return {(one.manifest_id, one.position): one for one in session.scalars(found)}


def stored_file(session: Session, case_id: int, manifest_id: int, position: int) -> SealedText | None:
    """A file that was left here with a list of this case."""
    found = (
        sa.select(SealedText)
        .join(StoredFile, StoredFile.body_id == SealedText.id)
        .join(ManifestVersion, ManifestVersion.id == StoredFile.manifest_id)
        .where(
            ManifestVersion.case_id == case_id,
            StoredFile.manifest_id == manifest_id,
            StoredFile.position == position,
        )
    )
    return session.scalars(found).one_or_none()


def texts(session: Session, submission: Submission) -> list[SealedText]:
    """The sealed words of what was handed in, to be opened for a page."""
    ids = {one for answer in submission.answers.values() for one in (answer["text"], answer["why"]) if one}
    return list(session.scalars(sa.select(SealedText).where(SealedText.id.in_(ids)).order_by(SealedText.id)))


def answers(submission: Submission, opened: Mapping[int, str]) -> dict[str, Answer]:
    """The answers that were handed in, their words from what was opened."""
    return {
        item: Answer(tuple(answer["chosen"]), opened.get(answer["text"], ""), opened.get(answer["why"], ""))
        for item, answer in submission.answers.items()
    }


def facts(case: Case, submission: Submission, *, area_tier: Tier = Tier.EXPEDITED) -> Facts:
    """What was known of the case beside its answers when it was handed in."""
    return Facts(
        kind=case.kind,
        scope=submission.scope,
        derivative=case.derived_from_id is not None,
        area=case.area,
        area_tier=area_tier,
        formal_asked=case.formal_asked,
    )
