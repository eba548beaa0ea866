"""Which verdicts survive other weights, another mean, and the loss of an indicator; none survives untried."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from invented_themes import figures, indicator, themes
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

import social_balance as sb
from social_balance.definitions.catalogue import Indicator
from social_balance.estimates.values import Estimates
from social_balance.verdicts.robustness import FIGURES, STATES, Robustness, _are_opposite

# (2021, 2024) in the area; the rest stands still at 70 on everything.
EVEN = {"a": (40, 50), "b": (30, 41), "c": (50, 59), "d": (45, 57)}
ONE_CARRIES = {"a": (20, 80), "b": (40, 40.02), "c": (50, 49.95), "d": (30, 30.05)}
UNEVEN = {"a": (50, 98), "b": (50, 12), "c": (50, 45)}


def estimates(area: dict[str, tuple[float, float]], *, se: float = 0.1) -> Estimates:
    values = {}
    for k, (since, until) in area.items():
        values |= {(k, "øst", 2021): float(since), (k, "øst", 2024): float(until)}
        values |= {(k, "rest", 2021): 70.0, (k, "rest", 2024): 70.0}
    return figures(values, se=se)


def tried(area: dict[str, tuple[float, float]], *found: Indicator, se: float = 0.1) -> Robustness:
    index = sb.theme_index(estimates(area, se=se), themes(tema=found or [indicator(k) for k in area]))
    return sb.robustness(index, since=2021, until=2024)


def told(result: Robustness, theme: str = "tema", lang: str = "da") -> pd.Series:
    return result.summary(lang=lang).loc[(theme, "øst")]


def test_an_improvement_shared_by_all_indicators_survives_every_choice():
    found = [indicator(k, weight=w) for k, w in zip("abcd", (1.2, 1, 1, 1), strict=True)]
    row = told(tried(EVEN, *found))
    assert row["verdict"] == "ambition_met"
    assert row["survives"] == "survives"
    assert row["n_tried"] == 6
    assert row["words"] == "Konklusionen er den samme ved alle valg."


def test_an_improvement_that_one_indicator_carries_falls_without_it_and_only_then():
    row = told(tried(ONE_CARRIES))
    assert (row["verdict"], row["survives"]) == ("ambition_met", "overturned")
    assert row["overturned_by"] == ("without:a",)
    assert not row["contradicted"]
    assert row["words"] == (
        "Konklusionen er en anden ved nogle valg. Intet valg viser det modsatte. "
        "Uden 'a på dansk': begge dele uændret."
    )
    assert told(tried(ONE_CARRIES), lang="en")["words"] == (
        "The verdict is another under some choices. No choice shows the opposite. "
        "Without 'a in English': both unchanged."
    )


def test_a_high_score_that_makes_up_for_a_low_one_falls_under_the_geometric_mean():
    # Arithmetic 50 → 50,7; geometric 50 → 37,2: the opposite.
    result = tried(UNEVEN)
    row = told(result)
    assert "geometric" in row["overturned_by"]
    table = result.frame().loc[("tema", "øst")]
    assert table.loc["given", "development"] == pytest.approx(155 / 3 - 50)
    assert table.loc["geometric", "development"] == pytest.approx((98 * 12 * 45) ** (1 / 3) - 50)


def test_given_weights_that_decide_the_verdict_are_found_out_and_the_are_opposite_is_named():
    found = (indicator("a", weight=8), indicator("b", weight=2), indicator("c", weight=1))
    result = tried({"a": (40, 52), "b": (60, 30), "c": (60, 40)}, *found)
    row = told(result)
    # Given: (8·12 − 2·30 − 1·20)/11 = 1,45, clear and slightly better. Equal: −12,7.
    assert result.frame().loc[("tema", "øst", "given"), "own"] == "slightly_better"
    assert result.frame().loc[("tema", "øst", "equal"), "development"] == pytest.approx(-38 / 3)
    assert "equal" in row["overturned_by"]
    assert row["contradicted"]
    assert "Mindst ét valg viser det modsatte." in row["words"]


def test_equal_weights_change_nothing_where_they_are_given():
    table = tried(EVEN).frame().loc[("tema", "øst")]
    assert table.loc["equal", "tried"] == "same"
    assert table.loc["equal", "development"] == table.loc["given", "development"]


def test_a_theme_of_one_indicator_cannot_be_tried():
    row = told(tried({"a": (40, 60)}))
    assert row["verdict"] == "ambition_met"
    assert row["survives"] == "cannot_be_tried"
    assert (row["n_tried"], row["not_tried"]) == (0, ("without:a",))
    assert row["words"] == (
        "Om konklusionen holder ved alle valg, kan ikke prøves. "
        "Uden 'a på dansk': så er der ingen indikator tilbage at sammenligne på."
    )


def test_a_choice_that_leaves_too_little_weight_is_not_tried_and_the_verdict_does_not_survive():
    # Without a: 2 of 4 is too little; without b or c: 3 of 4 is enough.
    found = (indicator("a", weight=2), indicator("b"), indicator("c"))
    result = tried({k: EVEN[k] for k in "abc"}, *found)
    row = told(result)
    assert row["survives"] == "cannot_be_tried"
    assert row["not_tried"] == ("without:a",)
    assert row["n_tried"] == 4
    assert row["words"].startswith(
        "Om konklusionen holder ved alle valg, kan ikke prøves. Ved de valg, der kan prøves, er den den "
        "samme. Uden 'a på dansk': så er kun 50 procent"
    )
    untried = result.frame().loc[("tema", "øst", "without:a")]
    assert untried["verdict"] == "missing"
    assert untried[list(FIGURES)].isna().all()


def test_leaving_out_exactly_a_third_is_tried():
    assert told(tried({k: EVEN[k] for k in "abc"}))["survives"] == "survives"


def test_a_score_of_zero_cannot_be_tried_geometrically_and_the_place_is_named():
    row = told(tried(EVEN | {"d": (0, 12)}))
    assert row["not_tried"] == ("geometric",)
    assert row["survives"] == "cannot_be_tried"
    assert "øst 2021" in row["words"]


def test_an_indicator_that_the_comparison_leaves_out_changes_nothing():
    area = EVEN | {"e": (10, 90)}
    found = (*(indicator(k) for k in "abcd"), indicator("e", breaks=[2022]))
    table = tried(area, *found).frame().loc[("tema", "øst")]
    assert table.loc["without:e", "tried"] == "same"
    # Four of five are left; without one more, three of five are too few.
    assert set(table.loc[[f"without:{k}" for k in "abcd"], "tried"]) == {"not_tried"}


def test_a_verdict_that_is_not_there_cannot_survive():
    index = sb.theme_index(
        estimates({k: EVEN[k] for k in "ab"} | {"d": (np.nan, 50)}),
        themes(tema=[indicator("a"), indicator("d", weight=2)], andet=[indicator("b")]),
    )
    row = told(sb.robustness(index, since=2021, until=2024))
    assert (row["verdict"], row["survives"], row["n_tried"]) == ("missing", "cannot_be_tried", 0)
    assert "33,3 procent af temaets vægt" in row["words"]


def noisy() -> tuple[Estimates, dict[str, list[Indicator]]]:
    """Two themes with weights and real noise, so that corrected p-values depend on the whole family."""
    draw = np.random.default_rng(21)
    area = {k: (draw.uniform(30, 50), draw.uniform(40, 60)) for k in "abcdefgh"}
    found = {
        "en": [indicator(k, weight=1 + n / 4) for n, k in enumerate("abcd")],
        "to": [indicator(k, weight=2 - n / 4) for n, k in enumerate("efgh")],
    }
    return estimates(area, se=4.0), found


def same_verdicts(result: Robustness, choice: str, index: sb.ThemeIndex, theme: str) -> None:
    columns = [*FIGURES, *STATES]
    expected = sb.ambition(index, since=2021, until=2024).frame().loc[[(theme, "øst")], columns]
    found = result.frame().xs(choice, level="choice").loc[[(theme, "øst")], columns]
    pd.testing.assert_frame_equal(found, expected, check_exact=False, rtol=1e-12)


def test_leaving_out_is_the_same_as_never_having_had_the_indicator_in_the_data():
    est, found = noisy()
    result = sb.robustness(sb.theme_index(est, themes(**found)), since=2021, until=2024)
    without_b = est.where(measure=list("acdefgh"))
    same_verdicts(result, "without:b", sb.theme_index(without_b, themes(**found)), "en")


def test_equal_weights_and_the_geometric_mean_are_those_of_an_index_made_so():
    est, found = noisy()
    result = sb.robustness(sb.theme_index(est, themes(**found)), since=2021, until=2024)
    even = themes(**{theme: [indicator(i.id) for i in members] for theme, members in found.items()})
    geometric = sb.theme_index(est, themes(**found), method="geometric")
    for theme in found:
        same_verdicts(result, "equal", sb.theme_index(est, even), theme)
        same_verdicts(result, "geometric", geometric, theme)


def test_a_choice_that_changes_nothing_in_a_theme_leaves_its_verdict_whatever_it_does_to_the_family():
    # Both themes are just clear together; with equal weights "to" stands still, and "en" alone would not be.
    area = dict.fromkeys("abc", (50.0, 54.1)) | {"e": (50, 62), "f": (50, 38), "g": (50, 50)}
    found = themes(
        en=[indicator(k) for k in "abc"], to=[indicator("e", weight=3), indicator("f"), indicator("g")]
    )
    index = sb.theme_index(estimates(area, se=2.0), found)
    even = themes(en=found["en"], to=[indicator(k) for k in "efg"])
    otherwise = sb.ambition(sb.theme_index(estimates(area, se=2.0), even), since=2021, until=2024)
    assert otherwise.frame().loc[("en", "øst"), "own"] == "undecided"
    table = sb.robustness(index, since=2021, until=2024).frame()
    assert table.loc[("en", "øst", "equal"), ["tried", "own"]].tolist() == ["same", "better"]
    assert table.loc[("to", "øst"), "own"][["given", "equal"]].tolist() == ["better", "undecided"]


@pytest.mark.parametrize(
    ("given", "other", "contrary"),
    [
        (("better", "smaller"), ("worse", "smaller"), True),
        (("better", "smaller"), ("better", "slightly_larger"), True),
        (("slightly_worse", "no_gap"), ("better", "no_gap"), True),
        (("better", "smaller"), ("slightly_better", "undecided"), False),
        (("worse", "unchanged"), ("undecided", "larger"), False),
    ],
)
def test_only_another_direction_is_the_are_opposite(given, other, contrary: bool):
    rows = [dict(zip(("own", "gap_state"), states, strict=True)) for states in (given, other)]
    assert _are_opposite(*rows) is contrary


def test_every_cell_has_its_choices_together_and_in_order():
    est, found = noisy()
    table = sb.robustness(sb.theme_index(est, themes(**found)), since=2021, until=2024).frame()
    choices = ["given", "equal", "geometric"]
    assert table.index.tolist() == [
        *(("en", "øst", choice) for choice in (*choices, *(f"without:{k}" for k in "abcd"))),
        *(("to", "øst", choice) for choice in (*choices, *(f"without:{k}" for k in "efgh"))),
    ]


def test_what_is_asked_goes_through_to_the_ambition():
    index = sb.theme_index(estimates(EVEN), themes(tema=[indicator(k) for k in EVEN]))
    wide = sb.robustness(index, since=2021, until=2024, margin=30.0).frame()
    assert set(wide["own"]) == {"slightly_better"}
    with pytest.raises(sb.InputError, match="kendes ikke"):
        sb.robustness(index, since=2021, until=2024, adjust="bonferroni")


def test_the_choices_start_from_the_arithmetic_index():
    index = sb.theme_index(estimates(EVEN), themes(tema=[indicator(k) for k in EVEN]), method="geometric")
    with pytest.raises(sb.InputError) as fault:
        sb.robustness(index, since=2021, until=2024)
    assert [issue.code for issue in fault.value.issues] == ["RBU001"]
    assert "the arithmetic index" in fault.value.text("en")


def test_what_a_notebook_shows_is_marked_as_not_released():
    assert tried(ONE_CARRIES).style().state == "unreleased"


def drawn(ax: Axes, gid: str) -> list[tuple[float, float]]:
    """The points of one kind that a figure has."""
    return [
        (float(x), float(y))
        for line in ax.findobj(Line2D)
        if line.get_gid() == gid
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]


def test_the_figure_draws_every_choice_that_was_tried_and_crosses_those_with_another_verdict():
    result = tried(ONE_CARRIES)
    ax = sb.plot_robustness(result)
    narrowing = result.frame().loc[("tema", "øst"), "narrowing"]
    assert drawn(ax, "given") == [(pytest.approx(narrowing["given"]), 0.0)]
    assert drawn(ax, "changed") == [(pytest.approx(narrowing["without:a"]), 0.0)]
    others = narrowing[["geometric", "without:b", "without:c", "without:d"]]
    assert drawn(ax, "same") == [(pytest.approx(value), 0.0) for value in others]
    plt.close("all")


@pytest.mark.parametrize(("lang", "said"), [("da", "× en anden ved nogle"), ("en", "× another under some")])
def test_the_figure_says_in_words_what_it_shows_and_is_marked_as_not_released(lang: str, said: str):
    ax = sb.plot_robustness(tried(ONE_CARRIES), lang=lang)
    words = [text.get_text() for text in ax.figure.findobj(Text)]
    assert said in words
    assert any(text.get_gid() == "internal" for text in ax.findobj(Text))
    plt.close("all")


def test_a_choice_that_cannot_be_tried_is_drawn_nowhere():
    ax = sb.plot_robustness(tried({"a": (40, 60)}))
    assert drawn(ax, "same") == drawn(ax, "changed") == []
    assert "? kan ikke prøves" in [text.get_text() for text in ax.figure.findobj(Text)]
    plt.close("all")
