"""Every estimate and standard error of the reference designs is the one that R `survey` gives."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from social_balance.estimates.values import Estimates
from social_balance.estimating import estimate
from social_balance.language.faults import InputError
from social_balance.measures.measure import Measure
from social_balance.measures.ratio import mean, ratio, share
from social_balance.samples.design import Design

HERE = Path(__file__).parents[1] / "reference"
REFERENCE = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))
LONELY = {"fail": "error", "adjust": "centre", "certainty": "certainty", "average": "average"}
RESULTS = [result for result in REFERENCE["results"] if result["statistic"] in ("mean", "ratio", "share")]


def frame_of(result: dict) -> pd.DataFrame:
    """The sample of a result, with the rows outside its domain kept in the design."""
    return pd.read_csv(HERE / REFERENCE["designs"][result["design"]]["data"])


def measures_of(result: dict) -> dict[str, Measure]:
    base = result.get("domain")
    if result["statistic"] == "ratio":
        numerator, denominator = result["variables"]
        return {result["labels"][0][0]: ratio(numerator, denominator, base=base, factor=1)}
    if result["statistic"] == "share":
        return {result["labels"][0][0]: share(result["variables"][0], base=base)}
    return {name: mean(name, base=base) for name in result["variables"]}


def ours(result: dict) -> Estimates:
    spec = REFERENCE["designs"][result["design"]]
    design = Design(
        weights=spec["weights"],
        strata=spec["strata"],
        psu=spec["psu"],
        population=spec["population"],
        lonely_psu=LONELY[spec["lonely_psu"]],
    )
    frame = frame_of(result)
    if result["design"] == "panel_waves_apart":
        design = Design(weights=spec["weights"], strata=spec["strata"], psu=["household"])
    return estimate(frame, measures_of(result), design=design, by=result.get("by", []))


def in_their_order(estimates: Estimates, result: dict) -> np.ndarray:
    """Position among our rows of each of R's labels."""
    position = {tuple(map(str, label)): i for i, label in enumerate(estimates.labels)}
    drop = 1 if result["statistic"] == "ratio" else 0  # R names the denominator too
    return np.array([position[tuple(map(str, [label[0], *label[1 + drop :]]))] for label in result["labels"]])


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result["id"])
def test_value_and_joint_covariance_agree_with_r(result: dict) -> None:
    estimates = ours(result)
    at = in_their_order(estimates, result)
    factor = 100.0 if result["statistic"] == "share" else 1.0
    np.testing.assert_allclose(estimates.values[at], factor * np.array(result["value"]), rtol=1e-9)
    covariance = factor**2 * np.atleast_2d(result["vcov"])
    scale = np.sqrt(np.outer(np.diagonal(covariance), np.diagonal(covariance)))
    np.testing.assert_allclose(
        estimates.matrix[np.ix_(at, at)], covariance, rtol=1e-9, atol=1e-11 * scale.max()
    )
    np.testing.assert_allclose(estimates.se[at], factor * np.array(result["se"]), rtol=1e-9)


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result["id"])
def test_degrees_of_freedom_agree_with_r(result: dict) -> None:
    estimates = ours(result)
    at = in_their_order(estimates, result)
    df = estimates.rows["df"].to_numpy()[at]
    np.testing.assert_allclose(df, np.broadcast_to(result["df"], df.shape))


@pytest.mark.parametrize("result", [r for r in RESULTS if "deff" in r], ids=lambda result: result["id"])
def test_design_effect_agrees_with_r(result: dict) -> None:
    estimates = ours(result)
    deff = estimates.rows["deff"].to_numpy()[in_their_order(estimates, result)]
    np.testing.assert_allclose(deff, result["deff_replace"], rtol=1e-9)


@pytest.mark.parametrize("result", [r for r in RESULTS if "intervals" in r], ids=lambda result: result["id"])
def test_logit_interval_of_a_share_agrees_with_r(result: dict) -> None:
    row = ours(result).frame(level=result["level"]).iloc[0]
    # R's "logit" is where its glm stops (1e-8 of the deviance); "xlogit" is the same in closed form.
    np.testing.assert_allclose(
        [row["low"], row["high"]], 100 * np.array(result["intervals"]["xlogit"]), rtol=1e-9
    )
    np.testing.assert_allclose(
        [row["low"], row["high"]], 100 * np.array(result["intervals"]["logit"]), rtol=1e-7
    )


def test_a_lonely_unit_is_an_error_that_names_its_stratum() -> None:
    frame = pd.read_csv(HERE / "small.csv")
    with pytest.raises(InputError) as fault:
        estimate(frame, {"score": mean("score")}, design=Design(weights="w", strata="stratum", psu="psu"))
    assert [issue.code for issue in fault.value.issues] == ["DSN007"]
    lonely = frame.groupby("stratum")["psu"].nunique().loc[lambda n: n == 1].index[0]
    assert f"'{lonely}'" in str(fault.value)
