"""What an address may be, when a delivery is tried again, and when a webhook is switched off. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from tracker.outbox.webhook_models import DeliveryState, Off
from tracker.reasons import Decision, no, yes

MOST_URL = 500
MOST_HOOKS = 20
# After a try that failed; after the last of them it is given up, about a day after the first.
WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=15),
)
GONE = 410
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
# Addresses in which a network of its own may hide an older one.
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
# Not of the open internet either, whatever the registry of addresses says: what the cloud of Microsoft keeps
# for machines in it, protocols' own, of one's own site as it was called earlier, and for examples.
KEPT_BACK = tuple(
    ipaddress.ip_network(one) for one in ("168.63.129.16/32", "192.0.0.0/24", "fec0::/10", "3fff::/20")
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Answer:
    """What came of one try: the status that was answered, or the short name of what went wrong."""

    status: int | None = None
    problem: str = ""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Verdict:
    """What becomes of a delivery after a try; `wait` while it is tried again."""

    state: DeliveryState
    wait: timedelta | None = None


def after(answer: Answer, attempts: int) -> Verdict:
    """What follows from the answer to try number `attempts`, counted from one."""
    if answer.taken:
        return Verdict(DeliveryState.DELIVERED)
    if answer.status == GONE or attempts > len(WAITS):
        return Verdict(DeliveryState.FAILED)
    return Verdict(DeliveryState.WAITING, WAITS[attempts - 1])


def switched_off(answer: Answer, verdict: Verdict, *, taken_since: bool) -> Off | None:
    """Why a webhook is switched off by this. `taken_since`: something was taken after the event came."""
    if verdict.state is not DeliveryState.FAILED:
        return None
    if answer.status == GONE:
        return Off.GONE
    return None if taken_since else Off.FAILING


def may_be_address(url: str, *, https: bool, local: bool) -> Decision:
    """Whether events may be sent there, as far as the words of it tell. `local` lets this machine pass."""
    if len(url) > MOST_URL:
        return no("webhook_url_long", most=MOST_URL)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return no("webhook_url_shape")
    named = bool(HOST.fullmatch(host)) or literal(host) is not None
    printable = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in ("https", "http") or not named or not printable or port == 0:
        return no("webhook_url_shape")
    if "@" in parts.netloc or parts.fragment:
        return no("webhook_url_shape")
    if https and parts.scheme != "https":
        return no("webhook_url_https")
    address = literal(host)
    known = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    if not local and (known or (address is not None and not is_public(address))):
        return no("webhook_url_private")
    return yes()


def may_tell(events: Collection[str], known: Collection[str]) -> Decision:
    """Whether somebody may be told of these kinds of events."""
    return yes() if events and set(events) <= set(known) else no("webhook_no_events")


def may_add(hooks: int) -> Decision:
    """Whether a program that has so many may have one more."""
    return yes() if hooks < MOST_HOOKS else no("webhook_many", most=MOST_HOOKS)


def may_test(*, off: bool) -> Decision:
    """Whether a webhook can be told that this is a test."""
    return no("webhook_off") if off else yes()


def literal(host: str) -> Address | None:
    """The address that a host is written as; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet: not of this machine, its network or its cloud."""
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if inner is not None:
        return is_public(inner)
    if isinstance(address, ipaddress.IPv6Address) and (address.teredo or address in TRANSLATED):
        return False
    if any(address in network for network in KEPT_BACK):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
