"""The fit against independent posteriors of exactly this model, sampled with NUTS."""

from __future__ import annotations

import numpy as np
import pytest

from tests.scoring.cohorts import reference
from tracker.scoring import fit


@pytest.mark.parametrize("name", ["small", "medium", "large"])
def test_levels_agree_with_long_sampling_runs(name):
    ratings, outcomes, sampled = reference(name)
    level = fit(ratings, outcomes).level
    mean, sd = np.array(sampled["level_mean"]), np.array(sampled["level_sd"])
    away = np.abs(level.mean - mean) / sd
    assert away.mean() <= 0.03
    assert away.max() <= 0.06
    assert abs((level.sd / sd).mean() - 1) <= 0.03
    assert np.abs(level.below(2.5) - sampled["p_below_2_5"]).max() <= 0.025
    assert (np.abs(level.quantile(0.05) - sampled["level_q05"]) / sd).max() <= 0.15
    assert (np.abs(level.quantile(0.95) - sampled["level_q95"]) / sd).max() <= 0.15


@pytest.mark.parametrize("name", ["small", "medium", "large"])
def test_components_agree_with_long_sampling_runs(name):
    ratings, outcomes, sampled = reference(name)
    components = fit(ratings, outcomes).components
    assert components["ability"] == pytest.approx(sampled["sd_ability"], rel=0.02)
    assert components["luck"] == pytest.approx(sampled["sd_luck"], rel=0.02)
