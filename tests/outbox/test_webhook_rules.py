"""Where a webhook may lead, when it is tried again, what its signature is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.properties import given, st
from tracker.outbox import webhook_rules as rules
from tracker.outbox import webhook_signing as signing
from tracker.outbox.webhook_models import DeliveryState, Off
from tracker.outbox.webhook_rules import Answer, Verdict


def code(url: str, **how: bool) -> str | None:
    said = rules.may_be_address(url, **{"https": True, "local": False, **how})
    return None if said else said.code


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org/services/T0/B0/x?a=b",
        "https://example.org:8443/",
        "https://93.184.215.14/hook",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/hook",
    ],
)
def test_public_addresses_are_taken(url: str):
    assert code(url) is None


@pytest.mark.parametrize(
    "url",
    [
        *("", "hooks", "ftp://example.org/", "https://", "https:///path", "javascript:alert(1)"),
        *("https://user:word@example.org/", "https://example.org@evil.org/", "https://example.org/#part"),
        *("https://example.org:0/", "https://example.org:99999/", "https://example.org:x/"),
        *("https://exa mple.org/", "https://example.org/\r\nX: y", "https://ex\u00e4mple.org/"),
        *("https://-example.org/", "https://example..org/", "https://[::1", "https://example.org/\x00"),
    ],
)
def test_what_is_no_address_is_refused(url: str):
    assert code(url) == "webhook_url_shape"


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "a.localhost", "printer.local", "metadata.google.internal", "127.0.0.1", "127.1.2.3"),
        *("10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
        *("255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[ff02::1]", "[::ffff:127.0.0.1]"),
        *("168.63.129.16", "192.0.0.192", "[fec0::1]", "[fd00:ec2::254]", "[::7f00:1]", "[3fff::1]"),
        *("[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:db8::1]"),
    ],
)
def test_private_addresses_are_refused(host: str):
    assert code(f"https://{host}/hook") == "webhook_url_private"
    assert code(f"https://{host}/hook", local=True) is None


def test_plain_http_is_for_trying_out_alone():
    assert code("http://example.org/") == "webhook_url_https"
    assert code("http://example.org/", https=False) is None
    assert code("https://example.org/" + "a" * 500) == "webhook_url_long"


@given(st.integers(0, 2**32 - 1))
def test_no_private_address_hides_in_another(number: int):
    plain = ipaddress.IPv4Address(number)
    for hidden in (f"::ffff:{plain}", str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80)))):
        assert rules.is_public(ipaddress.ip_address(hidden)) <= rules.is_public(plain)
    assert not rules.is_public(ipaddress.IPv6Address((0x64FF9B << 96) | number))


def test_it_is_tried_for_about_a_day_and_then_given_up():
    failed = Answer(status=500)
    waits = []
    for attempt in range(1, 20):
        verdict = rules.after(failed, attempt)
        if verdict.state is DeliveryState.FAILED:
            break
        assert verdict.wait is not None
        waits.append(verdict.wait)
    assert attempt == 8
    assert waits == sorted(waits)
    assert timedelta(hours=20) <= sum(waits, timedelta()) <= timedelta(hours=26)


@given(st.integers(100, 599), st.integers(1, 9))
def test_only_a_yes_is_taken_and_a_redirect_is_none(status: int, attempts: int):
    verdict = rules.after(Answer(status=status), attempts)
    assert (verdict.state is DeliveryState.DELIVERED) is (200 <= status <= 299)
    if status == 410:
        assert verdict == Verdict(DeliveryState.FAILED)


def test_it_is_switched_off_after_a_day_of_nothing_and_at_once_where_nobody_is():
    given_up = Verdict(DeliveryState.FAILED)
    assert rules.switched_off(Answer(status=500), given_up, taken_since=False) is Off.FAILING
    assert rules.switched_off(Answer(status=500), given_up, taken_since=True) is None
    assert rules.switched_off(Answer(status=410), given_up, taken_since=True) is Off.GONE
    waits = Verdict(DeliveryState.WAITING, timedelta(1))
    assert rules.switched_off(Answer(status=500), waits, taken_since=False) is None


def test_the_signature_is_that_of_the_published_scheme():
    """The example of the scheme's own libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    made = signing.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_guide_checks_a_signature_in_a_way_that_works():
    """Its own lines, as somebody would copy them."""
    guide = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
    lines = guide.partition("```python\n")[2].partition("```")[0]
    copied: dict[str, Any] = {}
    exec(lines, copied)
    secret = signing.secret("k" * 32, "salt")
    headers = signing.headers(secret, "evt_1", 5, b"{}")
    assert copied["is_ours"](secret, headers, b"{}")
    assert not copied["is_ours"](secret, headers, b"{} ")
    assert not copied["is_ours"](secret, {**headers, "webhook-timestamp": "6"}, b"{}")
    assert not copied["is_ours"](signing.secret("k" * 32, "other"), headers, b"{}")


def test_secrets_differ_by_webhook_and_by_installation():
    found = {signing.secret(key, salt) for key in ("a" * 32, "b" * 32) for salt in ("1", "2")}
    assert len(found) == 4
    assert {len(base64.b64decode(one.removeprefix("whsec_"))) for one in found} == {32}


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_another_body_has_another_signature(one: bytes, other: bytes):
    secret = signing.secret("k" * 32, "salt")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = signing.headers(secret, "evt_1", 5, one)["webhook-signature"]
    again = base64.b64encode(hmac.new(key, b"evt_1.5." + other, hashlib.sha256).digest()).decode()
    assert (said == f"v1,{again}") is (one == other)


def test_events_are_of_the_known_kinds():
    assert rules.may_tell(["a"], ["a", "b"])
    assert rules.may_tell([], ["a"]).code == rules.may_tell(["c"], ["a"]).code == "webhook_no_events"
    assert rules.may_add(19)
    assert rules.may_add(20).code == "webhook_many"
