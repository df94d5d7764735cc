"""The rubric a new program starts with: five criteria whose anchors are behaviours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CriterionText:
    """One criterion as staff write it; levels 2 and 4 lie between the anchors."""

    slug: str
    name: str
    anchor_1: str
    anchor_3: str
    anchor_5: str


DEFAULT_RUBRIC = (
    CriterionText(
        "problem-choice",
        "Problem choice",
        "needs the question supplied; cannot say why it matters",
        "picks a workable question from a list and can say what would change if answered",
        "proposes questions the mentor had not thought of, and drops poor ones unprompted",
    ),
    CriterionText(
        "execution",
        "Execution",
        "experiments often fail to run or do not test the claim",
        "gets a clean first result in the agreed time; debugs most blocks alone",
        "fast loops; simple method first; others reuse the code or proof",
    ),
    CriterionText(
        "rigor",
        "Rigor",
        "reports a result without a baseline or check",
        "names limits, runs the obvious control when prompted",
        "tries to break own result first; reports a null as carefully as a hit",
    ),
    CriterionText(
        "communication",
        "Communication",
        "reader cannot tell claim from evidence",
        "a peer outside the project can follow the write-up",
        "a stranger can check the central claim from the write-up alone",
    ),
    CriterionText(
        "independence",
        "Independence",
        "waits for instruction between meetings",
        "plans a week, asks early when stuck, pivots when told",
        "sets direction, knows when to stop, makes teammates better",
    ),
)
