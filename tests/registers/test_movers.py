"""Movers in and out of the same year are read in the same register: who does both is counted in both."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.measures.ratio import Difference

MOVERS = Difference(base="til == 1", positive="job == 1", minus_base="fra == 1", minus_positive="job == 1")
SHARES = {
    "forskel": MOVERS,
    "til": sb.share("job == 1", base="til == 1"),
    "fra": sb.share("job == 1", base="fra == 1"),
}


def register(both: int) -> pd.DataFrame:
    """Thirty who moved in, forty who moved out, and so many who did both in the year."""
    rng = np.random.default_rng(8)
    kinds = [(1, 0)] * 30 + [(0, 1)] * 40 + [(1, 1)] * both
    frame = pd.DataFrame(kinds, columns=["til", "fra"])
    frame["job"] = (rng.random(len(frame)) < 0.5).astype(int)
    return frame.assign(person_id=np.arange(len(frame)), year=2024, area="vest")


def label(name: str) -> tuple[str, str, int]:
    return (name, "vest", 2024)


@pytest.mark.parametrize("both", [0, 25])
def test_the_variance_of_the_difference_has_the_covariance_of_those_who_did_both(both: int) -> None:
    frame = register(both)
    est = sb.estimate(sb.Register(frame), SHARES, by=["area", "year"])
    p = {name: frame.loc[frame[name] == 1, "job"].mean() for name in ("til", "fra")}
    z = {name: 100 * frame[name] * (frame["job"] - p[name]) / frame[name].sum() for name in ("til", "fra")}
    value = est.frame()["value"]
    assert value[label("forskel")] == pytest.approx(100 * (p["til"] - p["fra"]))
    covariance = est.covariance
    assert covariance.loc[label("til"), label("fra")] == pytest.approx((z["til"] * z["fra"]).sum())
    assert covariance.loc[label("forskel"), label("forskel")] == pytest.approx(
        ((z["til"] - z["fra"]) ** 2).sum()
    )


def test_without_anybody_who_did_both_the_two_shares_are_independent() -> None:
    est = sb.estimate(sb.Register(register(0)), SHARES, by=["area", "year"])
    assert est.covariance.loc[label("til"), label("fra")] == pytest.approx(0, abs=1e-12)
