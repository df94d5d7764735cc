"""What is sealed stands in no import any more, and what nobody takes in goes with its file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.intake.importing import Way
from tests.intake.test_import_views import Done, newest
from tests.jobs import working
from tests.projects.gridding import filled
from tests.releases.spying import CANARY, word
from tracker import clock
from tracker.audit import broken_links
from tracker.db import Base
from tracker.intake import forgetting, jobs, judging, layouts, outcomes_kind, people_kind, runs_kind, undoing
from tracker.intake.models import ImportChange, ImportLine, ImportRun, RunState
from tracker.jobs import files
from tracker.jobs.models import JobState
from tracker.overview import daily
from tracker.projects import grid_actions, outcomes
from tracker.projects.outcome_models import Outcome, OutcomeKind, OutcomeStatus
from tracker.projects.outcome_rules import Content, Step

pytestmark = pytest.mark.any_database

HEAD = "Project,Kind,Title,Status,Where,What it says,Link\n"
TITLE, LINK = f"On {word('title')}", f"https://example.org/{word('link')}"
FILE = HEAD + f"Sprint 1,paper,{TITLE},submitted,{word('venue')},{word('words')},{LINK}\n"
TWO = FILE + f"Sprint 1,talk,{TITLE},accepted,,,\n"
# What an outcome says stands in its own rows, which queries close.
OWN = ("outcome", "outcome_link", "outcome_step", "sealed_text")
PEOPLE = "name,email,role\nNia Novak,nia@example.org,mentor\n"


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def way(session, cast, folder) -> Way:
    return Way(session, outcomes_kind.KIND, cast.program, cast.cohort, cast.lea, folder)


def told(session, folder: Path) -> dict[str, set[str]]:
    """Where canaries stand: table → their fields, and `files` for the bytes of what is kept."""
    session.flush()
    files.clean(session, folder)
    found: dict[str, set[str]] = {}
    for table in Base.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            if fields := set(CANARY.findall(repr(tuple(row)))):
                found[table.name] = found.get(table.name, set()) | fields
    for path in folder.iterdir():
        if fields := set(CANARY.findall(path.read_bytes().decode("latin-1"))):
            found["files"] = found.get("files", set()) | fields
    return {where: fields for where, fields in found.items() if where not in OWN}


def brought(session) -> Outcome:
    return session.scalars(sa.select(Outcome)).one()


def seal(session, person, outcome: Outcome) -> None:
    step = Step(OutcomeStatus.RESTRICTED, clock.today())
    outcomes.advance(session, person, outcome=outcome, step=step, base_version=outcome.version)


@pytest.fixture
def glanced(monkeypatch) -> None:
    """An upload looks at one line, so that a file that breaks off below it is only found out later."""
    monkeypatch.setattr(layouts, "SAMPLED", 1)


def test_a_sealed_outcome_stands_in_no_import_and_no_kept_file(way, session, cast, folder, glanced):
    added = way.applied(FILE)
    changed = way.applied(FILE.replace(word("venue"), "A journal").replace(LINK, "https://example.org/new"))
    undone = way.applied(FILE.replace("paper", "code").replace("submitted", "planned"))
    way.undo(undone)
    seen = way.looked(FILE + f"Sprint 1,talk,{TITLE},accepted,,,\nNowhere,paper,{TITLE},planned,,,\n")
    unread, unnamed = way.looked(TWO + f'"{TITLE}'), way.begun(FILE)
    before = told(session, folder)
    assert before["import_line"] == before["files"] == {"title", "venue", "words", "link"}
    assert before["import_run"] >= {"title"}
    assert before["import_change"] == {"venue", "link"}
    outcome = brought(session)
    seal(session, cast.ada.person, outcome)
    assert told(session, folder) == {}
    assert [run.state for run in (seen, unread, unnamed)] == [RunState.DROPPED] * 3
    assert [run.counts["lines"] for run in (added, changed, undone)] == [1, 1, 1]
    assert not list(broken_links(session))
    for run in (added, changed):  # as before: what was changed since is not taken back
        with pytest.raises(undoing.Built):
            way.undo(run)
    assert outcome.status is OutcomeStatus.RESTRICTED


@pytest.mark.parametrize("title", [TITLE, "Guessed"])
def test_a_file_that_comes_later_leaves_no_cell_of_what_stands_beside_it(way, session, cast, title):
    content = Content(OutcomeKind.PAPER, TITLE)
    step = Step(OutcomeStatus.WITHHELD, clock.today())
    outcomes.add(session, cast.ada.person, work=cast.sprint, content=content, step=step)
    run = way.looked(FILE.replace(TITLE, title) + f"Sprint 1,talk,{title},restricted,,,\n")
    kept = session.scalars(sa.select(ImportLine).where(ImportLine.run_id == run.id)).all()
    assert [line.cells for line in kept] == [[""] * 7] * 2
    assert word("title") not in repr([(line.problems, line.before, line.after) for line in kept])


def test_one_that_is_sealed_from_the_first_takes_earlier_files_with_it(way, session, cast, folder):
    way.undo(way.applied(FILE))
    way.looked(FILE)
    step = Step(OutcomeStatus.RESTRICTED, clock.today())
    outcomes.add(
        session, cast.ada.person, work=cast.sprint, content=Content(OutcomeKind.PAPER, TITLE), step=step
    )
    assert told(session, folder) == {}


def test_files_of_another_cohort_or_kind_stay(way, session, cast, make, folder):
    other = make.cohort(cast.program, "summer")
    make.work(make.enrolment(other), title="Sprint 1")
    elsewhere = Way(session, outcomes_kind.KIND, cast.program, other, cast.lea, folder).looked(FILE)
    people = Way(session, people_kind.KIND, cast.program, cast.cohort, cast.lea, folder).looked(PEOPLE)
    way.applied(FILE)
    seal(session, cast.ada.person, brought(session))
    assert (elsewhere.state, people.state) == (RunState.LOOKED, RunState.LOOKED)
    assert elsewhere.file.removed_at is people.file.removed_at is None
    assert session.scalar(sa.select(sa.func.count()).where(ImportLine.run_id == elsewhere.id)) == 1


def test_runs_go_with_the_outcome_whose_evidence_they_are(way, session, cast, folder):
    grid = filled(session, cast.ada.person, cast.sprint)
    rows = f"size,seed,score\n0.3,77,{word('figure')}\n"
    runs = Way(session, runs_kind.KIND, cast.program, cast.cohort, cast.ada.person, folder)
    way.applied(FILE)
    outcome = brought(session)
    seal(session, cast.ada.person, outcome)
    seen = runs.looked(rows)
    assert told(session, folder) == {"import_line": {"figure"}, "import_run": {"figure"}, "files": {"figure"}}
    grid_actions.attach(session, cast.ada.person, grid=grid, outcome=outcome)
    assert (seen.state, told(session, folder)) == (RunState.DROPPED, {})


def test_the_page_says_why_the_lines_are_gone(client, way, session, cast):
    lea = client.sign_in(cast.lea)
    run, seen = way.applied(FILE + "Nowhere,paper,Other,planned,,,\n"), way.looked(FILE)
    url = f"/programs/north/imports/{run.id}"
    assert TITLE in lea.get(url)
    assert lea.get(f"{url}/refused.csv").status == 200
    seal(session, cast.ada.person, brought(session))
    session.commit()
    page = lea.get(url)
    assert "Its lines are not kept any more" in page
    assert word("title") not in page.html
    assert lea.get(f"{url}/refused.csv").status == 404
    assert word("title") not in lea.get(f"{url}/undo").html
    assert "an outcome of its cohort came under restriction" in lea.get(f"/programs/north/imports/{seen.id}")


def test_a_preview_under_way_keeps_nothing_of_a_file_that_is_dropped(way, session, cast, folder, monkeypatch):
    monkeypatch.setattr(judging, "PART", 1)
    run = way.mapped(FILE + f"Sprint 1,talk,{TITLE} again,accepted,,,\n")
    run.state = RunState.LOOKING
    run.job = working.asked(session, cast, cast.lea)
    session.flush()

    class Meanwhile(Done):
        def progress(self, done, total=None, doing="") -> None:
            content, step = Content(OutcomeKind.PAPER, TITLE), Step(OutcomeStatus.WITHHELD, clock.today())
            outcomes.add(session, cast.ada.person, work=cast.sprint, content=content, step=step)

    assert jobs.look(Meanwhile(session, run, folder.parent)) == {}
    assert (run.state, told(session, folder)) == (RunState.DROPPED, {})


def test_what_nobody_takes_in_goes_after_its_day_and_what_is_in_keeps_no_file(way, session, cast, glanced):
    looked, failed, unnamed = way.looked(FILE), way.looked(TWO + '"open'), way.begun(FILE)
    applied = way.applied(HEAD + "Sprint 1,talk,Another,accepted,,,\n")
    late = clock.now() + timedelta(days=30)
    for run in (looked, failed, unnamed, applied):
        run.file.keep_until = late
    step = daily.STEPS[daily.OLD_IMPORTS]
    assert step.due(session, cast.program)
    assert step.do(session, cast.program) == 1
    assert applied.file.removed_at is not None
    with clock.fixed(late - timedelta(seconds=1)):
        assert not step.due(session, cast.program)
    with clock.fixed(late):
        assert step.do(session, cast.program) == 3
        assert not step.due(session, cast.program)
    assert {run.state for run in (looked, failed, unnamed)} == {RunState.DROPPED}
    assert (applied.state, applied.counts["new"]) == (RunState.APPLIED, 1)
    assert session.scalars(sa.select(ImportLine.run_id).distinct()).all() == [applied.id]
    way.undo(applied)
    assert session.scalar(sa.select(sa.func.count()).select_from(ImportChange)) == 0


@pytest.mark.parametrize("ended", [None, JobState.FAILED])
def test_one_that_a_job_is_at_is_left_until_the_job_has_ended(way, session, cast, ended):
    run = way.looked(FILE)
    run.state, run.file.keep_until = RunState.APPLYING, clock.now()
    run.job = working.asked(session, cast, cast.lea)
    session.flush()
    if ended:
        working.ended(session, run.job, ended, error={"code": "job_broke", "params": {}})
    assert forgetting.tidy(session, cast.program) == (1 if ended else 0)
    assert newest(session).state is (RunState.DROPPED if ended else RunState.APPLYING)


def test_the_day_looks_into_no_other_program(way, session, make):
    run = way.looked(FILE)
    run.file.keep_until = clock.now()
    assert forgetting.tidy(session, make.program("west")) == 0
    assert session.get_one(ImportRun, run.id).state is RunState.LOOKED
