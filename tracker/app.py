"""Puts the application together: settings in, Flask out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import get_locale
from sqlalchemy.engine import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker import clock
from tracker import db as database
from tracker.advancement.views import bp as advancement
from tracker.cohorts.views import bp as cohorts
from tracker.demo.views import bp as demo
from tracker.evaluations.views import blueprints as evaluations
from tracker.extensions import babel, csrf, db
from tracker.intake.views import bp as intake
from tracker.jobs.views import bp as jobs
from tracker.operating import metrics
from tracker.operating.views import bp as operating
from tracker.outbox.views import bp as outbox
from tracker.overview.views import bp as overview
from tracker.people import sign_in
from tracker.people.views import bp as people
from tracker.polls.views import bp as polls
from tracker.projects.views import bp as projects
from tracker.releases.views import bp as releases
from tracker.releases.views.rules import bp as review_rules
from tracker.reports.views import bp as reports
from tracker.settings import Settings
from tracker.surveys.views import bp as surveys
from tracker.web import access, addresses, errors, filters, headers, navigation, paging

MAX_PAGE_INPUT = 2 * 1024 * 1024


def create_app(settings: Settings, engine: Engine | None = None) -> Flask:
    """The web application over the database that the settings name (or over `engine`)."""
    app = Flask("tracker", root_path=str(Path(__file__).parent), template_folder=str(templates_folder()))
    app.config.update(_config(settings))
    app.extensions["tracker_settings"] = settings
    app.url_map.converters["int"] = access.IdConverter
    app.url_map.converters["slug"] = access.SlugConverter
    app.url_map.converters["token"] = access.TokenConverter
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    engine = engine or database.make_engine(settings.database_url)
    if settings.metrics_token:
        metrics.install(app, engine)  # before all others, whose time counts
    db.init_app(app, engine, _standby(settings))
    csrf.init_app(app)
    sign_in.install(app, settings)
    babel.init_app(app, locale_selector=sign_in.locale, timezone_selector=sign_in.time_zone)
    headers.install(app, https=settings.production)
    errors.install(app)
    addresses.install(app)
    filters.install(app)
    navigation.install(app)
    paging.install(app)

    for blueprint in (
        overview,
        people,
        cohorts,
        projects,
        *evaluations,
        advancement,
        surveys,
        outbox,
        jobs,
        intake,
        reports,
        polls,
        releases,
        review_rules,
        operating,
    ):
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(demo)
    app.context_processor(lambda: _page_facts(app))
    if settings.proxies:
        # Mypy is told not to mind: Flask's own way to wrap an application is this assignment.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app


def templates_folder() -> Path:
    """Beside the package in a checkout, inside it in an installed wheel."""
    inside = Path(__file__).parent / "_templates"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "templates"


def _standby(settings: Settings) -> database.Standby | None:
    return database.Standby(settings.report_database_url) if settings.report_database_url else None


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.old_secret_keys),
        "WTF_CSRF_SECRET_KEY": settings.signing_keys,  # so that a form opened before a change can be sent
        "TESTING": settings.testing,
        "MAX_CONTENT_LENGTH": MAX_PAGE_INPUT,
        "MAX_FORM_MEMORY_SIZE": MAX_PAGE_INPUT,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        "SESSION_COOKIE_NAME": "tracker",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.production,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
    }


def _page_facts(app: Flask) -> dict[str, Any]:
    # Asked at each request: wiping a demo replaces the settings.
    settings: Settings = app.extensions["tracker_settings"]
    return {"demo": settings.demo, "today_in": clock.today, "language": str(get_locale() or "en")}
