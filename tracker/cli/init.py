"""Make an installation and its first account."""

from __future__ import annotations

import os
from pathlib import Path

import click
import sqlalchemy as sa
from flask_security import hash_password
from sqlalchemy.orm import Session

from tracker.app import create_app
from tracker.cli import installation
from tracker.cli.failures import Failure
from tracker.people import actions, rules
from tracker.people.forms import MIN_PASSWORD
from tracker.people.models import Person, RoleGrant
from tracker.permissions import Role
from tracker.reasons import require

MAX_PASSWORD = 128


@click.command()
@installation.in_directory()
def init(directory: Path) -> None:
    """Make an installation and its first account.

    Asks for a name, an e-mail address and a password, or takes them from TRACKER_INIT_NAME,
    TRACKER_INIT_EMAIL and TRACKER_INIT_PASSWORD. The account may create programs.
    """
    with installation.existing_or_new(directory) as opened:
        with opened.reading() as session:
            _refuse_second(session)
        name, email = _ask("name", "Your name"), _ask("email", "Your e-mail address")
        require(rules.is_name(name), field="TRACKER_INIT_NAME")
        require(rules.is_email(email.strip().lower()), field="TRACKER_INIT_EMAIL")
        password = _ask("password", f"A password ({MIN_PASSWORD} characters or more)", hidden=True)
        if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            raise Failure(f"TRACKER_INIT_PASSWORD: use {MIN_PASSWORD} to {MAX_PASSWORD} characters")
        with create_app(opened.settings, opened.engine).app_context():
            hashed = hash_password(password)
        with opened.session() as session:
            _refuse_second(session)
            person = actions.create_person(session, None, name=name, email=email)
            person.password = hashed
            actions.grant_role(session, None, person=person, role=Role.OPERATOR, program_id=None)
            session.commit()
    click.echo(f"Made an installation in {directory}; {email} may sign in and create programs.")
    click.echo(f"Next: tracker serve --dir {directory}")


def _refuse_second(session: Session) -> None:
    held = sa.select(Person.email).join(RoleGrant, RoleGrant.person_id == Person.id)
    operator = session.scalar(held.where(RoleGrant.role == Role.OPERATOR).limit(1))
    if operator is not None:
        raise Failure(f"this installation has its first account already: {operator}; sign in with it")


def _ask(name: str, question: str, *, hidden: bool = False) -> str:
    variable = f"TRACKER_INIT_{name.upper()}"
    given = os.environ.get(variable)
    if given is not None:
        return given
    try:
        answer: str = click.prompt(question, hide_input=hidden, confirmation_prompt=hidden, err=True)
    except click.Abort:
        raise Failure(f"the {name} is missing: answer the question, or set {variable}") from None
    return answer
