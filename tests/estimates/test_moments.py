"""The covariance by strands and pieces is the one of the dense matrix of linearised values."""

from __future__ import annotations

import numpy as np
import pytest
from small_town import AREAS, answers

from social_balance.estimates import survey
from social_balance.estimates.moments import concatenate_influence, dense_influence
from social_balance.estimates.values import Estimates
from social_balance.estimating import estimate
from social_balance.measures.rated import SeenFromOutside
from social_balance.measures.ratio import mean, ratio, scale, share
from social_balance.measures.total import total
from social_balance.samples.design import Design, Sample

MEASURES = {
    "tryg": share("q in (1, 2)", base="q in (1, 2, 3, 4)"),
    "tillid": mean("tillid", low=0, high=10),
    "naboer": scale(["b1", "b2", "b3"], low=5, high=1),
    "forhold": ratio("b1", "b2"),
    "antal": total("tillid", base="q is not missing"),
    "set": SeenFromOutside(value="syn_{area}", low=0, high=10),
}
DESIGNS = {
    "a simple random sample": Design(),
    "weights alone": Design(weights="w"),
    "strata": Design(weights="w", strata=["area", "year"]),
    "strata with a population": Design(weights="w", strata="area", population="people"),
    "households within their groups": Design(weights="w", strata="area", psu="household"),
    "clusters across the groups": Design(weights="w", strata="year", psu="cluster"),
    "a lonely stratum, centred": Design(weights="w", strata="few", lonely_psu="centre"),
    "a lonely stratum, certain": Design(weights="w", strata="few", lonely_psu="certainty"),
    "a lonely stratum, averaged": Design(weights="w", strata="few", lonely_psu="average"),
    "two stages": Design(weights="w", psu=["cluster", "household"], population=["clusters", "people"]),
}
BY = [["area", "year"], ["area"], ["area", "few"]]


def town() -> object:
    frame = answers(6000)
    group = frame.groupby(["area", "year"]).ngroup()
    few = np.arange(len(frame)) % 7
    few[4321] = 7
    return frame.assign(
        household=group * 10_000 + frame["home"],
        cluster=frame["home"] % 90,
        clusters=400,
        people=9000,
        few=few,
    )


def dense(sample: Sample, parts: list, k: int, *, sorted_sample: Sample) -> np.ndarray:
    n = len(sample.weights)
    return sample.covariance(dense_influence(concatenate_influence(parts, n), n, k))


def both_ways(design: Design, by: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[Estimates, Estimates]:
    quick = estimate(town(), MEASURES, design=design, by=by, areas=AREAS)
    monkeypatch.setattr(survey, "joint_covariance", dense)
    return quick, estimate(town(), MEASURES, design=design, by=by, areas=AREAS)


@pytest.mark.parametrize("by", BY, ids=" and ".join)
@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_the_quick_covariance_is_that_of_the_dense_matrix(
    design: Design, by: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, slow = both_ways(design, by, monkeypatch)
    spread = np.sqrt(np.diagonal(slow.matrix))
    assert (spread > 0).any()
    scale_of = np.outer(spread, spread)
    np.testing.assert_allclose(quick.matrix, slow.matrix, rtol=0, atol=1e-12 * scale_of.max())
    correlated = scale_of > 0
    difference = np.abs(quick.matrix - slow.matrix)[correlated] / scale_of[correlated]
    assert difference.max() < 1e-12


def test_a_mean_far_from_zero_loses_no_digits() -> None:
    # 1e8 + y varies as y does: nothing is squared before the mean is taken away.
    frame = answers(6000).assign(far=lambda f: f["tillid"] + 1e8)
    near, far = (
        estimate(frame, {"x": total(name)}, design=Design(), by=["area"]) for name in ("tillid", "far")
    )
    n = frame["tillid"].notna().groupby(frame["area"]).sum().to_numpy(dtype=float)
    shifted = n * (1 - n / len(frame)) * 1e16 * len(frame) / (len(frame) - 1)
    np.testing.assert_allclose(np.diagonal(far.matrix), shifted, rtol=1e-6)
    assert (np.diagonal(near.matrix) > 0).all()
