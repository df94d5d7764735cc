"""How a program makes its scores: the version in use, and changing it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Program
from tracker.evaluations import scoring_rules
from tracker.evaluations.score_models import ScoringSettings
from tracker.evaluations.scoring_rules import COMPONENTS, Scoring
from tracker.people.models import Person
from tracker.reasons import Decision, no, require
from tracker.scoring.model import LEAST_ABILITY_SHARE, PRIORS, Priors

# scoring.md 3: an absolute level of the rubric, "behind with named gaps", never a percentile.
BAR = 2.0
DEFAULTS = Scoring(k_low=PRIORS.k_low, k_high=PRIORS.k_high, shares=PRIORS.shares, bar=BAR)


def in_use(session: Session, program_id: int) -> Scoring:
    """How the program makes its scores today; the model's own values where nobody changed them."""
    row = _newest(session, program_id)
    return DEFAULTS if row is None else _scoring(row)


def set_scoring(
    session: Session,
    actor: Person | None,
    *,
    program: Program,
    scoring: Scoring,
    base_version: int | None = None,
) -> ScoringSettings:
    """Make scores like this from now on, as a new version; earlier ones stay for what they explain.

    `base_version` is the version that the page began with; if another one stands by now, the code
    `scoring_changed` refuses.
    """
    decision = scoring_rules.may_set_scoring(scoring)
    require(decision, field=field_of(decision))
    scoring = scoring.normalised()
    audit.hold(session, program.id)
    row = _newest(session, program.id)
    before = DEFAULTS if row is None else _scoring(row)
    if base_version is not None and base_version != before.version:
        require(no("scoring_changed"), field="version")
    if _facts(before) == _facts(scoring):
        require(no("scoring_unchanged"))
    made = ScoringSettings(
        program_id=program.id,
        version=before.version + 1,
        k_low=scoring.k_low,
        k_high=scoring.k_high,
        bar=scoring.bar,
        changed_at=clock.now(),
        changed_by_id=actor.id if actor else None,
        **{f"share_{name}": share for name, share in zip(COMPONENTS, scoring.shares, strict=True)},
    )
    session.add(made)
    session.flush()
    audit.note(
        session,
        actor,
        "scoring.set",
        made,
        program_id=program.id,
        version=made.version,
        before=_facts(before),
        after=_facts(scoring),
    )
    return made


def priors(scoring: Scoring) -> Priors:
    """The settings as the model takes them."""
    return Priors(shares=scoring.shares, k_low=scoring.k_low, k_high=scoring.k_high)


def steepest(scoring: Scoring) -> float:
    """How far apart stated pass rates may lie, as (Φ⁻¹(able) − Φ⁻¹(other)) / 2.

    Beyond it the expected luck of a work alone would explain more than the rates leave room for, and the
    model caps what the result says (scoring.md 2, alpha).
    """
    ability, _severity, _fit, luck, _error = scoring.shares
    return float(((1 - LEAST_ABILITY_SHARE) * ability / luck) ** 0.5)


def _newest(session: Session, program_id: int) -> ScoringSettings | None:
    found = sa.select(ScoringSettings).where(ScoringSettings.program_id == program_id)
    return session.scalars(found.order_by(ScoringSettings.version.desc()).limit(1)).first()


def _scoring(row: ScoringSettings) -> Scoring:
    return Scoring(
        k_low=row.k_low,
        k_high=row.k_high,
        shares=(row.share_ability, row.share_severity, row.share_fit, row.share_luck, row.share_error),
        bar=row.bar,
        version=row.version,
    )


def _facts(scoring: Scoring) -> dict[str, float]:
    shares = dict(zip(COMPONENTS, scoring.shares, strict=True))
    return {"k_low": scoring.k_low, "k_high": scoring.k_high, "bar": scoring.bar, **shares}


def field_of(decision: Decision) -> str:
    """The input that a refusal is about."""
    if decision.code == "scoring_share_range":
        return f"share_{decision.params['component']}"
    if decision.code == "scoring_k_range":
        return str(decision.params["name"])
    return "bar" if decision.code == "scoring_bar_range" else "shares"
