"""How a command ends where it cannot go on: one sentence and an exit code. Needs nothing but click."""

from __future__ import annotations

import click


class Failure(click.ClickException):
    """Something given or found that cannot be used."""

    exit_code = 2


class RefusedByRule(click.ClickException):
    """Everything given can be read, but a rule declines it."""

    exit_code = 1
