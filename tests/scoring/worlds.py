"""Small random cohorts with pairs, several mentors and scored results, and what may be added to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from tracker.scoring import PRIORS, Outcomes, Posterior, Priors, Ratings, at
from tracker.scoring.simulate import Kind, world

# The default shares of a typical spread of 0.75 rubric points.
TYPICAL = 0.75 * np.sqrt(np.array(PRIORS.shares))
# With so wide a bell luck is Gaussian, and everything can be solved exactly.
GAUSSIAN = Priors(k_low=60.0, k_high=60.0)
RATES = ((0.5, 0.1), (0.6, 0.2), (0.75, 0.35), (0.9, 0.6))
FACTORS = (0.7, 1.0, 2.0)
COLUMNS = ("scholar", "mentor", "work", "overall", "error_variance")


@dataclasses.dataclass(frozen=True)
class Cohort:
    """The input of a fit, and standard deviations to fit it at."""

    ratings: Ratings
    outcomes: Outcomes
    sds: np.ndarray

    def fitted(self, priors: Priors = PRIORS) -> Posterior:
        return at(self.ratings, self.outcomes, self.sds, priors=priors)

    def levels(self) -> np.ndarray:
        return self.fitted().level.mean

    def with_overall(self, overall: np.ndarray) -> Cohort:
        return dataclasses.replace(self, ratings=dataclasses.replace(self.ratings, overall=overall))


def draw_cohort(seed: int, *, scholars: int = 6, mentors: int = 4, results: bool = True) -> Cohort:
    """A cohort from a seed: one to three works each, a third by pairs, one to three forms a member."""
    rng = np.random.default_rng(seed)
    shares: list[dict[int, float]] = []
    forms = []
    for scholar in range(scholars):
        for _ in range(rng.integers(1, 3)):
            work, team = len(shares), [scholar]
            if rng.random() < 0.35:
                team.append(int((scholar + rng.integers(1, scholars)) % scholars))
            first = float(rng.choice([0.3, 0.5, 0.7])) if len(team) == 2 else 1.0
            shares.append(dict(zip(team, (first, 1 - first), strict=False)))
            for member in team:
                forms += [(member, mentor, work) for mentor in rng.permutation(mentors)[: rng.integers(1, 3)]]
            if rng.random() < 0.2:  # the same mentor again, later in the work
                forms.append(forms[-1])
    scholar, mentor, work = np.array(forms, dtype=np.int64).T
    overall = rng.integers(2, 11, len(forms)) / 2
    ratings = Ratings(
        scholars, mentors, len(shares), scholar, mentor, work, overall, rng.choice(FACTORS, len(forms))
    )
    scored = np.flatnonzero(rng.random(len(shares)) < 0.5) if results else np.array([], dtype=np.int64)
    rates = np.array(RATES)[rng.integers(0, len(RATES), len(scored))].reshape(-1, 2)
    outcomes = Outcomes(scored, rng.random(len(scored)) < 0.5, rates[:, 0], rates[:, 1], shares)
    return Cohort(ratings, outcomes, TYPICAL * rng.uniform(0.75, 1.35, 5))


SEEDS = st.integers(0, 10**6)


@st.composite
def cohorts(draw: st.DrawFn, *, results: bool = True) -> Cohort:
    """Five to eight scholars, three to five mentors, at standard deviations about the default shares."""
    return draw_cohort(
        draw(SEEDS),
        scholars=draw(st.integers(5, 8)),
        mentors=draw(st.integers(3, 5)),
        results=results,
    )


def drawn_cohort(seed: int, kind: Kind) -> Cohort:
    """Seven scholars of a simulated world, about half of their works with a result."""
    drawn = world(seed, kind, scholars=7, mentors=3, works=2)
    kept = np.random.default_rng(seed).random(len(drawn.outcomes.work)) < 0.5
    results = {name: getattr(drawn.outcomes, name)[kept] for name in ("work", "reached", "able", "other")}
    return Cohort(drawn.ratings, dataclasses.replace(drawn.outcomes, **results), drawn.sds)


@st.composite
def drawn_cohorts(draw: st.DrawFn) -> Cohort:
    """Cohorts in which people say what the model, or a harsher world, lets them say."""
    return drawn_cohort(draw(SEEDS), draw(st.sampled_from(["light", "heavy"])))


def scholar_of(cohort: Cohort, number: int) -> int:
    """Some scholar who has a form."""
    present = np.unique(cohort.ratings.scholar)
    return int(present[number % len(present)])


def with_form(cohort: Cohort, scholar: int, mentor: int, work: int, rating: float, factor: float) -> Cohort:
    """One more form on a work that exists, by anybody."""
    values = zip(COLUMNS, (scholar, mentor, work, rating, factor), strict=True)
    columns = {name: np.append(getattr(cohort.ratings, name), value) for name, value in values}
    return dataclasses.replace(cohort, ratings=dataclasses.replace(cohort.ratings, **columns))


def with_works(
    cohort: Cohort,
    scholar: int,
    works: Sequence[Sequence[float]],
    *,
    factor: float = 1.0,
    mentor: int | None = None,
    result: tuple[bool, float, float] | None = None,
) -> Cohort:
    """The cohort after solo works by a scholar, each with its ratings.

    Every form is by a mentor nobody knows, or all of a work's forms are by one: `mentor`, where the first
    code not yet taken is a new one. `result` is that of the last work: reached, and the two pass rates.
    """
    old, results = cohort.ratings, cohort.outcomes
    said = [(old.n_works + number, rating) for number, forms in enumerate(works) for rating in forms]
    more = len(said)
    by = old.n_mentors + np.arange(more) if mentor is None else np.full(more, mentor)
    ratings = Ratings(
        old.n_scholars,
        max(old.n_mentors, int(by.max(initial=-1)) + 1),
        old.n_works + len(works),
        np.append(old.scholar, np.full(more, scholar)),
        np.append(old.mentor, by),
        np.append(old.work, np.array([work for work, _ in said], dtype=np.int64)),
        np.append(old.overall, np.array([rating for _, rating in said])),
        np.append(old.error_variance, np.full(more, factor)),
    )
    shares = [*results.shares, *({scholar: 1.0} for _ in works)]
    outcomes = dataclasses.replace(results, shares=shares)
    if result is not None:
        outcomes = with_result(outcomes, ratings.n_works - 1, *result)
    return dataclasses.replace(cohort, ratings=ratings, outcomes=outcomes)


def with_result(outcomes: Outcomes, work: int, reached: bool, able: float, other: float) -> Outcomes:
    """One more scored result."""
    return Outcomes(
        np.append(outcomes.work, work),
        np.append(outcomes.reached, reached),
        np.append(outcomes.able, able),
        np.append(outcomes.other, other),
        outcomes.shares,
    )
