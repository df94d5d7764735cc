"""Do once what the day asks for."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.app import create_app
from tracker.cli import installation
from tracker.jobs import cleaning
from tracker.overview import daily as days


@click.command()
@installation.in_directory()
def daily(directory: Path) -> None:
    """Do once what the day asks for, such as defaults and reminders. A running worker does it by itself."""
    with installation.existing(directory) as opened:
        steps = list(days.STEPS)
        if opened.settings.base_url is None:
            click.echo("TRACKER_BASE_URL is not set, so mails could lead nowhere: no reminders are written.")
            steps = [step for step in steps if step not in days.MAILS]
        with create_app(opened.settings, opened.engine).app_context():
            done = days.run_once(opened.engine, steps)
        cleaning.clean(opened.session_maker, opened.settings.file_folder)
    for (program, step), count in done.counts.items():
        click.echo(f"{program}: {step}: {count}")
    if not any(done.counts.values()) and not done.failed:
        click.echo("Nothing was due.")
    if done.failed:
        names = ", ".join(f"{step} of {program}" for program, step in done.failed)
        raise click.ClickException(f"not done, with the reason above: {names}; everything else is")
