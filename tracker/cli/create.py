"""Make programs and cohorts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from tracker.cli import installation
from tracker.cli.failures import Failure
from tracker.cohorts import actions
from tracker.cohorts.models import PhaseKind
from tracker.cohorts.rules import PhaseDates
from tracker.evaluations import setup
from tracker.people import actions as people_actions
from tracker.people import queries as people
from tracker.permissions import Role


class Days(click.ParamType[tuple[date, date]]):
    """Two ISO days with a colon between them."""

    name = "FIRST:LAST"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, date]:
        first, _, last = str(value).partition(":")
        try:
            return date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            self.fail(f"“{value}” is not two days such as 2026-01-05:2026-03-15", param, ctx)


@click.group()
def create() -> None:
    """Make a program or a cohort."""


@create.command()
@click.argument("slug")
@click.option("--name", required=True, help="The name people read.")
@click.option("--time-zone", default="UTC", show_default=True, help="Such as Europe/Lisbon.")
@click.option("--lead", metavar="EMAIL", help="Somebody with an account who is to lead the program.")
@installation.in_directory()
def program(slug: str, name: str, time_zone: str, lead: str | None, directory: Path) -> None:
    """Make a program with the default rubric."""
    with installation.existing_or_new(directory) as opened, opened.session() as session:
        leader = people.by_email(session, lead) if lead else None
        if lead and leader is None:
            raise Failure(f"--lead: nobody has the address “{lead}”; “tracker init” makes the first account")
        made = actions.create_program(session, None, slug=slug, name=name, time_zone=time_zone)
        setup.set_rubric(session, None, program=made)
        if leader is not None:
            people_actions.grant_role(session, None, person=leader, role=Role.LEAD, program_id=made.id)
        session.commit()
    click.echo(f"Made the program “{slug}”.")
    click.echo(f"Next: tracker create cohort SLUG --program {slug} --name NAME --training FIRST:LAST")


@create.command()
@click.argument("slug")
@click.option("--program", "program_slug", required=True, metavar="SLUG", help="Whose cohort it is.")
@click.option("--name", required=True, help="The name people read.")
@click.option("--training", type=Days(), help="First and last day of the training phase.")
@click.option("--research", type=Days(), help="First and last day of the research phase.")
@click.option("--extension", type=Days(), help="First and last day of the extension.")
@installation.in_directory()
def cohort(
    slug: str, program_slug: str, name: str, directory: Path, **given: tuple[date, date] | None
) -> None:
    """Make a cohort with its phases."""
    phases = [PhaseDates(PhaseKind(kind), *days) for kind, days in given.items() if days]
    if not phases:
        raise click.UsageError("Give at least one phase: --training, --research or --extension.")
    with installation.existing_or_new(directory) as opened, opened.session() as session:
        program = installation.program_named(session, program_slug)
        actions.create_cohort(session, None, program=program, slug=slug, name=name, phases=phases)
        session.commit()
    click.echo(f"Made the cohort “{slug}” of “{program_slug}”.")
    click.echo(f"Next: tracker serve, or tracker import forms FILE --program {program_slug} --cohort {slug}")
