"""One mail to one SMTP server, with one answer: taken, refused, or nobody knows."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP

from tracker.settings import Smtp

TIMEOUT = 20
# Whatever the server understands: text that needs more than ASCII is written in it.
POLICY = SMTP.clone(cte_type="7bit")
GO_ON, TAKEN, FINAL = 354, 250, 500
_DOTS = re.compile(rb"^\.", re.MULTILINE)


class Refused(Exception):
    """The server took nothing. `final`: it will never take this mail, however often it is asked."""

    def __init__(self, code: int, answer: bytes | str, *, final: bool) -> None:
        said = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
        super().__init__(f"{code} {' '.join(said.split())}")
        self.final = final


class Unsure(Exception):
    """The whole mail was handed over, and the connection broke before the server answered."""


class Overtaken(Exception):
    """Somebody else took this mail over meanwhile; the server has been given only a part of it."""


def hand_over(mail: EmailMessage, smtp: Smtp, *, before_last: Callable[[], bool]) -> None:
    """Give a mail with one From and one To to the server.

    `before_last` is asked before the last line, without which a server keeps nothing; where it says no,
    `Overtaken` is raised. Raises `Refused`; `Unsure` for what breaks after the last line; `OSError` or
    `smtplib.SMTPException` for what breaks before it; `ValueError` for an address that is none.
    """
    sender, reader = _address(mail, "From"), _address(mail, "To")
    server = _connect(smtp)
    try:
        options = _options(server, sender + reader)
        _expect(server.mail(sender, options), TAKEN, never_final=True)  # about us, not about this mail
        code, answer = server.rcpt(reader)
        if code not in (TAKEN, 251):
            raise Refused(code, answer, final=code >= FINAL)
        _expect(server.docmd("DATA"), GO_ON)
        text = mail.as_bytes(policy=POLICY.clone(utf8=bool(options)))
        server.send(_DOTS.sub(b"..", text) + (b"" if text.endswith(b"\r\n") else b"\r\n"))
        if not before_last():
            server.close()
            raise Overtaken
        try:
            server.send(b".\r\n")
            code, answer = server.getreply()
        except (OSError, smtplib.SMTPException) as broken:
            raise Unsure(f"{type(broken).__name__}: {broken}") from broken
        if code != TAKEN:
            raise Refused(code, answer, final=code >= FINAL)
    finally:
        # Once the server has taken the mail, a clumsy goodbye must not count as a failure.
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def knock(smtp: Smtp) -> None:
    """Sign in to the server and leave. Raises `OSError` or `smtplib.SMTPException` where it declines."""
    server = _connect(smtp)
    with suppress(OSError, smtplib.SMTPException):
        server.quit()


def _connect(smtp: Smtp) -> smtplib.SMTP:
    trusted = ssl.create_default_context()  # without one, smtplib takes any certificate
    server: smtplib.SMTP
    if smtp.tls == "tls":
        server = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=TIMEOUT, context=trusted)
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT)
    try:
        if smtp.tls == "starttls":
            server.starttls(context=trusted)
        if smtp.user:
            server.login(smtp.user, smtp.password or "")
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _options(server: smtplib.SMTP, addresses: str) -> list[str]:
    if addresses.isascii():
        return []
    if not server.has_extn("smtputf8"):
        raise Refused(FINAL, "this mail server takes no address with letters beyond ASCII", final=True)
    return ["SMTPUTF8", "BODY=8BITMIME"]


def _expect(reply: tuple[int, bytes], wanted: int, *, never_final: bool = False) -> None:
    code, answer = reply
    if code != wanted:
        raise Refused(code, answer, final=code >= FINAL and not never_final)


def _address(mail: EmailMessage, header: str) -> str:
    found = mail[header].addresses
    if len(found) != 1 or not found[0].username or not found[0].domain:
        raise ValueError(f"{header}: “{mail[header]}” is no address")
    return str(found[0].addr_spec)
