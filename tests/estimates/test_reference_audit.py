"""Crossed domains, lonely units, calibrated and replicate designs give what R gives in its every corner."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from social_balance.association import rao_scott
from social_balance.estimates.replicating import jackknife
from social_balance.estimates.values import Estimates
from social_balance.estimating import estimate
from social_balance.measures.distribution import quantile
from social_balance.measures.measure import Measure
from social_balance.measures.ratio import mean, ratio, share
from social_balance.measures.total import total
from social_balance.samples.calibration import calibrate
from social_balance.samples.design import Design
from social_balance.samples.replicates import Replicates

HERE = Path(__file__).parents[1] / "reference"
REFERENCE = json.loads((HERE / "audit.json").read_text(encoding="utf-8"))
LONELY = {"fail": "error", "adjust": "centre", "certainty": "certainty", "average": "average"}


def of(*statistics: str) -> pytest.MarkDecorator:
    chosen = [r for r in REFERENCE["results"] if r["statistic"] in statistics]
    return pytest.mark.parametrize("result", chosen, ids=lambda r: r["id"])


def margins_of(told: list[dict]) -> dict:
    return {
        tuple(margin["columns"]): margin["total"]
        if "total" in margin
        else dict(zip(map(tuple, margin["categories"]), margin["totals"], strict=True))
        for margin in told
    }


@cache
def sample_of(name: str) -> tuple[pd.DataFrame, Design]:
    """The table and the design of a result, calibrated and with its replicates."""
    told = REFERENCE["designs"][name]
    frame = pd.read_csv(HERE / told["data"])
    if "columns" in told:
        if told["holds"] == "multipliers":
            frame[told["columns"]] = frame[told["columns"]].div(frame[told["weights"]], axis=0)
        chosen = {key: told.get(key) for key in ("scale", "rscales", "rho", "holds", "centre")}
        return frame, Design(told["weights"], replicates=Replicates(told["columns"], told["type"], **chosen))
    names = {key: told[key] for key in ("weights", "strata", "psu", "population")}
    design = Design(**names, lonely_psu=LONELY[told["lonely_psu"]])
    for number, step in enumerate(told.get("calibrations", [])):
        wishes = {key: tuple(step[key]) for key in ("bounds",) if key in step}
        wishes |= {key: step[key] for key in ("method", "residuals") if key in step}
        made = calibrate(
            frame, design, margins_of(step["margins"]), tolerance=1e-12, name=f"cal{number}", **wishes
        )
        frame, design = made.data, made.design
    return frame, jackknife(design, centre=told["centre"]) if "jackknife" in told else design


def measures_of(result: dict) -> dict[str, Measure]:
    names, conditions = result["variables"], [f"{name} is not missing" for name in answered(result)]
    if "domain" in result:
        conditions.append(result["domain"].replace(" & ", " and "))
    base = " and ".join(conditions)
    of_all = {"mean": mean, "total": total}
    if result["statistic"] == "ratio":
        return {"ratio": ratio(*names, base=base, factor=1)}
    if result["statistic"] == "share":
        return {"share": share(names[0], base=base)}
    if result["statistic"] == "quantile":
        return {"quantile": quantile(names[0], result["p"], base=base)}
    return {name: of_all[result["statistic"]](name, base=base) for name in names}


def answered(result: dict) -> list[str]:
    """R leaves out of a figure whoever lacks one of its variables."""
    return [result["answered"]] if "answered" in result else result["variables"]


def ours(result: dict) -> Estimates:
    return of_id(result["id"])


@cache
def of_id(name: str) -> Estimates:
    result = next(r for r in REFERENCE["results"] if r["id"] == name)
    frame, design = sample_of(result["design"])
    made = estimate(frame, measures_of(result), design=design, by=result.get("by", []))
    position = {tuple(map(str, label)): i for i, label in enumerate(made.labels)}
    at = [position[tuple(map(str, label))] for label in result["labels"]]
    return Estimates(made.rows.iloc[at], made.matrix[np.ix_(at, at)])


@of("mean", "total", "ratio", "share")
def test_figures_covariances_and_design_effects_are_those_of_r(result: dict) -> None:
    made, factor = ours(result), 100.0 if result["statistic"] == "share" else 1.0
    np.testing.assert_allclose(made.values, factor * np.array(result["value"]), rtol=1e-9)
    # R gives a single respondent the standard error 0, and we give none.
    se = np.where(made.usable, factor * np.array(result["se"]), np.nan)
    np.testing.assert_allclose(made.se, se, rtol=1e-9)
    covariance = factor**2 * np.array(result.get("vcov", made.matrix / factor**2))
    # A figure without a degree of freedom is not usable, and keeps R's variance in the matrix.
    spread = factor * np.array(result["se"], dtype=float)
    size = np.nan_to_num(np.outer(spread, spread))
    assert np.all(np.abs(made.matrix - covariance) <= 1e-9 * size)
    rows = made.frame()
    for effect in ("deff", "deff_srswor"):
        np.testing.assert_allclose(rows[effect], np.array(result.get(effect, rows[effect]), float), rtol=1e-9)


# A made jackknife counts the units and strata of a part; R counts the rank of its replicate weights.
COUNTED = [
    r
    for r in REFERENCE["results"]
    if "df" in r and "ddf" not in r and not (r["design"].startswith("jack_") and r.keys() & {"by", "domain"})
]


@pytest.mark.parametrize("result", COUNTED, ids=lambda r: r["id"])
def test_degrees_of_freedom_are_those_of_r(result: dict) -> None:
    df = ours(result).rows["df"].to_numpy()
    np.testing.assert_array_equal(df, np.broadcast_to(result["df"], df.shape))


@of("share")
def test_intervals_of_a_share_are_those_of_r(result: dict) -> None:
    for method, limits in result["intervals"].items():
        row = ours(result).frame(level=result["level"], interval=method).iloc[0]
        np.testing.assert_allclose([row["low"], row["high"]], 100 * np.array(limits), rtol=1e-8)


@of("quantile")
def test_quantiles_are_those_of_r(result: dict) -> None:
    assert ours(result).values.tolist() == result["value"]


# R has no limit, and no standard error, where Woodruff's symmetric limits leave [0, 1].
INSIDE = [r for r in REFERENCE["results"] if "interval" in r and None not in [*r["interval"], *r["se"]]]


@pytest.mark.parametrize("result", INSIDE, ids=lambda r: r["id"])
def test_intervals_of_a_quantile_are_those_of_r(result: dict) -> None:
    row = ours(result).frame(level=result["level"]).iloc[0]
    assert [row["low"], row["high"]] == result["interval"]
    np.testing.assert_allclose(row["se"], result["se"][0], rtol=1e-9)


@of("table")
def test_tables_have_the_tests_of_r(result: dict) -> None:
    frame, design = sample_of(result["design"])
    base = result.get("domain", "").replace(" & ", " and ") or None
    test = rao_scott(frame, *result["variables"], design, base=base)
    got = [test.f, test.ndf, test.ddf, test.p, test.x2, test.df, test.p_first]
    theirs = [result[key] for key in ("f", "ndf", "ddf", "second", "x2", "df", "first")]
    np.testing.assert_allclose(got, theirs, rtol=1e-8)


@of("weights")
def test_calibrated_weights_are_those_of_r(result: dict) -> None:
    frame, design = sample_of(result["design"])
    np.testing.assert_allclose(frame[design.weights], result["weights"], rtol=1e-9)
