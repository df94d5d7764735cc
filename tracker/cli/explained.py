"""Errors a person can mend, as one sentence; everything else stays the defect it is."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from tracker.cli.failures import Failure, RefusedByRule
from tracker.evidence.trends_series import BadSeries
from tracker.extensions import babel
from tracker.intake import messages
from tracker.intake.problems import BadInput
from tracker.reasons import Refused
from tracker.schema import SchemaAhead, SchemaBehind
from tracker.settings import BadSetting
from tracker.web import catalogue, catalogue_drift


def explained(error: Exception) -> Exception:
    """The error as a sentence for the person at the console, or itself if it is a defect of ours."""
    if isinstance(error, Refused):
        with language().app_context():
            sentence = catalogue.sentence(error.decision)
        return RefusedByRule(f"{error.field}: {sentence}" if error.field else sentence)
    if isinstance(error, BadInput):
        with language().app_context():
            return Failure(messages.report(error))
    if isinstance(error, BadSeries):
        with language().app_context():
            return Failure(catalogue_drift.problem(error))
    if isinstance(error, BadSetting | SchemaBehind | SchemaAhead):
        return Failure(str(error))
    if isinstance(error, DBAPIError) and type(error) in (OperationalError, DatabaseError):
        words = " ".join(str(error.orig).split())
        return Failure(f"the database cannot be used: {words}")
    if isinstance(error, ModuleNotFoundError) and (error.name or "").startswith("psycopg"):
        return Failure("PostgreSQL needs its driver: install tracker with the extra “prod”")
    if isinstance(error, OSError) and error.strerror:
        return Failure(f"{error.filename}: {error.strerror}" if error.filename else error.strerror)
    return error


def language() -> Flask:
    """Just enough of an application for sentences to find their language."""
    app = Flask("tracker")
    babel.init_app(app)
    return app
