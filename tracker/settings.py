"""What an installation can be told from outside: read once, strictly, from the environment and a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tracker import key_settings
from tracker.key_settings import SEAL_KEYS_FILE, BadSetting

__all__ = ["DATABASE_FILE", "DEMO_FILE", "FILES_FOLDER", "SEAL_KEYS_FILE", "BadSetting", "Settings", "Smtp"]

DATABASE_FILE = "tracker.sqlite3"
DEMO_FILE = "demo"
FILES_FOLDER = "files"
MAX_PROXIES = 10


@dataclass(frozen=True)
class Smtp:
    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    tls: str  # "none", "starttls" or "tls"


@dataclass(frozen=True)
class Settings:
    """All settings. `directory` holds the SQLite file and the key where the environment gives neither."""

    directory: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    production: bool = False
    demo: bool = False
    base_url: str | None = None
    smtp: Smtp | None = None
    mail_from: str = "tracker@localhost"
    testing: bool = False
    seal_keys: tuple[tuple[int, bytes], ...] = field(default=(), repr=False)
    """Master keys of sealed texts by their numbers. Empty: nothing can be sealed or opened."""
    files: Path | None = None
    """The folder of kept files where several machines share one; else one beside the rest."""
    old_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    """Secret keys of before, oldest first: what they signed is still taken, and they sign nothing more."""
    first_key: str | None = field(default=None, repr=False)
    proxies: int = 0
    """How many proxies of ours stand before the server; what others say of an address is not heard."""
    metrics_token: str | None = field(default=None, repr=False)
    """Whoever has it reads the figures of the server; without it there are none."""
    report_database_url: str | None = field(default=None, repr=False)
    """A copy of the database that follows it, from which reports are read."""
    postgres_programs: Path | None = None
    """The folder of pg_dump and pg_restore, where they are to be taken from there and nowhere else."""

    @property
    def file_folder(self) -> Path:
        return self.files or self.directory / FILES_FOLDER

    @property
    def signing_keys(self) -> list[str]:
        """As itsdangerous takes them: all are taken, the last one signs."""
        return [*self.old_secret_keys, self.secret_key]

    @property
    def lasting_key(self) -> str:
        """What must stay as it is follows from this one, which outlives a change of the secret key.

        Passwords, secrets of webhooks, codes of polls, and hashes of addresses in the log of reads.
        """
        return self.first_key or self.secret_key

    @classmethod
    def from_env(cls, directory: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read `TRACKER_*`. An argument for the folder wins over `TRACKER_DIR`.

        Raises `BadSetting` naming the variable. In production the key and the public https address
        must be given; elsewhere keys are made once and kept in the folder. Keys of sealed texts are
        never made in production, where a copy of the folder would hold them beside what they seal.
        """
        folder = directory or Path(environ.get("TRACKER_DIR") or "tracker-data")
        production = _flag(environ, "TRACKER_PRODUCTION")
        base_url = environ.get("TRACKER_BASE_URL") or None
        if base_url and not _is_address(base_url):
            raise BadSetting("TRACKER_BASE_URL must look like https://tracker.example.org")
        if production and not (base_url or "").startswith("https://"):
            raise BadSetting("TRACKER_BASE_URL must be an https:// address in production")
        if production and not environ.get("TRACKER_SECRET_KEY"):
            raise BadSetting("TRACKER_SECRET_KEY must be set in production")
        smtp = _smtp(environ)
        mail_from = environ.get("TRACKER_MAIL_FROM")
        if production and smtp and not mail_from:
            raise BadSetting("TRACKER_MAIL_FROM must be set in production where mail is sent")
        return cls(
            directory=folder,
            database_url=_database_url(environ, folder),
            secret_key=key_settings.secret_key(environ, folder),
            production=production,
            demo=not production and (folder / DEMO_FILE).exists(),
            base_url=base_url,
            smtp=smtp,
            mail_from=mail_from or "tracker@localhost",
            seal_keys=key_settings.seal_keys(environ, None if production else folder),
            files=_path(environ, "TRACKER_FILES"),
            old_secret_keys=key_settings.old_keys(environ, folder),
            first_key=key_settings.lasting_key(environ, folder),
            proxies=_proxies(environ),
            metrics_token=key_settings.long(environ.get("TRACKER_METRICS_TOKEN"), "TRACKER_METRICS_TOKEN"),
            report_database_url=_report_url(environ),
            postgres_programs=_path(environ, "TRACKER_POSTGRES_PROGRAMS"),
        )


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "").strip().lower()
    if value in ("", "0", "false", "no"):
        return False
    if value in ("1", "true", "yes"):
        return True
    raise BadSetting(f"{name} must be true or false, not {value!r}")


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]) if environ.get(name) else None


def _database_url(environ: Mapping[str, str], folder: Path) -> str:
    url = environ.get("TRACKER_DATABASE_URL")
    if not url:
        return f"sqlite:///{(folder / DATABASE_FILE).absolute()}"
    found = _with_driver(url)
    if found is None:
        raise BadSetting("TRACKER_DATABASE_URL must start with sqlite:/// or postgresql://")
    return found


def _report_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("TRACKER_REPORT_DATABASE_URL")
    if not url:
        return None
    found = _with_driver(url)
    if not found or not found.startswith("postgresql"):
        raise BadSetting(
            "TRACKER_REPORT_DATABASE_URL must start with postgresql://: a standby of the database"
        )
    if not (_with_driver(environ.get("TRACKER_DATABASE_URL") or "") or "").startswith("postgresql"):
        raise BadSetting(
            "TRACKER_REPORT_DATABASE_URL needs a PostgreSQL in TRACKER_DATABASE_URL, which it follows"
        )
    return found


def _with_driver(url: str) -> str | None:
    """The address with the driver that we are tested with; None for a database of another kind."""
    scheme = urlsplit(url).scheme
    if scheme in ("postgresql", "postgres"):
        return "postgresql+psycopg" + url[len(scheme) :]
    return url if scheme in ("sqlite", "postgresql+psycopg") else None


def _proxies(environ: Mapping[str, str]) -> int:
    given = environ.get("TRACKER_PROXIES", "").strip() or "0"
    if not re.fullmatch("[0-9]{1,2}", given) or int(given) > MAX_PROXIES:
        raise BadSetting(
            f"TRACKER_PROXIES must be the number of proxies before the server, 0 to {MAX_PROXIES}"
        )
    return int(given)


def _smtp(environ: Mapping[str, str]) -> Smtp | None:
    url = environ.get("TRACKER_SMTP_URL")
    if not url:
        return None
    schemes = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
    parts = urlsplit(url)
    try:
        given_port = parts.port
    except ValueError:
        given_port = -1
    if parts.scheme not in schemes or not parts.hostname or given_port == -1:
        raise BadSetting(
            "TRACKER_SMTP_URL must look like smtp://, smtp+starttls:// or smtps://user:password@host:port"
        )
    tls, port = schemes[parts.scheme]
    return Smtp(
        parts.hostname,
        given_port or port,
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
        tls,
    )
