"""The signatures of webhooks, as Standard Webhooks has them: HMAC-SHA256 of id, time and body."""

from __future__ import annotations

import base64
import hashlib
import hmac

PREFIX = "whsec_"


def secret(key: str, salt: str) -> str:
    """The secret of a webhook, for its receiver; it follows from the installation's key and its salt."""
    found = hmac.new(key.encode(), b"webhook\0" + salt.encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(found).decode()


def signature(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """What `webhook-signature` holds. `timestamp` in seconds since 1970. Raises `ValueError`."""
    if not secret.startswith(PREFIX):
        raise ValueError("a secret begins with whsec_")
    signed = f"{event_id}.{timestamp}.".encode() + body
    made = hmac.new(base64.b64decode(secret.removeprefix(PREFIX)), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode()


def headers(secret: str, event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows who sent a body, and when."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Tracker-Webhooks",
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, event_id, timestamp, body),
    }
