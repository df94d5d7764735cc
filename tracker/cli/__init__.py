"""The command line: parse, call an action, print. Each command is loaded when it is called."""

from __future__ import annotations

import gc
import importlib
import sys
from types import ModuleType
from typing import Any, cast

import click

# The sentences stand here, so that --help needs none of the modules behind them.
COMMANDS = {
    "demo": ("tracker.cli.demo:demo", "Start a filled application to look around in."),
    "init": ("tracker.cli.init:init", "Make an installation and its first account."),
    "serve": ("tracker.cli.serve:serve", "Serve the web pages of an installation."),
    "worker": ("tracker.cli.worker:worker", "Do jobs, deliver mail, and do what the days bring."),
    "jobs": ("tracker.cli.jobs:jobs", "List the newest jobs, or follow one to its end."),
    "upgrade": ("tracker.cli.upgrade:upgrade", "Bring the database to the newest schema."),
    "create": ("tracker.cli.create:create", "Make a program or a cohort."),
    "import": ("tracker.cli.intake:intake", "Take in records from another system."),
    "export": ("tracker.cli.export:export", "Write the tables of a cohort, or its report, to a file."),
    "score": ("tracker.cli.score:score_file", "Score the forms in FILE."),
    "poll": ("tracker.cli.poll:poll", "Say what a poll before and after tells."),
    "grid": ("tracker.cli.grid:grid", "Print what the runs in FILE say."),
    "drift": ("tracker.cli.drift:drift_file", "Say how the forecasts in FILE move."),
    "manifest": ("tracker.cli.manifest:manifest_of", "List files with their hashes, for a release review."),
    "checklist": ("tracker.cli.checklist:checklist", "Print the default checklist of a release review."),
    "refresh-scores": ("tracker.cli.scores:refresh_scores", "Make the scores whose inputs changed."),
    "outbox": ("tracker.cli.outbox:outbox", "Print the newest messages with their texts."),
    "daily": ("tracker.cli.daily:daily", "Do once what the day asks for, such as defaults and reminders."),
    "check": ("tracker.cli.check:check", "Look at an installation as it runs, and say what to mend."),
    "backup": ("tracker.cli.backup:backup", "Make a copy of an installation while people write."),
    "restore": ("tracker.cli.restore:restore", "Prove a copy of an installation, and bring it back."),
    "rotate-keys": ("tracker.cli.rotate_keys:rotate_keys", "Change the secret key, or the master keys."),
    "rotate-seal": ("tracker.cli.rotate_seal:rotate_seal", "Wrap the keys of sealed texts anew."),
    "send-mail": ("tracker.cli.outbox:send_mail", "Deliver the mail that is due, once."),
}


class Commands(click.Group):
    """A group whose commands are imported at first use, and whose errors read as one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        return cast("click.Command", getattr(_loaded(module), name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            # Loaded only now: it knows the errors of the database, which take long to import.
            explained = importlib.import_module("tracker.cli.explained").explained
            mended = explained(error)
            if mended is error:
                raise
            raise mended from error


def _loaded(name: str) -> ModuleType:
    """A module with all that it imports."""
    if name in sys.modules:
        return sys.modules[name]
    # All of this stays, and looking it over for garbage again and again takes a fifth of the start.
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()


@click.command(cls=Commands)
def main() -> None:
    """Evaluations, gates, outcomes and release reviews for research-training programs."""
