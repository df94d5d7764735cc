"""The example files of docs/imports.md, as Airtable and Google Forms write them: in, again, and out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.intake.importing import Way, contents
from tracker import clock
from tracker.intake import all_kinds
from tracker.intake.models import ImportLine
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

EXAMPLES = Path(__file__).parent / "data" / "examples"
FILES = (
    ("people", "people-airtable.csv", {}, 4),
    ("people", "people-google-forms.csv", {"role": "scholar"}, 2),
    ("mentors", "mentors-airtable.csv", {}, 3),
    ("milestones", "milestones-google-forms.csv", {}, 3),
    ("history", "history.csv", {}, 2),
    ("outcomes", "outcomes-semicolons.csv", {}, 3),
    ("polls", "polls.csv", {}, 5),
)


def test_every_example_comes_in_says_nothing_new_again_and_goes_without_a_trace(
    session, make, cohort, tmp_path
):
    with clock.fixed(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        lea = make.role(make.person("Lea"), Role.LEAD, cohort, whole_program=True)
        stood, runs = [], []
        for name, file, options, lines in FILES:
            way = Way(session, all_kinds.named(name), cohort.program, cohort, lea, tmp_path)
            content = (EXAMPLES / file).read_bytes()
            stood.append(contents(session))
            run = way.applied(content, **options)
            runs.append((way, run))
            told = session.scalars(sa.select(ImportLine.problems).where(ImportLine.run_id == run.id)).all()
            assert run.counts["new"] == lines, (file, told)
            again = way.looked(content, **options)
            assert again.counts["unchanged"] == lines, (file, again.counts)
        for (way, run), before in zip(reversed(runs), reversed(stood), strict=True):
            way.undo(run)
            assert contents(session) == before, run.kind
