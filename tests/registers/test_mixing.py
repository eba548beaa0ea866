"""A mix is held against lots, its change is told apart as R does, and no small place is shown by itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text
from scipy import special

import social_balance as sb
from social_balance.areas.municipality import Area, Areas
from social_balance.arrays import Floats
from social_balance.language.faults import InputError
from social_balance.language.texts import Lang
from social_balance.measures.chance import correct_two_groups
from social_balance.measures.expected_figures import THEIL_H
from social_balance.measures.permutation import deal_out
from social_balance.measures.redistribution import (
    FIGURES,
    PARTS,
    dissimilarity_of_table,
    exposure_of_table,
    fit_margins,
    parts_of_change,
    theil_h_of_table,
)
from social_balance.registers.register import Register
from tests.on_engines import ON_THIS_MACHINE

REFERENCE = Path(__file__).parents[1] / "reference"
R = json.loads((REFERENCE / "segregation.json").read_text(encoding="utf-8"))
AREAS = Areas(
    (Area("nord", "Nord"), Area("syd", "Syd")), rest=Area("rest", "resten"), whole=Area("whole", "alle")
)


def schools() -> tuple[Floats, Floats]:
    """R's schools in both years, made into two groups."""
    counts = np.loadtxt(REFERENCE / "schools.csv", delimiter=",", skiprows=1)
    return counts[:, :2], counts[:, 2:]


def mutual_information(table: Floats) -> Floats:
    """M, which H is over the entropy of the groups."""
    share = table[..., 0].sum(axis=-1) / table.sum(axis=(-1, -2))
    return np.asarray(theil_h_of_table(table) / 100 * (special.entr(share) + special.entr(1 - share)))


def test_figures_of_the_schools_are_rs() -> None:
    before, _ = schools()
    assert theil_h_of_table(before) / 100 == pytest.approx(R["total"]["H"], abs=1e-9)
    assert mutual_information(before) == pytest.approx(R["total"]["M"], abs=1e-9)
    assert dissimilarity_of_table(before) / 100 == pytest.approx(R["dissimilarity"], abs=1e-9)


def test_without_what_chance_adds_the_schools_h_is_rs_debiased_one() -> None:
    before, _ = schools()
    made = correct_two_groups(before[:, 0], before[:, 1], THEIL_H)
    assert made is not None
    # Fifty bootstraps leave R's bias an error of its se over √50.
    error = R["debiased_se"]["H"] / np.sqrt(50)
    assert made.value / 100 == pytest.approx(R["debiased"]["H"], abs=4 * error)
    assert made.plain / 100 - R["debiased"]["H"] > 10 * error
    assert made.expected / 100 == pytest.approx(R["expected"]["H under 0"], rel=0.02)


def test_the_parts_of_the_schools_change_are_rs() -> None:
    parts = parts_of_change(*schools(), mutual_information)
    names = {
        "sizes": "unit_marginal",
        "group_share": "group_marginal",
        "redistribution": "structural",
        "opened": "additions",
        "closed": "removals",
    }
    assert {name: float(parts[name]) for name in names} == pytest.approx(
        {name: R["change"][of_r] for name, of_r in names.items()}, abs=1e-7
    )


@pytest.mark.parametrize("name", FIGURES)
def test_the_parts_add_up_to_the_change_and_turn_with_it(name: str) -> None:
    rng = np.random.default_rng(4)
    before, after = rng.integers(0, 30, (2, 12, 2)).astype(float)
    before[3] = 0
    after[7] = 0
    figure = FIGURES[name]
    parts = parts_of_change(before, after, figure)
    assert tuple(parts) == PARTS
    assert sum(map(float, parts.values())) == pytest.approx(float(figure(after) - figure(before)))
    back = parts_of_change(after, before, figure)
    for part in ("sizes", "group_share", "redistribution"):
        assert float(back[part]) == pytest.approx(-float(parts[part]), abs=1e-6)
    assert float(back["opened"]) == pytest.approx(-float(parts["closed"]))
    assert float(parts["opened"]) != 0


