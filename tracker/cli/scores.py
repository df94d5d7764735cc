"""Make scores outside of any page, for cohorts too large to wait for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tracker import clock
from tracker.cli import installation, progress
from tracker.cli.failures import Failure
from tracker.cli.installation import Installation
from tracker.cohorts import queries
from tracker.cohorts.models import Cohort
from tracker.evaluations import scores
from tracker.evaluations.score_models import Audience


@click.command()
@click.option("--program", "program_slug", metavar="SLUG", help="Only this program's cohorts.")
@click.option("--cohort", "cohort_slug", metavar="SLUG", help="Only this cohort of the program.")
@installation.in_directory()
def refresh_scores(program_slug: str | None, cohort_slug: str | None, directory: Path) -> None:
    """Make the scores whose inputs changed."""
    failed: list[str] = []
    with installation.existing(directory) as opened:
        cohorts = _chosen(opened, program_slug, cohort_slug)
        with progress.bar("Making the scores", "cohorts") as show:
            for done, cohort in enumerate(cohorts, start=1):
                click.echo(f"{_name(cohort)}: {_refresh(opened, cohort, failed)}")
                show(done, len(cohorts))
    if failed:
        raise click.ClickException(
            f"the fit did not settle for {', '.join(failed)}; their pages go on showing the last score and"
            " its time, and the other cohorts are done"
        )


def _chosen(opened: Installation, program_slug: str | None, cohort_slug: str | None) -> Sequence[Cohort]:
    if cohort_slug is not None and program_slug is None:
        raise Failure("--cohort: say with --program whose cohort it is")
    with opened.reading() as session:
        if program_slug is None:
            return queries.every(session)
        if cohort_slug is not None:
            return [installation.cohort_named(session, program_slug, cohort_slug)]
        return queries.every(session, program_id=installation.program_named(session, program_slug).id)


def _refresh(opened: Installation, cohort: Cohort, failed: list[str]) -> str:
    """Fit while only reading, so that nobody who writes has to wait; then keep both audiences at once."""
    today, found, settled = clock.today(cohort.program.time_zone), [], True
    with opened.reading() as session:
        for audience in Audience:
            try:
                shown = scores.refit(session, cohort, audience, today)
            except scores.NotConverged:
                settled = False
            else:
                found += [shown] if shown is not None else []
    fresh = [shown for shown in found if not shown.kept]
    with opened.session() as session:
        for shown in fresh:
            scores.keep(session, shown)
        session.commit()
    if not settled:
        failed.append(_name(cohort))
        return "did not settle"
    if not found:
        return "no rating yet"
    seconds = sum(shown.seconds for shown in fresh)
    return f"new scores in {seconds:.1f} s" if fresh else "nothing changed"


def _name(cohort: Cohort) -> str:
    return f"{cohort.program.slug}/{cohort.slug}"
