"""The default checklist: 39 items, of which 20 are core. A program may add items and tighten effects."""

from __future__ import annotations

from tracker.releases import checklist_benefit, checklist_handling, checklist_hazards, checklist_scope
from tracker.releases.checklist import Checklist
from tracker.releases.checklist_parts import N_

DEFAULT = Checklist(
    sections=(
        ("A", N_("Artefact and scope")),
        ("B", N_("Expected safety benefit")),
        ("C", N_("Capability and acceleration")),
        ("D", N_("Misuse")),
        ("E", N_("Availability elsewhere")),
        ("F", N_("Reversibility")),
        ("G", N_("Audience and framing")),
        ("H", N_("Mitigations and staging")),
        ("I", N_("Coordination and disclosure")),
        ("J", N_("Sign-offs")),
    ),
    items=(
        *checklist_scope.ITEMS,
        *checklist_benefit.BENEFIT,
        *checklist_hazards.ACCELERATION,
        *checklist_hazards.MISUSE,
        *checklist_benefit.AVAILABILITY,
        *checklist_benefit.REVERSIBILITY,
        *checklist_handling.FRAMING,
        *checklist_handling.STAGING,
        *checklist_handling.COORDINATION,
        *checklist_handling.SIGN_OFFS,
    ),
    early=("A5", "C1", "C2", "D1", "E1"),
    short=("A1", "A2", "A3", "C1", "C4", "D1", "J2", "J4"),
    news=checklist_handling.NEWS,
)
