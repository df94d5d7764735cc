"""Noise-aware scoring: how able a scholar is, said with its uncertainty. numpy and scipy only.

One form is one observation: `y = mu + theta[scholar] + beta[mentor] + phi[scholar, mentor] + u[work] + eps`,
where the luck `u` of a work has a longer tail downwards than upwards, and a work's scored result is a
probit of its team's ability and the same luck. See `model` for the priors, `fit` for the inference, and
`document.score` for all of it at once.
"""

from tracker.scoring.fit import NotConverged, at, fit
from tracker.scoring.model import PRIORS, Priors
from tracker.scoring.posterior import Posterior
from tracker.scoring.ratings import Outcomes, Ratings

__all__ = ["PRIORS", "NotConverged", "Outcomes", "Posterior", "Priors", "Ratings", "at", "fit"]
