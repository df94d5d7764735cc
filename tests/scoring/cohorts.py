"""Cohorts to score: the reference files, and small random ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from tracker.scoring import Outcomes, Ratings

DATA = Path(__file__).parent / "data"
ERROR_VARIANCE = {"low": 2.0, "medium": 1.0, "high": 0.7}


def reference(name: str) -> tuple[Ratings, Outcomes, dict[str, Any]]:
    """The data of a reference file and the posterior that long NUTS runs gave for it."""
    content = json.loads((DATA / f"reference-{name}.json").read_text())
    data, forms, results = content["data"], content["data"]["forms"], content["data"]["outcomes"]
    ratings = Ratings(
        data["n_scholars"],
        data["n_mentors"],
        data["n_works"],
        *(np.array([form[key] for form in forms]) for key in ("scholar", "mentor", "work")),
        np.array([form["overall"] for form in forms]),
        np.array([ERROR_VARIANCE[form["confidence"]] for form in forms]),
    )
    outcomes = Outcomes(
        np.array([result["work"] for result in results]),
        np.array([result["success"] for result in results]),
        np.array([result["expected_able"] for result in results]),
        np.array([result["expected_other"] for result in results]),
        [{int(scholar): share for scholar, share in team.items()} for team in data["shares"]],
    )
    return ratings, outcomes, content["posterior"]


def no_outcomes(n_works: int) -> Outcomes:
    none = np.array([], dtype=np.int64)
    return Outcomes(none, none.astype(bool), none.astype(float), none.astype(float), [{}] * n_works)


def random_ratings(seed: int, *, scholars: int = 5, mentors: int = 3, forms: int = 14) -> Ratings:
    """Forms of a small cohort, on works of one scholar each, with ratings from 2 to 4."""
    rng = np.random.default_rng(seed)
    scholar = rng.integers(0, scholars, forms)
    work = scholar * 2 + rng.integers(0, 2, forms)
    return Ratings(
        scholars,
        mentors,
        scholars * 2,
        scholar,
        rng.integers(0, mentors, forms),
        work,
        rng.integers(4, 9, forms) / 2,
        rng.choice([0.7, 1.0, 2.0], forms),
    )
