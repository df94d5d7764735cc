"""`tracker import KIND FILE`: the browser's wizard without its pages, by the same code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cli import installation, progress
from tracker.cli.explained import language
from tracker.cli.failures import Failure
from tracker.cli.installation import Installation
from tracker.cohorts import queries as cohorts
from tracker.intake import flow, import_words, layouts, mapping, messages
from tracker.intake.days import Order
from tracker.intake.judging import Course, Source
from tracker.intake.kinds import Field, Kind, Problem, Scope, Verdict
from tracker.intake.layouts import Layout
from tracker.intake.looking import Tally
from tracker.intake.mapping import Columns
from tracker.intake.models import RunState
from tracker.intake.run_rules import Applying, may_apply
from tracker.intake.upload_forms import option_problem
from tracker.people.models import Person
from tracker.web import catalogue

SHOWN = 20


@dataclass(frozen=True)
class Wanted:
    """What was typed behind `tracker import KIND`."""

    kind: Kind
    file: Path
    program: str
    cohort: str | None
    by: str | None
    columns: Mapping[str, str]
    orders: Mapping[str, Order]
    options: Mapping[str, str]
    sheet: str | None


def command_for(kind: Kind) -> click.Command:
    """The command that takes in files of a kind."""
    with language().app_context():
        label = kind.label()

    @click.command(kind.name, help=f"{label}: take in a CSV or XLSX file, all good lines or none.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--program", required=True, metavar="SLUG", help="The program it goes to.")
    @click.option("--cohort", metavar="SLUG", required=kind.needs_cohort, help="The cohort it goes to.")
    @click.option(
        "--as", "by", metavar="EMAIL", required=kind.needs_person, help="In whose name it is taken in."
    )
    @click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="What a column means.")
    @click.option("--days", multiple=True, metavar="COLUMN=month_first|day_first", help="How days are read.")
    @click.option("--option", "given", multiple=True, metavar="NAME=VALUE", help="A choice for all lines.")
    @click.option("--sheet", metavar="NAME", help="Which sheet of a workbook; else the first.")
    @click.option("--leave-out-refused", is_flag=True, help="Take in the good lines though some are refused.")
    @click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
    @installation.in_directory()
    def command(
        *,
        file: Path,
        program: str,
        cohort: str | None,
        by: str | None,
        maps: tuple[str, ...],
        days: tuple[str, ...],
        given: tuple[str, ...],
        sheet: str | None,
        leave_out_refused: bool,
        dry_run: bool,
        directory: Path,
    ) -> None:
        columns = {field: column for column, field in _pairs("--map", "COLUMN=FIELD", maps)}
        options = dict(_pairs("--option", "NAME=VALUE", given))
        wanted = Wanted(kind, file, program, cohort, by, columns, _orders(days), options, sheet)
        with installation.existing(directory) as opened, language().app_context():
            _take(opened, wanted, leave_out=leave_out_refused, dry_run=dry_run)

    return command


def _take(opened: Installation, wanted: Wanted, *, leave_out: bool, dry_run: bool) -> None:
    layout = layouts.of(wanted.file, sheet=wanted.sheet)
    with opened.reading() as session, progress.bar("Looking", "lines") as show:
        scope = _scope(session, wanted)
        source = _source(session, wanted, scope, layout)
        tally = _look(Course(session, wanted.kind, scope, source), show)
    click.echo(f"{wanted.file.name}: {import_words.counted(tally.counts())}.")
    if tally.verdicts[Verdict.REFUSED] and not dry_run:
        facts = Applying(RunState.LOOKED, tally.counts(), wanted.kind.whole is not None, leave_out)
        can = may_apply(facts)
        if not can and can.code not in ("import_nothing_new", "import_all_refused"):
            raise Failure(f"nothing was written: {catalogue.sentence(can)} (--leave-out-refused)")
    changes = tally.verdicts[Verdict.NEW] + tally.verdicts[Verdict.CHANGED]
    if dry_run or not changes:
        click.echo("This was a dry run: nothing was written." if dry_run else "Nothing changed.")
        return
    with wanted.file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    with opened.session() as session, progress.bar("Writing", "lines") as show:
        scope = _scope(session, wanted)
        run = flow.take_in(
            session,
            scope.actor,
            kind=wanted.kind,
            scope=scope,
            source=source,
            layout=layout,
            sha256=sha256,
            size=wanted.file.stat().st_size,
            leave_out=leave_out,
            progress=lambda done: show(done, tally.verdicts.total()),
        )
        session.commit()
        click.echo(f"Taken in as import {run.id}; “tracker import undo {run.id}” takes it back.")


def _look(course: Course, show: Any) -> Tally:
    """Judge all lines, print the first refused ones with their reasons."""
    tally = Tally()
    for part in course.parts():
        for one in part.judged:
            tally.verdicts[one.verdict] += 1
            if one.verdict is Verdict.REFUSED and tally.verdicts[Verdict.REFUSED] <= SHOWN:
                _print(one.line.number, one.problems, course.fields)
        show(tally.verdicts.total(), None)
    more = tally.verdicts[Verdict.REFUSED] - SHOWN
    if more > 0:
        click.echo(f"  and {more} more are refused", err=True)
    return tally


def _print(line: int, problems: tuple[Problem, ...], fields: list[Field]) -> None:
    for problem in problems:
        about = f", {import_words.label(problem.field, fields)}" if problem.field else ""
        click.echo(f"  line {line}{about}: {messages.words(problem)}", err=True)


def _scope(session: Session, wanted: Wanted) -> Scope:
    if wanted.cohort is not None:
        cohort = installation.cohort_named(session, wanted.program, wanted.cohort)
        program = cohort.program
    else:
        cohort, found = None, cohorts.program(session, wanted.program)
        if found is None:
            raise Failure(f"there is no program “{wanted.program}”")
        program = found
    actor = None
    if wanted.by is not None:
        actor = session.scalar(sa.select(Person).where(Person.email == wanted.by.lower()))
        if actor is None:
            raise Failure(f"--as: nobody has the address {wanted.by}")
    return Scope(program, cohort, actor, wanted.options)


def _source(session: Session, wanted: Wanted, scope: Scope, layout: Layout) -> Source:
    """The file with what its columns mean: as they are named, then as they were told. Exits with 2."""
    fields = list(wanted.kind.fields(session, scope))
    guessed = mapping.guess(fields, layout.header, contained=False)
    mapped = mapping.recalled(fields, layout.header, wanted.columns, guessed)
    columns = Columns({**mapped, **wanted.columns}, {**layouts.told_orders(layout), **wanted.orders})
    faults = [(fault, "--map") for fault in mapping.faults(fields, layout.header, columns)]
    unknown = [name for name in wanted.options if name not in {one.name for one in wanted.kind.options}]
    if unknown:
        raise Failure(f"--option: there is no choice “{unknown[0]}” for this kind")
    for option in wanted.kind.options:
        given = wanted.options.get(option.name)
        wrong = option_problem(option, option.choices(session, scope), given)
        faults += [(wrong, f"--option {option.name}")] if wrong else []
    if faults:
        raise Failure("\n".join(f"{where}: {messages.words(fault)}" for fault, where in faults))
    for column in mapping.open_orders(fields, layout.orders, columns):
        raise Failure(
            f"--days: days in “{column}” can be read in two ways; add --days “{column}=month_first” or"
            f" “{column}=day_first”"
        )
    return Source(wanted.file, wanted.file.name, columns, layout.sheet)


def _pairs(option: str, shape: str, texts: tuple[str, ...]) -> list[tuple[str, str]]:
    """`LEFT=RIGHT` texts; what stands left may itself hold an equals sign."""
    found = []
    for text in texts:
        left, separator, right = text.rpartition("=")
        if not separator or not left.strip() or not right.strip():
            raise Failure(f"{option}: write {option} {shape}, not “{text}”")
        found.append((left.strip(), right.strip()))
    return found


def _orders(texts: tuple[str, ...]) -> dict[str, Order]:
    found = {}
    for column, order in _pairs("--days", "COLUMN=month_first", texts):
        if order not in set(Order):
            raise Failure(f"--days: “{order}” is neither month_first nor day_first")
        found[column] = Order(order)
    return found
