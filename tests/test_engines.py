"""One pass on any engine: the figures and covariances of the kernel in memory, from every engine."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from on_engines import ON_THIS_MACHINE, in_polars
from small_town import AREAS, register

import social_balance as sb
from social_balance.estimates import Estimates
from social_balance.issues import InputError
from social_balance.linearise import Task
from social_balance.measures import Difference, Measure, ScaleShare, mean, ratio, scale, share, total
from social_balance.registers import Register, figures_by_persons
from social_balance.tables import read_register

BATTERY: dict[str, Any] = {"low": 1, "high": 5, "min_answered": 0.6}
MEASURES: dict[str, Measure] = {
    "doemte": share("doemt == 1", base="age >= 18 and doemt in (0, 1)"),
    "indkomst": ratio("indkomst", "indkomst_region", base="18 <= age <= 64"),
    "alder": mean("age", base="age >= 18"),
    "kvintil": mean("kvintil", low=1, high=5),
    "forskel": Difference(
        positive="doemt == 1", base="age >= 30 and doemt is not missing",
        minus_positive="kvintil in (1, 3, 5)", minus_base="kvintil is not missing",
    ),
    "trivsel": scale(["t1", "t2", "t3"], reversed=["t2"], base="age < 60", **BATTERY),
    "hoej": ScaleShare(items=("t1", "t2", "t3"), at_least=10, **BATTERY),
    "loen": total("indkomst", base="age < 67", factor=0.001),
    "antal": total(positive="skole in ('S1', 'S3') or køn == 'kvinde'"),
    "alle": share("køn == 'kvinde'"),
}  # fmt: skip
BY = ["area", "year"]


def people() -> pd.DataFrame:
    """The small town with a battery, sex as text with a Danish letter, and a missing answer here and there."""
    frame = register(420)
    rng = np.random.default_rng(8)
    for name, gone in (("t1", 0.1), ("t2", 0.3), ("t3", 0.4)):
        frame[name] = np.where(rng.random(len(frame)) < gone, np.nan, rng.integers(1, 6, len(frame)))
    frame["køn"] = pd.Series(rng.choice(["kvinde", "mand"], len(frame)), dtype=object)
    frame["inde"] = rng.choice(["A", "B", "C"], len(frame))
    return frame


def by_persons(frame: pd.DataFrame, by: list[str], person: str | None = "person_id") -> tuple[Any, Any]:
    """The oracle: every person's linearised values in memory."""
    tasks = [Task(name, measure) for name, measure in MEASURES.items()]
    years = sorted(frame["year"].unique()) if "year" in by else [None]
    data = Register(frame, person=person)
    return figures_by_persons(data, dict.fromkeys(years, tasks), by=by, areas=AREAS)


def same(found: Estimates, rows: pd.DataFrame, matrix: np.ndarray) -> None:
    """Hold figures against the oracle: counts exactly, sums to 1e-9."""
    oracle = pd.DataFrame({"at": range(len(rows))}, index=rows.index)
    at = oracle.loc[list(found.labels), "at"].to_numpy()
    assert len(at) == len(rows)
    for exact in ("base", "positive", "status", "interval"):
        pd.testing.assert_series_equal(found.rows[exact], rows[exact].iloc[at], check_names=False)
    np.testing.assert_allclose(found.values, rows["value"].iloc[at].astype(float), rtol=1e-9)
    size = np.sqrt(np.outer(np.diagonal(matrix), np.diagonal(matrix)))[np.ix_(at, at)]
    np.testing.assert_allclose(found.matrix / np.maximum(size, 1e-30), matrix[np.ix_(at, at)] / np.maximum(size, 1e-30), atol=1e-9)


@pytest.mark.parametrize("by", [BY, ["year", "inde", "area"], ["area"]], ids="-".join)
@pytest.mark.parametrize("engine", ON_THIS_MACHINE)
def test_every_engine_gives_the_figures_and_the_covariance_of_the_kernel(
    engine: str, by: list[str], tmp_path: Path
) -> None:
    frame = people()
    if "year" not in by:
        frame = frame[frame["year"] == 2023]  # the oracle has one row a person
    found = sb.estimate(Register(**ON_THIS_MACHINE[engine](frame, tmp_path)), MEASURES, by=by, areas=AREAS)
    same(found, *by_persons(frame, by))
    assert (found.matrix != 0).any()


@pytest.mark.parametrize("engine", ON_THIS_MACHINE)
def test_without_person_ids_every_engine_says_independent_years(engine: str, tmp_path: Path) -> None:
    frame = people()
    data = Register(**ON_THIS_MACHINE[engine](frame, tmp_path), person=None)
    found = sb.estimate(data, MEASURES, by=BY, areas=AREAS)
    same(found, *by_persons(frame, BY, person=None))
    assert set(found.rows["method"]) == {"conservative"}
    assert found.covariance.loc[("doemte", "Vestbyen", 2023), ("alder", "Vestbyen", 2023)] != 0
    assert found.covariance.loc[("doemte", "Vestbyen", 2023), ("doemte", "Vestbyen", 2024)] == 0