@pytest.mark.parametrize("changed", ["sizes", "group_share"])
def test_a_change_of_one_margin_alone_is_that_part_alone(changed: str) -> None:
    before = np.array([[30.0, 10], [10, 50], [20, 40]])
    total = before.sum()
    sizes, shares = before.sum(axis=1) / total, before.sum(axis=0) / total
    if changed == "sizes":
        sizes = np.array([0.5, 0.2, 0.3])
    else:
        shares = np.array([0.7, 0.3])
    after = 300 * fit_margins(before, sizes, shares)
    parts = parts_of_change(before, after, theil_h_of_table)
    others = [float(parts[name]) for name in PARTS if name != changed]
    assert others == pytest.approx([0.0] * 4, abs=1e-6)
    assert abs(float(parts[changed])) > 0.1


def test_exposure_of_a_table_is_the_measure_without_oneself() -> None:
    # Two and two: each of the first meets three, two of them others. Three and four: four others of six.
    table = np.array([[2.0, 2.0], [3.0, 4.0]])
    assert float(exposure_of_table(table)) == pytest.approx(100 * (2 * 2 / 3 + 3 * 4 / 6) / 5)


def test_the_test_by_dealing_out_is_fishers_where_both_ends_are_counted() -> None:
    # 3 of 4 and 1 of 4: as far from even as C(4,3)·C(4,1)·2 + 2 of C(8,4) = 70 tables, 34 of them.
    found = deal_out(np.array([3.0, 1]), np.array([1.0, 3]), dissimilarity_of_table, draws=19_999, seed=1)
    assert found.p == pytest.approx(34 / 70, abs=0.015)
    # D is 0, 50 or 100 in 36, 32 and 2 of the tables.
    assert found.expected == pytest.approx((32 * 50 + 2 * 100) / 70, abs=0.6)


def test_the_test_is_never_certain_and_its_size_is_what_it_says() -> None:
    apart = deal_out(np.array([50.0, 0]), np.array([0.0, 50]), theil_h_of_table, draws=99, seed=1)
    assert apart.p == pytest.approx(0.01)
    rng = np.random.default_rng(8)
    size = np.arange(6, 26)
    p_values = []
    for seed in range(400):
        first = rng.multivariate_hypergeometric(size, 60, method="marginals").astype(float)
        p_values.append(deal_out(first, size - first, theil_h_of_table, draws=99, seed=seed).p)
    # Monte Carlo error of 5 per cent in 400 draws: 1.1 points.
    assert np.mean(np.array(p_values) <= 0.05) == pytest.approx(0.05, abs=2.5 * 0.011)
    assert np.mean(np.array(p_values) <= 0.5) == pytest.approx(0.5, abs=2.5 * 0.025)


