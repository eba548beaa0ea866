"""Index, gap, states and verdicts on figures small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.definitions.catalogue import Themes, read_indicators
from social_balance.estimates.values import Estimates, from_values
from social_balance.language.faults import InputError
from social_balance.verdicts.ambition import ambition
from social_balance.verdicts.indexes import ThemeIndex, compare, decompose, theme_index
from social_balance.verdicts.multiplicity import Adjust
from social_balance.verdicts.states import GAP_STATES, OWN_STATES, VERDICT_CODES, verdict

INDICATOR = """
[indicator]
id = "{id}"
title = {{ da = "{id}", en = "{id}" }}
source = "register"
measure = "share"
unit = "procent"
direction = "{direction}"
goalposts = {goalposts}
reference = "Opdigtet"
weight = {weight}
{versions}
"""
VERSION = """
[[version]]
from = {year}
base = "x in (0, 1)"
positive = "x == 1"
{extra}
[[case]]
name = "Tre af fire i {year}"
year = {year}
rows = \"\"\"
  x | weight
  1 | 3
  0 | 1
    | 2
\"\"\"
expect = {{ base = 4, positive = 3, value = 75.0 }}
"""
BREAK = 'comparable = false\nchange = "Spørgsmålet er et andet."'


@pytest.fixture(scope="module")
def themes(tmp_path_factory: pytest.TempPathFactory) -> Themes:
    """One theme: high (weight 3, 0–100), low (20–0, weight 1), broken (a break in 2024, weight 1)."""
    folder = tmp_path_factory.mktemp("indices") / "tema"
    folder.mkdir()
    (folder / "tema.toml").write_text(
        '[theme]\nid = "tema"\ntitle = { da = "tema", en = "theme" }\norder = 1\n'
        'effect_goal = "Flere skal klare sig bedre"\n',
        encoding="utf-8",
    )
    one = VERSION.format(year=2021, extra="")
    _write(folder, id="high", direction="higher_is_better", goalposts=[0, 100], weight=3, versions=one)
    _write(folder, id="low", direction="lower_is_better", goalposts=[20, 0], weight=1, versions=one)
    two = one + VERSION.format(year=2024, extra=BREAK)
    _write(folder, id="broken", direction="higher_is_better", goalposts=[0, 100], weight=1, versions=two)
    return read_indicators(folder.parent)


def _write(folder: Path, **words: object) -> None:
    (folder / f"{words['id']}.toml").write_text(INDICATOR.format(**words), encoding="utf-8")


def figures(changes: dict[tuple[str, str, int], float] | None = None, *, se: float = 1.0) -> Estimates:
    """Figures of an area and the rest in two years; `changes` replaces some."""
    values = {
        ("high", "a", 2021): 50.0, ("high", "a", 2024): 60.0,
        ("high", "rest", 2021): 70.0, ("high", "rest", 2024): 72.0,
        ("low", "a", 2021): 8.0, ("low", "a", 2024): 6.0,
        ("low", "rest", 2021): 4.0, ("low", "rest", 2024): 4.0,
        ("broken", "a", 2021): 10.0, ("broken", "a", 2024): 90.0,
        ("broken", "rest", 2021): 20.0, ("broken", "rest", 2024): 20.0,
    } | (changes or {})  # fmt: skip
    return from_values(
        list(values), values.values(), [se**2] * len(values), names=("measure", "area", "year")
    )


def index_of(themes: Themes, **changes: float) -> ThemeIndex:
    return theme_index(figures(**changes), themes)


def test_the_index_is_the_weighted_mean_of_goalpost_scores(themes: Themes) -> None:
    index = theme_index(figures(), themes)
    # high 50, low 100·(8−20)/(0−20) = 60, broken 10; weights 3, 1, 1.
    assert index.where(area="a", year=2021).values.item() == pytest.approx((3 * 50 + 60 + 10) / 5)
    # Its variance: scores of `low` are stretched by 100/20 = 5.
    assert index.where(area="a", year=2021).matrix.item() == pytest.approx((9 + 25 + 1) / 25)


def test_adding_a_year_never_rewrites_history(themes: Themes) -> None:
    more = figures({("high", "a", 2027): 99.0, ("high", "rest", 2027): 10.0})
    before = theme_index(figures(), themes).where(year=2021).values
    np.testing.assert_array_equal(theme_index(more, themes).where(year=2021).values, before)


def test_an_index_needs_two_thirds_of_its_weight(themes: Themes) -> None:
    without_low = figures({("low", "a", 2024): np.nan})
    assert theme_index(without_low, themes).where(area="a", year=2024).rows["status"].item() == "ok"
    without_high = figures({("high", "a", 2024): np.nan})
    assert theme_index(without_high, themes).where(area="a", year=2024).rows["status"].item() == "missing"


def test_a_comparison_leaves_out_what_is_not_comparable_and_says_why(themes: Themes) -> None:
    index = theme_index(figures(), themes)
    comparison = compare(index, themes["tema"], since=2021, until=2024, areas=["a", "rest"])
    assert dict(comparison.weights) == {"high": 0.75, "low": 0.25}
    assert dict(comparison.left_out) == {"broken": "not_comparable"}
    assert "Spørgsmålet er et andet." in comparison.reasons["broken"].text("da")
    assert comparison.share == pytest.approx(0.8)


def test_development_gap_and_narrowing_by_hand(themes: Themes) -> None:
    table = ambition(theme_index(figures(), themes), since=2021, until=2024).frame().loc[("tema", "a")]
    # a: 0,75·50 + 0,25·60 = 52,5 → 0,75·60 + 0,25·70 = 62,5; rest: 0,75·70 + 0,25·80 = 72,5 → 74.
    assert table["development"] == pytest.approx(10.0)
    assert table["gap_since"] == pytest.approx(20.0)
    assert table["gap_until"] == pytest.approx(11.5)
    assert table["narrowing"] == pytest.approx(8.5)
    # Four independent scores twice: 2·(0,75² + (0,25·5)²) for a development, twice that for a narrowing.
    assert table["development_se"] == pytest.approx(np.sqrt(2 * (0.75**2 + 1.25**2)))
    assert table["narrowing_se"] == pytest.approx(np.sqrt(4 * (0.75**2 + 1.25**2)))
    assert (table["own"], table["gap_state"], table["verdict"]) == ("better", "smaller", "ambition_met")


def test_the_contributions_sum_to_the_development(themes: Themes) -> None:
    index = theme_index(figures(), themes)
    parts = decompose(index, since=2021, until=2024).where(area="a")
    assert parts.values.tolist() == pytest.approx([0.75 * 10, 0.25 * 10])
    assert parts.values.sum() == pytest.approx(10.0)


RULES = [
    # The area improves, but the rest improves more: everyone does better and the difference grows.
    ({("high", "rest", 2024): 92.0}, "better_gap_larger"),
    # The rest falls and the area stands where it was within the margin.
    ({("high", "a", 2024): 50.0, ("low", "a", 2024): 8.0, ("high", "rest", 2024): 50.0},
     "gap_smaller_others_fell"),
    # Both fall, the rest more: a smaller gap that is nobody's success.
    ({("high", "a", 2024): 40.0, ("low", "a", 2024): 8.0, ("high", "rest", 2024): 40.0},
     "gap_smaller_others_fell"),
    # The area was ahead: no gap to close.
    ({("high", "a", 2021): 90.0, ("high", "a", 2024): 97.0}, "better_no_gap"),
    # The area falls behind.
    ({("high", "a", 2024): 40.0, ("low", "a", 2024): 8.0}, "worse_gap_larger"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), RULES)
def test_own_direction_and_gap_are_told_apart(
    themes: Themes, changes: dict[tuple[str, str, int], float], expected: str
) -> None:
    amb = ambition(theme_index(figures(changes, se=0.1), themes), since=2021, until=2024)
    assert amb.frame()["verdict"].item() == expected


def test_not_significant_is_undecided_and_never_unchanged(themes: Themes) -> None:
    still = {("high", "a", 2024): 51.0, ("low", "a", 2024): 8.0, ("high", "rest", 2024): 70.0}
    table = ambition(theme_index(figures(still, se=3.0), themes), since=2021, until=2024).frame()
    assert table["own"].item() == "undecided"
    assert table["gap_state"].item() == "undecided"
    certain = ambition(theme_index(figures(still, se=0.05), themes), since=2021, until=2024).frame()
    assert certain["own"].item() == "slightly_better"
    between = ambition(
        theme_index(figures({**still, ("high", "a", 2024): 50.0}, se=0.05), themes), since=2021, until=2024
    )
    assert between.frame()["own"].item() == "unchanged"


def test_a_gap_that_opens_is_not_called_no_gap(themes: Themes) -> None:
    opens = {("high", "a", 2021): 80.0, ("high", "a", 2024): 40.0}
    table = ambition(theme_index(figures(opens, se=0.1), themes), since=2021, until=2024).frame()
    assert table["gap_since"].item() < 0 < table["gap_until"].item()
    assert table["gap_state"].item() == "larger"


def test_a_fact_is_judged_by_itself_and_the_margin(themes: Themes) -> None:
    table = ambition(theme_index(figures(se=0.0), themes), since=2021, until=2024).frame()
    assert table[["own", "gap_state"]].to_numpy().tolist() == [["better", "smaller"]]
    assert table["development_p"].item() == 0.0


def test_every_pair_of_states_has_a_verdict() -> None:
    for own in OWN_STATES:
        for gap in GAP_STATES:
            for reference in OWN_STATES:
                assert verdict(own, gap, reference) in VERDICT_CODES


def test_the_whole_claim_has_the_largest_p_value_and_its_null_in_words(themes: Themes) -> None:
    overall = ambition(theme_index(figures(), themes), since=2021, until=2024).overall()
    assert overall.p == overall.tests["p"].max()
    assert not overall.holds or overall.p < 0.05
    assert overall.null.startswith("Mindst ét område")
    clear = ambition(theme_index(figures(se=0.01), themes), since=2021, until=2024).overall()
    assert clear.holds


def test_a_missing_theme_keeps_the_whole_claim_open(themes: Themes) -> None:
    gone = figures({("high", "a", 2024): np.nan}, se=0.01)
    overall = ambition(theme_index(gone, themes), since=2021, until=2024).overall()
    assert np.isnan(overall.p)
    assert not overall.holds
    assert set(overall.untested["why"]) == {"missing"}


def test_the_areas_own_margin_goes_before_the_common_one(themes: Themes) -> None:
    wide = ambition(
        theme_index(figures(se=0.1), themes), since=2021, until=2024, margin={"tema": 15.0}
    ).frame()
    assert wide["own"].item() == "slightly_better"


@pytest.mark.parametrize(
    ("arguments", "code", "danish", "english"),
    [
        ({"since": 2020, "until": 2024}, "AMB001", "året findes ikke", "the year is not in the index"),
        ({"since": 2021, "until": 2024, "adjust": "bonferroni"}, "AMB002", "kendes ikke", "is not known"),
        ({"since": 2024, "until": 2021}, "AMB003", "skal ligge før", "has to be before"),
        (
            {"since": 2021, "until": 2024, "reference": "øst"},
            "IDX001",
            "området findes ikke",
            "not in the index",
        ),
    ],
)
def test_what_cannot_be_asked_is_told_in_both_languages(
    themes: Themes, arguments: dict[str, object], code: str, danish: str, english: str
) -> None:
    with pytest.raises(InputError) as fault:
        ambition(theme_index(figures(), themes), **arguments)
    assert [issue.code for issue in fault.value.issues] == [code]
    assert danish in fault.value.text("da")
    assert english in fault.value.text("en")


def test_one_wave_gives_no_development(themes: Themes) -> None:
    one = figures().where(year=2021)
    with pytest.raises(InputError, match="året findes ikke i indekset"):
        ambition(theme_index(one, themes), since=2021, until=2024)


def test_estimates_without_year_cannot_make_an_index(themes: Themes) -> None:
    est = from_values([("high", "a")], [1.0], [1.0], names=("measure", "area"))
    with pytest.raises(InputError, match="efter område og år"):
        theme_index(est, themes)


def test_the_frame_is_a_table_of_one_row_per_theme_and_area(themes: Themes) -> None:
    frame = ambition(theme_index(figures(), themes), since=2021, until=2024).frame()
    assert isinstance(frame, pd.DataFrame)
    assert frame.index.names == ["theme", "area"]
    assert len(frame) == 1


@pytest.mark.parametrize("adjust", ["max_t", "max_t_stepdown"])
def test_the_largest_t_adjusts_developments_and_narrowings_as_a_family_each(
    themes: Themes, adjust: Adjust
) -> None:
    amb = ambition(theme_index(figures(se=2.0), themes), since=2021, until=2024, adjust=adjust)
    states, frame = amb.states(), amb.frame()
    # Two developments that share nothing: Šidák, and for the larger of them the same step by step.
    larger = states["p"].idxmin()
    assert states["p_adjusted"][larger] == pytest.approx(1 - (1 - states["p"][larger]) ** 2, abs=1e-4)
    # One narrowing is a family of its own.
    assert frame["narrowing_p_adjusted"].item() == pytest.approx(frame["narrowing_p"].item(), abs=1e-12)
    assert frame["development_p_adjusted"].item() == states["p_adjusted"]["tema", "a"]


def test_simultaneous_intervals_are_wider_and_reach_zero_with_the_adjusted_p_value(themes: Themes) -> None:
    amb = ambition(theme_index(figures(se=3.1), themes), since=2021, until=2024, adjust="max_t")
    single, wide = amb.frame(), amb.frame(intervals="simultaneous")
    assert list(single.columns) == list(wide.columns)
    half = (wide["development_high"] - wide["development_low"]).item() / 2
    # Two independent developments: 2,236 standard errors.
    assert half / wide["development_se"].item() == pytest.approx(2.2365, abs=1e-3)
    assert (wide["development_low"].item() < 0) == (wide["development_p_adjusted"].item() > 0.05)
    assert wide["gap_since_low"].item() == single["gap_since_low"].item()
    facts = ambition(theme_index(figures(se=0.0), themes), since=2021, until=2024)
    assert facts.frame(intervals="simultaneous")[["development_low", "narrowing_high"]].isna().all(axis=None)


# --- the claims, in words


def test_a_claim_is_made_for_all_for_each_theme_and_for_each_area(themes: Themes) -> None:
    amb = ambition(theme_index(figures(se=2.0), themes), since=2021, until=2024)
    claims = amb.claims()
    assert list(claims.index) == [("", ""), ("tema", ""), ("", "a")]
    single = amb.single_claims()
    assert claims["p"].tolist() == pytest.approx([single["p"].max()] * 3)
    assert claims.loc[("", "a"), "null"] == (
        "a har ikke udviklet sig positivt på mindst ét tema, eller området ligger efter rest på mindst ét "
        "tema, uden at forskellen er blevet mindre."
    )
    assert claims.loc[("tema", ""), "null_en"].startswith("At least one area or the municipality as a whole")


def test_the_rest_is_promised_nothing_and_without_a_gap_there_still_is_to_be_none(themes: Themes) -> None:
    ahead = {("high", "a", 2021): 90.0, ("high", "a", 2024): 97.0, ("high", "rest", 2024): 20.0}
    overall = ambition(theme_index(figures(ahead, se=0.1), themes), since=2021, until=2024).overall()
    assert overall.tests[["area", "claim"]].to_numpy().tolist() == [["a", "development"], ["a", "not_behind"]]
    assert overall.untested[["claim", "why"]].to_numpy().tolist() == [["narrowing", "no_gap"]]
    assert overall.holds
    assert overall.counts()["n_no_gap"] == 1


def test_the_claim_of_one_cell_has_only_its_own_tests(themes: Themes) -> None:
    amb = ambition(theme_index(figures(), themes), since=2021, until=2024)
    cell = amb.overall(theme="tema", area="a")
    assert set(cell.tests["claim"]) == {"development", "narrowing"}
    assert (
        cell.null
        == "a har ikke udviklet sig positivt på tema, eller området ligger efter rest, uden at forskellen er "
        "blevet mindre."
    )
    with pytest.raises(InputError, match="ingen påstand") as fault:
        amb.overall(area="rest")
    assert [issue.code for issue in fault.value.issues] == ["AMB010"]


def test_the_whole_has_no_gap_and_its_null_says_nothing_of_one(themes: Themes) -> None:
    values = {(k, "whole", t): 60.0 + t - 2021 for k in ("high", "low", "broken") for t in (2021, 2024)}
    amb = ambition(theme_index(figures(values), themes), since=2021, until=2024)
    assert amb.overall(area="whole").null == "whole har ikke udviklet sig positivt på mindst ét tema."
    assert ("", "whole") not in amb.claims().index


# --- the published word beside the tested state


@pytest.mark.parametrize(
    ("change", "se", "margin", "word", "state", "check"),
    [
        (10.0, 0.5, 2.0, "steget", "better", "agrees"),
        (1.2, 0.05, 2.0, "steget en smule", "slightly_better", "agrees"),
        (2.6, 3.0, 2.0, "steget", "undecided", "not_confirmed"),
        (0.1, 3.0, 2.0, "stagneret", "undecided", "not_confirmed"),
        (1.1, 0.4, 1.2, "steget en smule", "better", "other_size"),
        (0.9, 0.5, 2.0, "steget en smule", "unchanged", "contradicts"),
        (-0.3, 0.05, 2.0, "stagneret", "slightly_worse", "contradicts"),
    ],
)
def test_the_word_and_the_test_tell_the_same_story_or_not(
    themes: Themes, change: float, se: float, margin: float, word: str, state: str, check: str
) -> None:
    # Only `high` moves: 0,75 of its change is the change of the index.
    moved = {("high", "a", 2024): 50.0 + change / 0.75, ("low", "a", 2024): 8.0}
    index = theme_index(figures(moved, se=se / np.sqrt(2 * (0.75**2 + 1.25**2))), themes)
    amb = ambition(index, since=2021, until=2024, margin=margin)
    row = amb.frame().loc[("tema", "a")]
    assert (row["direction"], row["own"], row["direction_check"]) == (word, state, check)
    shown = ("tema", "a") in amb.disagreements().index
    assert shown == (check != "agrees")


# --- indicators, and any reference


def test_an_indicator_is_held_against_the_ambition_like_a_theme(themes: Themes) -> None:
    amb = ambition(theme_index(figures(), themes), since=2021, until=2024, per="indicator", margin=1.0)
    table = amb.frame()
    assert table.index.names == ["indicator", "area"]
    # low: 100·(8−20)/(0−20) = 60 → 70 in points, higher is better; the rest stands at 80.
    low = table.loc[("low", "a")]
    assert (low["development"], low["gap_since"], low["narrowing"]) == pytest.approx((10.0, 20.0, 10.0))
    assert low["development_se"] == pytest.approx(5 * np.sqrt(2))
    assert table.loc[("broken", "a"), "verdict"] == "missing"
    assert set(table["margin"]) == {1.0}
    assert "mindst én indikator" in amb.overall().null


def test_any_area_can_be_the_reference(themes: Themes) -> None:
    more = {
        ("high", "b", 2021): 55.0, ("high", "b", 2024): 57.0,
        ("low", "b", 2021): 6.0, ("low", "b", 2024): 6.0,
    }  # fmt: skip
    index = theme_index(figures(more), themes)
    amb = ambition(index, since=2021, until=2024, reference="b")
    assert [area for _, area in amb.frame().index] == ["a"]
    # 0,75·55 + 0,25·70 = 58,75 against 52,5.
    assert amb.frame()["gap_since"].item() == pytest.approx(6.25)
    assert set(amb.overall().tests["area"]) == {"a", "b"}


def two_part_town() -> pd.DataFrame:
    """An area and everyone outside it, two waves, every stratum with a weight of its own: p is known."""
    rng = np.random.default_rng(3)
    rows = []
    for area, year, n, weight, level in [
        ("Vestbyen", 2021, 90, 2.0, 0.4), ("Vestbyen", 2024, 60, 3.0, 0.6),
        ("den øvrige by", 2021, 140, 6.0, 0.7), ("den øvrige by", 2024, 210, 4.0, 0.65),
    ]:  # fmt: skip
        q, r = rng.random(n) < level, rng.random(n) < 1 - level
        rows.append(pd.DataFrame({"area": area, "year": year, "w": weight, "q": q * 1.0, "r": r * 1.0}))
    return pd.concat(rows, ignore_index=True)


def test_the_gap_to_the_whole_is_that_to_all_others_times_their_share(themes: Themes) -> None:
    # KOM − A = (1 − p)(R′ − A), in value and, with p known, in standard error: the part in the whole counts.
    areas = sb.Areas(
        (sb.Area("vest", "Vestbyen"),),
        rest=sb.Area("rest", "den øvrige by"),
        whole=sb.Area("whole", "hele byen"),
    )
    design = sb.Design(weights="w", strata=["area", "year"])
    measures = {"high": sb.share("q == 1"), "low": sb.share("r == 1")}
    est = sb.estimate(two_part_town(), measures, design=design, by=["area", "year"], areas=areas)
    index = theme_index(est, themes, areas=areas)
    to_rest, to_whole = (
        ambition(index, since=2021, until=2024, reference=r).frame().loc[("tema", "Vestbyen")]
        for r in ("rest", "whole")
    )
    p = 90 * 2 / (90 * 2 + 140 * 6)
    assert p == 60 * 3 / (60 * 3 + 210 * 4)
    for column in ("gap_since", "gap_until", "narrowing", "narrowing_se", "gap_until_se"):
        assert to_whole[column] == pytest.approx((1 - p) * to_rest[column], rel=1e-9)
    # As if the two were independent, the standard error would be another.
    apart = np.hypot(to_whole["development_se"], to_whole["reference_development_se"])
    assert apart > 1.15 * to_whole["narrowing_se"]


def test_what_cannot_be_a_row_is_refused(themes: Themes) -> None:
    with pytest.raises(InputError) as fault:
        ambition(theme_index(figures(), themes), since=2021, until=2024, per="question")  # type: ignore[arg-type]
    assert [issue.code for issue in fault.value.issues] == ["AMB011"]


def test_an_indicator_has_the_margin_of_its_theme(themes: Themes) -> None:
    own = Themes(tuple(replace(theme, margin=3.5) for theme in themes))
    amb = ambition(theme_index(figures(), own), since=2021, until=2024, per="indicator", margin=1.0)
    assert set(amb.frame()["margin"]) == {3.5}
