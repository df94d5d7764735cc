"""The command line: parse, call an action, print."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """Evaluations, gates, outcomes and release reviews for research-training programs."""
