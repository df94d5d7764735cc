"""What may be said for a contributor outside the program, and when the note on export law is shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseState
from tracker.releases.states import CLOSED


def may_attest(*, contributor: bool, submitted: bool, decided: bool, state: CaseState) -> Decision:
    """Whether a contributor can have it in writing that they completed reviewed work.

    It says the same whatever came of the case, so that it tells nothing of the outcome.
    """
    if not contributor:
        return no("attestation_not_yours")
    return yes() if submitted and (decided or state in CLOSED) else no("attestation_early")


def shows_legal_note(us_universities: Iterable[bool]) -> bool:
    """Whether the note on what a limit to publication can mean in law is shown: a host is a US university."""
    return any(us_universities)
