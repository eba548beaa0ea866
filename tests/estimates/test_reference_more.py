"""Totals, quantiles, intervals, tables and the other data sets of R `survey` give what R gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from social_balance.association import rao_scott
from social_balance.estimates.values import Estimates
from social_balance.estimating import estimate
from social_balance.measures.distribution import quantile
from social_balance.measures.measure import Measure
from social_balance.measures.ratio import mean, ratio, share
from social_balance.measures.total import total
from social_balance.samples.design import Design

HERE = Path(__file__).parents[1] / "reference"
REFERENCE = json.loads((HERE / "more.json").read_text(encoding="utf-8"))
API = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))
LONELY = {"fail": "error", "adjust": "centre", "certainty": "certainty", "average": "average"}


def results(*statistics: str) -> pytest.MarkDecorator:
    # R has no limit, and no standard error, where Woodruff's symmetric limits leave [0, 1].
    known = [r for r in REFERENCE["results"] if None not in r.get("interval", [])]
    chosen = [r for r in known if r["statistic"] in statistics]
    return pytest.mark.parametrize("result", chosen, ids=lambda r: r["id"])


def design_of(told: dict) -> Design:
    names = {key: told[key] for key in ("weights", "strata", "psu", "population")}
    return Design(**names, lonely_psu=LONELY[told.get("lonely_psu", "fail")])


def sample_of(result: dict) -> tuple[pd.DataFrame, Design]:
    told = REFERENCE["designs"][result["design"]]
    return pd.read_csv(HERE / told["data"]), design_of(told)


def base_of(result: dict) -> str | None:
    """R's spelling of a domain, and who answered, as a condition of ours."""
    domain = result.get("domain")
    text = None if domain is None else domain.replace(" & ", " and ").replace("agecat == '", "agecat == ")
    text = text if text is None or "agecat" not in text else text.removesuffix("'")
    answered = result.get("answered")
    parts = [text] if text else []
    parts += [f"{answered} is not missing"] if answered else []
    return " and ".join(parts) or None


def measures_of(result: dict) -> dict[str, Measure]:
    base, names = base_of(result), result["variables"]
    make: dict[str, Callable[[], dict[str, Measure]]] = {
        "mean": lambda: {name: mean(name, base=base) for name in names},
        "total": lambda: {name: total(name, base=base) for name in names},
        "ratio": lambda: {"ratio": ratio(*names, base=base, factor=1)},
        "share": lambda: {"share": share(names[0], base=base)},
        "quantile": lambda: {"quantile": quantile(names[0], result["p"], base=base)},
    }
    return make[result["statistic"]]()


def ours(result: dict) -> Estimates:
    frame, design = sample_of(result)
    by = result.get("by", [])
    made = estimate(frame, measures_of(result), design=design, by=by)
    order = [tuple(map(str, label[1:])) for label in made.labels]
    wanted = [(label,) for label in result.get("labels", [])] or order
    at = [order.index(label) for label in wanted] if by else list(range(len(order)))
    return Estimates(made.rows.iloc[at], made.matrix[np.ix_(at, at)])


@results("mean", "total", "ratio", "share")
def test_figures_covariances_and_degrees_of_freedom_are_those_of_r(result: dict) -> None:
    made, factor = ours(result), 100.0 if result["statistic"] == "share" else 1.0
    np.testing.assert_allclose(made.values, factor * np.array(result["value"]), rtol=1e-9)
    np.testing.assert_allclose(made.se, factor * np.array(result["se"]), rtol=1e-9)
    covariance = factor**2 * np.atleast_2d(result["vcov"])
    scale = np.sqrt(np.outer(np.diagonal(covariance), np.diagonal(covariance)))
    np.testing.assert_allclose(made.matrix, covariance, rtol=1e-9, atol=1e-11 * scale.max())
    df = made.rows["df"].to_numpy()
    np.testing.assert_allclose(df, np.broadcast_to(result["df"], df.shape))


@pytest.mark.parametrize(
    "result", [r for r in REFERENCE["results"] if "deff" in r], ids=lambda result: result["id"]
)
def test_design_effects_with_and_without_replacement_are_those_of_r(result: dict) -> None:
    rows = ours(result).frame()
    np.testing.assert_allclose(rows["deff"], result["deff"], rtol=1e-9)
    # None where the weights do not add up to more than the sample: there is no population to draw from.
    theirs = np.array(result["deff_srswor"], dtype=float)
    np.testing.assert_allclose(rows["deff_srswor"], theirs, rtol=1e-9)


@results("share")
@pytest.mark.parametrize("method", ["logit", "beta", "wald"])
def test_intervals_of_a_share_are_those_of_r(result: dict, method: str) -> None:
    row = ours(result).frame(level=result["level"], interval=method).iloc[0]
    limits = 100 * np.array(result["intervals"][method])
    np.testing.assert_allclose([row["low"], row["high"]], limits, rtol=1e-8)


@results("quantile")
def test_quantiles_with_woodruffs_interval_are_those_of_r(result: dict) -> None:
    row = ours(result).frame(level=result["level"]).iloc[0]
    assert row["value"] == result["value"]
    assert row["df"] == result["df"]
    assert [row["low"], row["high"]] == result["interval"]
    np.testing.assert_allclose(row["se"], result["se"], rtol=1e-9)


@results("table")
def test_tables_have_the_tests_of_r(result: dict) -> None:
    frame, design = sample_of(result)
    test = rao_scott(frame, *result["variables"], design, base=base_of(result))
    got = [test.f, test.ndf, test.ddf, test.p, test.x2, test.df, test.p_first]
    theirs = [result[key] for key in ("f", "ndf", "ddf", "p", "x2", "df", "p_first")]
    np.testing.assert_allclose(got, theirs, rtol=1e-8)


@pytest.mark.parametrize(
    "result", [r for r in API["results"] if r["statistic"] == "total"], ids=lambda r: r["id"]
)
def test_totals_of_the_api_designs_are_those_of_r(result: dict) -> None:
    told = API["designs"][result["design"]]
    measures = {name: total(name) for name in result["variables"]}
    frame = pd.read_csv(HERE / told["data"])
    made = estimate(frame, measures, design=design_of(told), by=result.get("by", []))
    position = {tuple(map(str, label)): i for i, label in enumerate(made.labels)}
    at = [position[tuple(map(str, label))] for label in result["labels"]]
    np.testing.assert_allclose(made.values[at], result["value"], rtol=1e-9)
    np.testing.assert_allclose(made.se[at], result["se"], rtol=1e-9)
    covariance = np.atleast_2d(result["vcov"])
    np.testing.assert_allclose(
        made.matrix[np.ix_(at, at)], covariance, rtol=1e-9, atol=1e-11 * covariance.max()
    )


@pytest.mark.parametrize("result", [r for r in API["results"] if "intervals" in r], ids=lambda r: r["id"])
def test_korn_and_graubards_interval_of_the_api_shares_is_that_of_r(result: dict) -> None:
    told = API["designs"][result["design"]]
    measure = share(result["variables"][0], base=result.get("domain"))
    made = estimate(pd.read_csv(HERE / told["data"]), {"share": measure}, design=design_of(told))
    for method, theirs in (("beta", "beta"), ("wald", "mean")):
        row = made.frame(level=result["level"], interval=method).iloc[0]
        np.testing.assert_allclose(
            [row["low"], row["high"]], 100 * np.array(result["intervals"][theirs]), rtol=1e-8
        )
