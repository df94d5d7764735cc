"""`tracker refresh-scores`: makes what changed, says so of each cohort, goes on where one fails."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cli.test_setup import refusal
from tracker import clock, db
from tracker.cohorts.models import Program
from tracker.evaluations.score_models import Audience, ScoreSnapshot, ScoringSettings

IN_COHORT = ("--program", "north", "--cohort", "winter")
RATINGS = ((7, 1, 4), (7, 2, 5), (8, 1, 3), (8, 2, 3), (9, 1, 2), (9, 2, 2), (10, 1, 4))


def intake(run, tmp_path, ratings, cohort="winter"):
    path = tmp_path / "past.csv"
    path.write_text("scholar,mentor,overall\n" + "".join(f"{s},{m},{y}\n" for s, m, y in ratings))
    done = run("import", "forms", str(path), "--program", "north", "--cohort", cohort, "--create-people")
    assert done.exit_code == 0, done.output


def snapshots(folder):
    engine = db.make_engine(f"sqlite:///{folder / 'tracker.sqlite3'}")
    with Session(engine) as session:
        found = session.execute(sa.select(ScoreSnapshot.cohort_id, ScoreSnapshot.audience)).all()
    engine.dispose()
    return sorted((cohort, audience.value) for cohort, audience in found)


def test_a_cohort_without_ratings_is_named(run):
    done = run("refresh-scores")
    assert (done.exit_code, done.stdout.strip()) == (0, "north/winter: no rating yet")


def test_scores_are_made_once_for_both_audiences(run, folder, tmp_path):
    intake(run, tmp_path, RATINGS)
    first, second = run("refresh-scores"), run("refresh-scores", *IN_COHORT)
    assert first.stdout.startswith("north/winter: new scores in ")
    assert second.stdout.strip() == "north/winter: nothing changed"
    assert [audience for _cohort, audience in snapshots(folder)] == sorted(Audience)


def test_a_new_form_makes_a_new_score(run, folder, tmp_path):
    intake(run, tmp_path, RATINGS)
    run("refresh-scores")
    intake(run, tmp_path, ((10, 2, 5),))
    assert "new scores" in run("refresh-scores").stdout
    assert len(snapshots(folder)) == 4


def test_a_cohort_that_does_not_settle_is_named_and_the_others_are_done(run, folder, tmp_path):
    assert run("create", "program", "south", "--name", "South").exit_code == 0
    days = ("--training", "2026-01-05:2026-03-15")
    made = run("create", "cohort", "spring", "--program", "south", "--name", "Spring", *days)
    assert made.exit_code == 0, made.output
    intake(run, tmp_path, RATINGS)
    hopeless(folder)
    path = tmp_path / "other.csv"
    path.write_text("scholar,mentor,overall\n" + "".join(f"{s},{m},{y}\n" for s, m, y in RATINGS))
    place = ("--program", "south", "--cohort", "spring", "--create-people")
    assert run("import", "forms", str(path), *place).exit_code == 0
    with pytest.warns(RuntimeWarning):
        done = run("refresh-scores")
    assert done.exit_code == 1
    assert "did not settle for north/winter" in done.stderr
    assert "north/winter: did not settle" in done.stdout
    assert "south/spring: new scores" in done.stdout
    assert len(snapshots(folder)) == 2


def hopeless(folder):
    """Settings of the program that no fit can settle under."""
    engine = db.make_engine(f"sqlite:///{folder / 'tracker.sqlite3'}")
    tiny = dict.fromkeys(("share_severity", "share_fit", "share_luck", "share_error"), 1e-300)
    with Session(engine) as session:
        program = session.scalars(sa.select(Program).where(Program.slug == "north")).one()
        row = ScoringSettings(program_id=program.id, version=1, k_low=0.8, k_high=1.6, bar=2.0)
        row.share_ability, row.changed_at = 1.0, clock.now()
        for name, share in tiny.items():
            setattr(row, name, share)
        session.add(row)
        session.commit()
    engine.dispose()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--cohort", "winter"), "--cohort: say with --program whose cohort it is"),
        (("--program", "east"), "--program: there is no program “east”"),
        (("--program", "north", "--cohort", "may"), "--cohort: there is no cohort “may”"),
    ],
)
def test_what_is_not_there_is_named(run, arguments, words):
    assert words in refusal(run("refresh-scores", *arguments))