def people(seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    n = 900
    frame = pd.DataFrame({"person_id": [f"p{i}" for i in range(n)] * 2, "year": np.repeat([2021, 2024], n)})
    frame["area"] = np.tile(rng.choice(["nord", "syd", "rest"], n, p=[0.2, 0.2, 0.6]), 2)
    frame["sted"] = rng.choice([f"s{i:02}" for i in range(15)], 2 * n)
    frame["alder"] = rng.integers(0, 12, 2 * n)
    return frame


@pytest.mark.parametrize("engine", ["pandas scanned by DuckDB", "a file", "a Polars frame"])
def test_every_engine_tests_the_same_counts(engine: str, tmp_path: Path) -> None:
    frame = people()
    keys = {"place": "sted", "of": "areas", "base": "alder > 2", "areas": AREAS, "draws": 99}
    expected = sb.segregation_test(Register(frame), **keys)
    found = sb.segregation_test(Register(**ON_THIS_MACHINE[engine](frame, tmp_path)), **keys)
    pd.testing.assert_frame_equal(found, expected, check_index_type=False)
    assert (
        expected.loc[("dissimilarity", 2024), "persons"]
        == ((frame["year"] == 2024) & (frame["alder"] > 2)).sum()
    )
    row = expected.loc[("dissimilarity", 2021)]
    assert row["low"] <= row["corrected"] <= row["high"]
    # Places were drawn by lots: the figure is what lots give.
    assert row["value"] == pytest.approx(row["expected"], rel=0.2)
    assert 0.02 < row["p"] <= 1


def test_a_group_told_by_where_people_live_needs_to_know_who_lives_in_the_rest() -> None:
    frame = people().replace({"area": {"rest": "midt"}})
    with pytest.raises(InputError) as fault:
        sb.segregation_test(Register(frame), place="sted", of="rest")
    assert [issue.code for issue in fault.value.issues] == ["EST024"]


def test_a_year_or_a_measure_that_is_not_there_is_told() -> None:
    register = Register(people())
    with pytest.raises(InputError) as fault:
        sb.segregation_change(register, place="sted", of="alder > 5", since=2020, until=2024)
    assert [issue.code for issue in fault.value.issues] == ["INP025"]
    with pytest.raises(InputError):
        sb.segregation_change(register, place="sted", of="alder > 5", since=2021, until=2024, measure="gini")  # type: ignore[arg-type]


def test_a_change_has_an_interval_and_its_parts_add_up() -> None:
    parts = sb.segregation_change(
        Register(people()), place="sted", of="alder > 5", since=2021, until=2024, draws=200
    )
    assert list(parts.index) == ["change", *PARTS]
    assert parts["value"].iloc[1:].sum() == pytest.approx(parts["value"].iloc[0])
    assert parts["corrected"].iloc[1:].sum() == pytest.approx(parts["corrected"].iloc[0])
    # The same lots in both years: no redistribution that the interval would not hold nothing in.
    low, high = parts.loc["redistribution", ["low", "high"]]
    assert low < 0 < high


def test_local_figures_add_up_to_those_of_the_municipality() -> None:
    frame = people()
    local = sb.local_segregation(Register(frame), place="sted", of="alder > 5", year=2024)
    whole = sb.segregation_test(Register(frame), place="sted", of="alder > 5", draws=9)
    assert len(local) == 15
    assert local["dissimilarity"].sum() == pytest.approx(whole.loc[("dissimilarity", 2024), "value"])
    assert local["theil_h"].sum() == pytest.approx(whole.loc[("theil_h", 2024), "value"])
    assert local["persons"].sum() == pytest.approx(100)


@pytest.mark.parametrize(("lang", "said"), [("da", "flere: 75 pct."), ("en", "more: 75 per cent")])
def test_the_picture_has_a_bar_a_place_in_words_too_and_is_marked_as_not_released(
    lang: Lang, said: str
) -> None:
    local = sb.local_segregation(with_small_places({}), place="sted", of="g == 1", year=2024)
    ax = sb.plot_local_segregation(local, lang=lang)
    widths = sorted(bar.get_width() for bar in ax.patches)
    assert widths == pytest.approx(sorted(local["dissimilarity"]))
    texts = ax.figure.findobj(Text)
    assert said in [text.get_text() for text in texts]
    assert any(text.get_gid() == "internal" for text in texts)
    plt.close("all")


def with_small_places(few: dict[str, tuple[int, int]]) -> Register:
    """Places with so many persons of the group and of the others."""
    rows = [
        (place, flag)
        for place, counts in {"a": (30, 10), "b": (20, 60), "c": (9, 8), **few}.items()
        for flag, n in zip((1, 0), counts, strict=True)
        for _ in range(n)
    ]
    frame = pd.DataFrame(rows, columns=["sted", "g"]).assign(year=2024, area="x")
    frame["person_id"] = range(len(frame))
    return Register(frame)


@pytest.mark.parametrize(
    ("few", "shown"),
    [
        ({"d": (5, 5)}, {"a", "b", "c", "d"}),
        # One small place alone would be the row that is meant to hide it: the next smallest is with it.
        ({"d": (4, 40)}, {"a", "b", "mindre steder i alt"}),
        ({"d": (4, 9), "e": (3, 9)}, {"a", "b", "c", "mindre steder i alt"}),
        # Two that have too few together: the next smallest is with them.
        ({"d": (1, 9), "e": (2, 9)}, {"a", "b", "mindre steder i alt"}),
    ],
)
def test_no_small_place_is_shown_by_itself(few: dict[str, tuple[int, int]], shown: set[str]) -> None:
    local = sb.local_segregation(with_small_places(few), place="sted", of="g == 1", year=2024)
    assert set(local.index) == shown


def test_where_too_few_places_are_left_nothing_is_shown() -> None:
    register = with_small_places({})
    with pytest.raises(InputError) as fault:
        sb.local_segregation(register, place="sted", of="g == 1", year=2024, floor=25)
    assert [issue.code for issue in fault.value.issues] == ["REG006"]
