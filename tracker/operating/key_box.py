"""The keys of an installation in a file of their own, under a pass phrase, apart from every copy."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tracker.settings import Settings

FORMAT = 1
LEAST_PHRASE = 12
# Of what is called for in 2024 by OWASP's password storage page: 128 MiB for each guess.
COST, BLOCK, PARALLEL = 1 << 17, 8, 1
PLACE = b"tracker.keys.1"


class BadBox(ValueError):
    """A file of keys that does not open; the words never hold a key."""


@dataclass(frozen=True)
class Keys:
    """Each as its variable takes it; empty where there is none."""

    secret_key: str
    old_secret_keys: str
    lasting_key: str
    seal_keys: str

    def variables(self) -> Mapping[str, str]:
        """As the environment is to have them, without those that are empty."""
        found = {
            "TRACKER_SECRET_KEY": self.secret_key,
            "TRACKER_OLD_SECRET_KEYS": self.old_secret_keys,
            "TRACKER_LASTING_KEY": self.lasting_key,
            "TRACKER_SEAL_KEYS": self.seal_keys,
        }
        return {name: value for name, value in found.items() if value}


def of(settings: Settings) -> Keys:
    return Keys(
        settings.secret_key,
        ",".join(settings.old_secret_keys),
        settings.first_key or "",
        seal_text(dict(settings.seal_keys)),
    )


def seal_text(keys: Mapping[int, bytes]) -> str:
    """As TRACKER_SEAL_KEYS takes them."""
    return ",".join(
        f"{number}:{base64.urlsafe_b64encode(keys[number]).decode().rstrip('=')}" for number in sorted(keys)
    )


def closed(keys: Keys, phrase: str) -> str:
    """The text of the file."""
    salt, nonce = os.urandom(16), os.urandom(12)
    plain = json.dumps(vars(keys)).encode()
    box = AESGCM(_key(phrase, salt)).encrypt(nonce, plain, PLACE)
    said = {"format": FORMAT, "salt": _text(salt), "nonce": _text(nonce), "box": _text(box)}
    return json.dumps(said, indent=1) + "\n"


def opened(path: Path, phrase: str) -> Keys:
    """Raises `BadBox` where the file is no such, was changed, or has another pass phrase."""
    try:
        said: dict[str, Any] = json.loads(path.read_text())
        salt, nonce, box = (base64.b64decode(said[name], validate=True) for name in ("salt", "nonce", "box"))
        if said["format"] != FORMAT:
            raise BadBox(f"{path} is of format {said['format']}, which this program does not know")
        plain = AESGCM(_key(phrase, salt)).decrypt(nonce, box, PLACE)
    except InvalidTag:
        raise BadBox(
            f"{path} does not open: the pass phrase is another one, or the file was changed"
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, BadBox):
            raise
        raise BadBox(f"{path} is no file of keys that tracker backup wrote") from None
    return Keys(**json.loads(plain))


def _key(phrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=PARALLEL).derive(phrase.encode())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
