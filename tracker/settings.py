"""What an installation can be told from outside: read once, strictly, from the environment and a folder."""

from __future__ import annotations

import base64
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

DATABASE_FILE = "tracker.sqlite3"
KEY_FILE = "secret-key"
SEAL_KEYS_FILE = "seal-keys"
DEMO_FILE = "demo"
FILES_FOLDER = "files"
MIN_KEY_LENGTH = 32
MAX_SEAL_KEY_NUMBER = 255


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it and says what it takes."""


@dataclass(frozen=True)
class Smtp:
    host: str
    port: int
    user: str | None
    password: str | None
    tls: str  # "none", "starttls" or "tls"


@dataclass(frozen=True)
class Settings:
    """All settings. `directory` holds the SQLite file and the key where the environment gives neither."""

    directory: Path
    database_url: str
    secret_key: str
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

    @property
    def file_folder(self) -> Path:
        return self.files or self.directory / FILES_FOLDER

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
            secret_key=_secret_key(environ, folder),
            production=production,
            demo=not production and (folder / DEMO_FILE).exists(),
            base_url=base_url,
            smtp=smtp,
            mail_from=mail_from or "tracker@localhost",
            seal_keys=_seal_keys(environ, None if production else folder),
            files=Path(environ["TRACKER_FILES"]) if environ.get("TRACKER_FILES") else None,
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


def _database_url(environ: Mapping[str, str], folder: Path) -> str:
    url = environ.get("TRACKER_DATABASE_URL")
    if not url:
        return f"sqlite:///{(folder / DATABASE_FILE).absolute()}"
    scheme = urlsplit(url).scheme
    if scheme in ("postgresql", "postgres"):
        return "postgresql+psycopg" + url[len(scheme) :]
    if scheme in ("sqlite", "postgresql+psycopg"):
        return url
    raise BadSetting("TRACKER_DATABASE_URL must start with sqlite:/// or postgresql://")


def _secret_key(environ: Mapping[str, str], folder: Path) -> str:
    key = environ.get("TRACKER_SECRET_KEY")
    if key:
        if len(key) < MIN_KEY_LENGTH:
            raise BadSetting(f"TRACKER_SECRET_KEY must have at least {MIN_KEY_LENGTH} characters")
        return key
    path = folder / KEY_FILE
    if not path.exists():
        _keep_new_key(path, secrets.token_urlsafe(48))
    kept = path.read_text().strip()
    if len(kept) < MIN_KEY_LENGTH:
        raise BadSetting(f"the key in {path} is cut short; restore it from your backup")
    return kept


def _seal_keys(environ: Mapping[str, str], folder: Path | None) -> tuple[tuple[int, bytes], ...]:
    """The master keys given, or those kept in the folder, made if they are not there."""
    given = environ.get("TRACKER_SEAL_KEYS", "").strip()
    if given or folder is None:
        return _numbered(given, "TRACKER_SEAL_KEYS") if given else ()
    path = folder / SEAL_KEYS_FILE
    if not path.exists():
        _keep_new_key(path, f"1:{secrets.token_urlsafe(32)}")
    return _numbered(path.read_text().strip(), str(path))


def _numbered(text: str, source: str) -> tuple[tuple[int, bytes], ...]:
    """Read `1:key,2:key`. What is refused is never repeated, since it may hold a key."""
    found: dict[int, bytes] = {}
    for part in text.split(","):
        match = re.fullmatch(r"([0-9]{1,3}):([A-Za-z0-9_-]{43})=?", part.strip())
        if not match or int(match[1]) > MAX_SEAL_KEY_NUMBER:
            raise BadSetting(
                f"{source} must be NUMBER:KEY, several with commas between them;"
                " NUMBER from 0 to 255, KEY 32 random bytes in base64url"
            )
        number, key = int(match[1]), base64.urlsafe_b64decode(match[2] + "=")
        if number in found or key in found.values():
            raise BadSetting(f"{source} has a number or a key twice")
        found[number] = key
    return tuple(sorted(found.items()))


def _keep_new_key(path: Path, key: str) -> None:
    """Write a key that only the owner reads. Whole or not at all, and the first of two writers wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(key)
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()


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
