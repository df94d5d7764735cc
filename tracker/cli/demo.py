"""Start a filled application to look around in."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click
import sqlalchemy as sa

from tracker.app import create_app
from tracker.cli import demo_folder, installation
from tracker.cli.child import Child
from tracker.cli.installation import Installation
from tracker.cli.serve import address, at_port, listen, run, with_worker
from tracker.cohorts.models import Cohort
from tracker.demo.build import Login
from tracker.demo.stages import Stage


@click.command()
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    default=Stage.TRAINING.value,
    show_default=True,
    help="Where the cohort under way stands today.",
)
@installation.in_directory(default="tracker-demo")
@at_port
@with_worker
@click.option("--no-serve", is_flag=True, help="Fill the folder, print the logins and stop.")
def demo(stage: str, directory: Path, port: int, no_worker: bool, no_serve: bool) -> None:
    """Start a filled application to look around in: invented people, in a folder of its own."""
    with demo_folder.opened(directory, Stage(stage)) as opened:
        app = create_app(opened.settings, opened.engine)
        if no_serve:
            _print(demo_folder.logins(opened, app), directory, f"http://127.0.0.1:{port}")
            click.echo(_report_command(opened, directory))
            click.echo(f"Next: tracker serve --dir {directory} --port {port}")
            return
        server = listen(app, "127.0.0.1", port)
        _print(demo_folder.logins(opened, app), directory, address(server))
        click.echo(_report_command(opened, directory))
        worker = Child(directory, links=address(server), alone=True)
        run(server, None if no_worker else worker)


def _print(logins: Sequence[Login], directory: Path, root: str) -> None:
    click.echo(f"\nTracker demo in {directory}: {root}\n")
    for login in logins:
        click.echo(f"  {login.role:<17} {login.email:<40} {root}/links/{login.token}")
    click.echo(f"\nEach link signs you in; the password of all of them is {demo_folder.password(directory)}")


def _report_command(opened: Installation, directory: Path) -> str:
    """What writes the report of the oldest cohort, ready to be copied."""
    with opened.reading() as session:
        cohort = session.scalars(sa.select(Cohort).order_by(Cohort.id)).first()
        assert cohort is not None  # the demo has three
        place = f"--program {cohort.program.slug} --cohort {cohort.slug}"
    folder = shlex.quote(str(directory))
    return f"Report: tracker export report {place} --view staff --format pdf --out report.pdf --dir {folder}"
