"""Read and deliver the outbox from the console."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.app import create_app
from tracker.cli import installation
from tracker.cli.failures import Failure
from tracker.outbox import queries
from tracker.overview import post


@click.command()
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many messages.")
@installation.in_directory()
def outbox(limit: int, directory: Path) -> None:
    """Print the newest messages with their texts, newest last."""
    with installation.existing(directory) as opened, opened.reading() as session:
        messages = queries.every(session, limit=limit)
        for message in reversed(messages):
            written = message.written_at.strftime("%Y-%m-%d %H:%M UTC")
            click.echo(f"--- {written} to {message.address} ({message.state.value}): {message.subject}")
            click.echo(message.body.rstrip() + "\n")
            if message.error:
                click.echo(f"(last error: {message.error})\n")
    if not messages:
        click.echo("The outbox is empty.")


@click.command()
@installation.in_directory()
def send_mail(directory: Path) -> None:
    """Deliver the mail that is due, once."""
    with installation.existing(directory) as opened:
        settings = opened.settings
        if settings.smtp is None:
            raise Failure("TRACKER_SMTP_URL is not set; “tracker outbox” prints the waiting messages")
        sent = post.once(create_app(settings, opened.engine), opened.session_maker)
    click.echo(f"Sent {sent} messages.")
