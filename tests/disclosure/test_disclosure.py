"""What is released: small cells and all that would show them are missing everywhere, and never 0."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.disclosure.pattern import Pattern
from social_balance.estimates.values import Estimates
from social_balance.report.write import report_files
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
    assert shown["hidden_reason"] == "few_persons"
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


def test_a_small_survey_count_takes_another_area_of_the_survey_with_it(status: Status) -> None:
    label = ("godt_helbred", "Mørkhøj almene boliger", 2024)
    public = sb.release(with_counts(status, {label: {"positive": 3.0}}))
    hidden = public.indicators[public.indicators["hidden"]]
    assert set(hidden["indicator"]) == {"godt_helbred"}
    assert hidden.set_index("area")["hidden_reason"].to_dict().items() >= {label[1]: "few_answers"}.items()
    assert sorted(hidden["hidden_reason"]) == ["few_answers", "others"]
    assert set(hidden["area"]) < {name for _, name in status.meta.areas}


def test_a_mean_of_few_takes_another_mean_with_it(status: Status) -> None:
    label = ("bruttoindkomst", "Værebro Park", 2024)
    public = sb.release(with_counts(status, {label: {"base": 3.0, "effective_base": 3.0}}))
    assert public.indicators["hidden"].sum() == 2
    assert set(sb.attack(public).frame()["state"]) == {"safe", "partner"}


def test_what_is_hidden_can_be_narrowed_by_nobody(with_a_small_cell: Status) -> None:
    attack = sb.attack(sb.release(with_a_small_cell))
    assert attack.unsafe().empty
    # The figure is a mean of two years, and each of them is unknown.
    rows = attack.frame().set_index(["area", "kind", "year"])
    low, high = rows.loc[("Værebro Park", "counted", 2024), ["low", "high"]]
    assert low == 0
    assert high >= 3 + 5


def test_a_hidden_reference_hides_every_gap_and_no_areas_own_index(status: Status) -> None:
    label = ("doemte", "det øvrige Gladsaxe", 2024)
    public = sb.release(with_counts(status, {label: {"positive": 2.0}}))
    for table in (public.ambition, public.pairs):
        rows = table[table["theme"] == "tryghed"]
        assert rows["hidden"].all()
        assert rows["narrowing"].isna().all()
        assert not table[table["theme"] != "tryghed"]["hidden"].any()
    own = public.developments[public.developments["theme"] == "tryghed"].set_index("area")["hidden"]
    partners = public.indicators.loc[public.indicators["hidden"], "area"]
    assert own.to_dict() == {area: area in set(partners) for area in own.index}
    assert "Høje Gladsaxe" not in set(partners)


def test_the_configuration_says_the_floor_and_an_argument_goes_before_it(status: Status) -> None:
    label = ("stoler_paa_de_fleste", "Høje Gladsaxe", 2024)
    seven = with_counts(status, {label: {"base": 7.0}})
    stricter = replace(seven, disclosure=status.disclosure.model_copy(update={"floor": 8}))
    assert sb.release(seven).meta.floor == 5
    assert not cell(sb.release(seven).indicators, *label)["hidden"]
    assert sb.release(stricter).meta.floor == 8
    assert cell(sb.release(stricter).indicators, *label)["hidden"]
    assert not cell(sb.release(stricter, floor=7).indicators, *label)["hidden"]


def test_hidden_claims_are_not_tested_and_it_is_said_how_many(with_a_small_cell: Status) -> None:
    before = with_a_small_cell.tables().overall
    overall = sb.release(with_a_small_cell).overall
    # The development and the narrowing of two areas.
    assert overall["n_hidden"] == 4
    assert overall["n_tests"] == before["n_tests"] - 4
    assert np.isnan(overall["p"])
    assert not overall["holds"]


def test_adjusted_p_values_are_made_of_what_is_shown(with_a_small_cell: Status) -> None:
    unreleased = with_a_small_cell.tables().ambition.set_index(["theme", "area"])
    public = sb.release(with_a_small_cell).ambition.set_index(["theme", "area"])
    shown = public[~public["hidden"]]
    p = shown["narrowing_p"].to_numpy(dtype=float)
    size = len(p)
    order = np.argsort(p)
    by_hand = np.empty(size)
    by_hand[order] = np.minimum.accumulate((p[order] * size / np.arange(1, size + 1))[::-1])[::-1]
    np.testing.assert_allclose(shown["narrowing_p_adjusted"].to_numpy(dtype=float), np.minimum(by_hand, 1.0))
    assert (unreleased.loc[shown.index, "narrowing_p_adjusted"] != shown["narrowing_p_adjusted"]).any()


def test_what_is_published_is_the_same_byte_for_byte_when_hidden_counts_change(
    with_a_small_cell: Status,
) -> None:
    labels = [FEW, ("doemte", "Mørkhøj almene boliger", 2024)]
    positive = with_a_small_cell.estimates.rows["positive"].to_dict()
    moved = {
        label: {"positive": positive[label] + step, "value": 0.3 * step + 1}
        for label, step in zip(labels, (1, -1), strict=True)
    }
    outputs = [
        report_files(sb.release(each), formats=["json", "csv", "html"])
        for each in (with_a_small_cell, with_counts(with_a_small_cell, moved))
    ]
    assert outputs[0] == outputs[1]


def test_the_next_release_knows_what_this_one_hides(with_a_small_cell: Status, tmp_path: Path) -> None:
    first = sb.release(with_a_small_cell, pattern=tmp_path / "m.json")
    sb.write_report(first, tmp_path / "ud", formats=["json"])
    later = replace(with_a_small_cell, meta=replace(with_a_small_cell.meta, title="Årsstatus 2025"))
    second = sb.release(later, pattern=tmp_path / "m.json")
    assert [one.title for one in second.pattern.releases] == [with_a_small_cell.meta.title, "Årsstatus 2025"]
    hidden = {each.cell for each in first.pattern.releases[0].cells if not each.shown}
    assert hidden == {each.cell for each in second.pattern.releases[1].cells if not each.shown}


def test_a_release_that_would_show_what_an_earlier_one_hid_is_refused(status: Status, tmp_path: Path) -> None:
    # The first release shows every other area and the whole, and says nothing of this one.
    first = sb.release(status)
    cells = tuple(
        each for each in first.pattern.releases[0].cells
        if (each.cell.indicator, each.cell.area, each.cell.year) != FEW
    )  # fmt: skip
    shown = Pattern((replace(first.pattern.releases[0], title="før", cells=cells),))
    small = with_counts(status, {FEW: {"positive": 3.0}})
    with pytest.raises(sb.InputError) as fault:
        sb.release(small, pattern=shown)
    assert [issue.code for issue in fault.value.issues] == ["REL006"]
    assert "doemte, Værebro Park, 2024" in str(fault.value)


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
    page = (out / "aarsstatus.html").read_text(encoding="utf-8")
    assert "ikke vist" in page
    assert "(få personer)" in page
    assert "(ville vise andre)" in page


@pytest.mark.parametrize(("what", "code"), [("tables", "REL001"), ("floor", "REL002")])
def test_only_a_status_is_released_and_only_with_a_floor(status: Status, what: str, code: str) -> None:
    with pytest.raises(sb.InputError) as fault:
        sb.release(status.tables() if what == "tables" else status, floor=5 if what == "tables" else 0)
    assert [issue.code for issue in fault.value.issues] == [code]
    assert fault.value.text("en") != fault.value.text("da")
