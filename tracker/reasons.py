"""A rule's answer together with its reason.

Rules return a `Decision`; the sentence for its code stands in `tracker.web.catalogue`, so that rules
stay free of the web framework and every language gets the same reasons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Decision:
    """Whether something is allowed, and the code and figures of the reason if it is not."""

    allowed: bool
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.allowed


def yes() -> Decision:
    return Decision(True)


def no(code: str, **params: Any) -> Decision:
    return Decision(False, code, params)


class Refused(Exception):
    """An action declined by a rule. `field` names the input it is about, where there is one."""

    def __init__(self, decision: Decision, *, field: str | None = None) -> None:
        super().__init__(decision.code)
        self.decision = decision
        self.field = field


def require(decision: Decision, *, field: str | None = None) -> None:
    """Raise `Refused` unless the decision allows."""
    if not decision:
        raise Refused(decision, field=field)
