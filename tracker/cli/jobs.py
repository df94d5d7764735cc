"""Jobs from the console: which there are, how far one is, and stopping it or trying it again."""

from __future__ import annotations

import time
from pathlib import Path

import click
from sqlalchemy.orm import Session

from tracker.app import create_app
from tracker.cli import installation, progress
from tracker.cli.failures import Failure, RefusedByRule
from tracker.cli.installation import Installation
from tracker.jobs import actions, queries, words
from tracker.jobs.models import Job, JobState
from tracker.reasons import Refused
from tracker.web import catalogue

LOOK = 0.5


@click.command()
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--cancel", "act", flag_value="cancel", help="Stop it.")
@click.option("--retry", "act", flag_value="retry", help="Do it again, after it failed or was stopped.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many to list.")
@installation.in_directory()
def jobs(number: int | None, act: str | None, limit: int, directory: Path) -> None:
    """List the newest jobs, or follow one to its end, by its NUMBER, with a bar.

    Ends with 1 where the job failed or was stopped. Ctrl-C stops following, not the job.
    """
    if act and number is None:
        raise Failure(f"--{act}: say the number of the job; “tracker jobs” lists them")
    with installation.existing(directory) as opened:
        app = create_app(opened.settings, opened.engine)
        with app.test_request_context():
            if number is None:
                _list(opened, limit)
                return
            if act:
                _do(opened, number, act)
            ended = _followed(opened, number)
            if ended.state is not JobState.DONE:
                why = f": {words.error(ended)}" if ended.state is JobState.FAILED else ""
                raise RefusedByRule(f"job {number} {words.state(ended)}{why}")
            click.echo(f"Job {number} is done.")


def _list(opened: Installation, limit: int) -> None:
    with opened.reading() as session:
        rows = queries.newest(session, limit=limit)
        for row in reversed(rows):
            asked = row.job.asked_at.strftime("%Y-%m-%d %H:%M UTC")
            click.echo(f"{row.job.id:>6}  {asked}  {words.state(row.job):<13} {row.job.title}")
    if not rows:
        click.echo("No job was asked for yet.")


def _do(opened: Installation, number: int, act: str) -> None:
    with opened.session() as session:
        try:
            (actions.cancel if act == "cancel" else actions.retry)(session, None, _job(session, number))
        except Refused as refused:
            raise RefusedByRule(catalogue.sentence(refused.decision)) from None
        session.commit()


def _followed(opened: Installation, number: int) -> Job:
    """The job once it has ended."""
    warned = False
    with progress.bar(f"Job {number}", "") as show:
        while True:
            with opened.reading() as session:
                job = _job(session, number)
                silent = queries.nobody_works(session)
            if not job.is_open:
                return job
            if silent and not warned:
                click.echo("No worker is at work; “tracker worker” starts one.", err=True)
                warned = True
            show(job.done, job.total)
            time.sleep(LOOK)


def _job(session: Session, number: int) -> Job:
    found = queries.one(session, number)
    if found is None:
        raise Failure(f"NUMBER: there is no job {number}; “tracker jobs” lists them")
    return found.job
