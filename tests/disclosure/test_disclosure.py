"""What is released: small cells and all that would show them are missing everywhere, and never 0."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.estimates.values import Estimates
from social_balance.yearly.status import Status

SAMPLES = Path(__file__).parents[2] / "data_samples"
FEW = ("doemte", "Værebro Park", 2024)


@pytest.fixture(scope="module")
def status() -> Status:
    return sb.aarsstatus(SAMPLES / "aarsstatus.toml")


@pytest.fixture(scope="module")
def with_a_small_cell(status: Status) -> Status:
    """The same status, but only three persons are convicted in Værebro Park in 2024."""
    return with_counts(status, {FEW: {"positive": 3.0, "value": 0.104529}})


def with_counts(status: Status, changes: dict[tuple[str, str, int], dict[str, float]]) -> Status:
    rows = status.estimates.rows.copy()
    for label, columns in changes.items():
        for name, value in columns.items():
            rows[name] = rows[name].mask(rows.index == label, value)
    estimates = Estimates(rows, status.estimates.matrix)
    # A status remembers its tables: made anew, it has to make them anew.
    return replace(status, estimates=estimates)


def cell(table: pd.DataFrame, indicator: str, area: str, year: int) -> pd.Series:
    rows = table[(table["indicator"] == indicator) & (table["area"] == area) & (table["year"] == year)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_small_count_is_missing_with_all_its_figures(with_a_small_cell: Status) -> None:
    shown = cell(sb.release(with_a_small_cell).indicators, *FEW)
    assert shown["hidden"]
    assert shown["status"] == "hidden"
    figures = shown[["value", "se", "low", "high", "base", "positive", "effective_base", "score"]].astype(
        float
    )
    assert figures.isna().all()


def test_the_other_tables_of_its_theme_do_not_show_it_either(with_a_small_cell: Status) -> None:
    public = sb.release(with_a_small_cell)
    for table in (public.index, public.ambition, public.developments, public.parts, public.pairs):
        rows = table[(table["theme"] == "tryghed") & (table["area"] == "Værebro Park")]
        assert len(rows) > 0
        assert rows["hidden"].all()
        about = ["theme", "area", "year", "since", "until", "indicator", "title_da", "title_en", "margin",
                 "n_counting", "hidden", "level"]  # fmt: skip
        figures = rows.drop(columns=[name for name in about if name in rows]).select_dtypes("number")
        assert (
            figures.drop(columns=[c for c in figures if str(c).startswith(("whole_", "reference_"))])
            .isna()
            .all()
            .all()
        )


def test_a_single_hidden_area_takes_another_with_it(with_a_small_cell: Status) -> None:
    public = sb.release(with_a_small_cell).indicators
    rows = public[(public["indicator"] == "doemte") & (public["year"] == 2024)].set_index("area")
    # Mørkhøj has the fewest convicted of the others; the municipality and the rest may still be shown.
    assert rows.index[rows["hidden"]].tolist() == ["Værebro Park", "Mørkhøj almene boliger"]
    told = with_a_small_cell.tables().indicators.set_index(["indicator", "year"]).sort_index()
    counts = told.loc[("doemte", 2024)]
    known = rows.loc[~rows["hidden"] & (rows.index != "Gladsaxe Kommune"), "positive"].sum()
    left = rows.loc["Gladsaxe Kommune", "positive"] - known
    assert left > counts.set_index("area").loc["Mørkhøj almene boliger", "positive"]


def test_zero_persons_are_too_few_and_hidden_as_missing_not_as_0(status: Status) -> None:
    none = with_counts(status, {FEW: {"positive": 0.0, "value": 0.0}})
    shown = cell(sb.release(none).indicators, *FEW)
    assert np.isnan(shown["value"])
    assert np.isnan(shown["positive"])


def test_a_small_complement_is_hidden_as_the_count_would_be(status: Status) -> None:
    label = ("godt_helbred", "Mørkhøj almene boliger", 2024)
    base = float(status.estimates.rows["base"].to_dict()[label])
    nearly_all = with_counts(status, {label: {"positive": base - 4}})
    assert cell(sb.release(nearly_all).indicators, *label)["hidden"]


def test_four_answers_are_too_few_and_five_are_not(status: Status) -> None:
    label = ("stoler_paa_de_fleste", "Høje Gladsaxe", 2024)
    for base, hidden in ((4.0, True), (5.0, False)):
        public = sb.release(with_counts(status, {label: {"base": base}}))
        assert bool(cell(public.indicators, *label)["hidden"]) is hidden


def test_the_sample_with_enough_everywhere_hides_nothing(status: Status) -> None:
    assert not sb.release(status).indicators["hidden"].any()


def test_a_hidden_figure_is_in_no_file_of_the_report(with_a_small_cell: Status, tmp_path: Path) -> None:
    out = tmp_path / "out"
    sb.write_report(sb.release(with_a_small_cell), out, formats=["json", "csv", "html"])
    secret = with_a_small_cell.estimates.rows["value"].to_dict()[FEW]
    results = (out / "results.json").read_text(encoding="utf-8")
    assert f"{secret:.6g}" not in results
    rows = [
        row
        for row in json.loads(results)["indicators"]
        if (row["indicator"], row["area"], row["year"]) == FEW
    ]
    assert [(row["value"], row["positive"], row["hidden"]) for row in rows] == [(None, None, True)]
    assert "0,104529" not in (out / "tables" / "indikatorer.csv").read_text(encoding="utf-8-sig")
    assert "af hensyn til" in (out / "aarsstatus.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("what", "code"), [("tables", "REL001"), ("floor", "REL002")])
def test_only_a_status_is_released_and_only_with_a_floor(status: Status, what: str, code: str) -> None:
    with pytest.raises(sb.InputError) as fault:
        sb.release(status.tables() if what == "tables" else status, floor=5 if what == "tables" else 0)
    assert [issue.code for issue in fault.value.issues] == [code]
    assert fault.value.text("en") != fault.value.text("da")
