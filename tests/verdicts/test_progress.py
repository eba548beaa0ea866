"""Many waves: every step on the way, the pace, and the year in which a gap would be closed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import social_balance as sb
from social_balance.definitions.catalogue import Theme, Themes
from social_balance.estimates.values import Estimates, from_values
from social_balance.language.faults import InputError
from social_balance.verdicts.indexes import ThemeIndex, theme_index
from social_balance.verdicts.progress import progress

YEARS = (2021, 2024, 2027)


@pytest.fixture(scope="module")
def themes() -> Themes:
    """One theme of one indicator, 0–100 between its goalposts."""
    theme = sb.read_indicators("indices")["tryghed"]
    one = next(i for i in theme if i.id == "tryg_om_aftenen")
    return Themes((Theme("tryghed", theme.title, theme.effect_goal, 1, None, None, (one,)),))


def index_of(
    themes: Themes,
    area: tuple[float, ...],
    rest: tuple[float, ...] = (70.0, 70.0, 70.0),
    *,
    se: float = 1.0,
    df: float = np.inf,
) -> ThemeIndex:
    """An area and the rest in three waves; the area's figures of neighbouring waves covary."""
    labels = [("tryg_om_aftenen", who, year) for who in ("a", "rest") for year in YEARS]
    matrix = np.eye(6) * se**2
    for i, j in ((0, 1), (1, 2)):
        matrix[i, j] = matrix[j, i] = 0.3 * se**2
    made = from_values(labels, [*area, *rest], matrix, names=("measure", "area", "year"), df=df)
    return theme_index(made, themes)


def test_every_pair_of_waves_has_the_verdicts_of_the_ambition_between_them(themes: Themes) -> None:
    index = index_of(themes, (50.0, 58.0, 57.5), se=0.5)
    pairs = progress(index).pairs()
    assert pairs.index.names == ["theme", "area", "since", "until"]
    assert pairs["narrowing"].tolist() == pytest.approx([8.0, -0.5])
    for since, until in ((2021, 2024), (2024, 2027)):
        alone = sb.ambition(index, since=since, until=until).frame().loc[("tryghed", "a")]
        assert pairs.loc[("tryghed", "a", since, until), "verdict"] == alone["verdict"]


def test_running_narrowing_needs_every_step_and_not_only_the_whole_way(themes: Themes) -> None:
    steady = progress(index_of(themes, (50.0, 55.0, 60.0)))
    dipping = progress(index_of(themes, (50.0, 61.0, 60.0)))
    assert steady.overall().holds
    assert not dipping.overall().holds
    # Both went ten points from end to end.
    assert sb.ambition(index_of(themes, (50.0, 61.0, 60.0)), since=2021, until=2027).overall().holds
    cell = dipping.claims().loc[("tryghed", "a")]
    # Developments: 1 back, variance 1 + 1 − 0,6; narrowing: two of the rest come along.
    p = stats.norm.sf(-1 / np.sqrt(1.4))
    assert cell["p"] == pytest.approx(p)
    assert (cell["n_tests"], cell["n_shown"]) == (4, 2)
    assert cell["null"] == (
        "a har ikke udviklet sig positivt på tryghed, eller området ligger efter rest, uden at forskellen er "
        "blevet mindre, fra mindst én måling til den næste."
    )
    assert cell["null_en"].endswith("without the gap having narrowed, from at least one wave to the next.")


def test_the_pace_is_the_slope_of_the_line_through_all_waves(themes: Themes) -> None:
    found = progress(index_of(themes, (50.0, 58.0, 56.0), (70.0, 71.0, 70.5))).pace().loc[("tryghed", "a")]
    gaps = np.array([20.0, 13.0, 14.5])
    assert found["pace"] == pytest.approx(-np.polyfit(YEARS, gaps, 1)[0])
    # c = (−3, 0, 3)/18: variance (1 + 1 + 1 + 1)/36, for the covariance of neighbours meets a zero.
    assert found["pace_se"] == pytest.approx(np.sqrt(4 / 36))
    assert found["needed"] == pytest.approx(14.5 / 3)
    assert found["gap_at_target"] == pytest.approx(14.5 - 3 * found["pace"])


def test_from_end_to_end_the_middle_waves_do_not_count(themes: Themes) -> None:
    index = index_of(themes, (50.0, 90.0, 56.0))
    found = progress(index, path="end_to_end").pace()["pace"].item()
    assert found == pytest.approx(1.0)
    gone = Estimates(
        index.scores.rows.assign(status=np.where(index.scores.labels.get_level_values("year") == 2024,
                                                 "missing", "ok")),
        index.scores.matrix,
    )  # fmt: skip
    without = ThemeIndex(index.rows, index.matrix, gone, index.themes)
    assert progress(without, path="end_to_end").pace()["pace"].item() == pytest.approx(1.0)
    assert progress(without).pace()["pace_state"].item() == "missing"


RULES = [
    # area, se, state of the pace, of the year
    ((50.0, 58.0, 66.0), 0.3, "fast_enough", "dated"),
    ((50.0, 52.0, 54.0), 0.3, "too_slow", "dated"),
    ((50.0, 47.0, 44.0), 0.3, "widening", "never"),
    ((50.0, 50.5, 51.0), 3.0, "too_slow", "open"),
    ((60.0, 63.0, 66.0), 2.0, "undecided", "open"),
    ((60.0, 66.0, 71.0), 0.3, "no_gap", "no_gap"),
    ((60.0, np.nan, 66.0), 0.3, "missing", "missing"),
    # Measured ahead in the last wave and not shown to be: there is no year to tell.
    ((60.0, 65.0, 70.5), 1.0, "fast_enough", "level"),
    ((73.0, 71.0, 70.3), 2.0, "undecided", "level"),
    # Facts: no test, the figures alone.
    ((50.0, 58.0, 66.0), 0.0, "fast_enough", "dated"),
    ((50.0, 52.0, 54.0), 0.0, "too_slow", "dated"),
    ((50.0, 50.0, 50.0), 0.0, "too_slow", "never"),
]


@pytest.mark.parametrize(("area", "se", "state", "closing"), RULES)
def test_the_pace_is_fast_enough_too_slow_or_cannot_be_decided(
    themes: Themes, area: tuple[float, ...], se: float, state: str, closing: str
) -> None:
    found = progress(index_of(themes, area, se=se)).pace().loc[("tryghed", "a")]
    assert (found["pace_state"], found["closing_state"]) == (state, closing)


def test_the_year_of_closing_has_fiellers_interval(themes: Themes) -> None:
    found = progress(index_of(themes, (50.0, 55.0, 60.0), df=24.0)).pace().loc[("tryghed", "a")]
    gap, pace, t = 10.0, 10 / 6, stats.t.isf(0.025, 24)
    assert found["closing_year"] == pytest.approx(2027 + gap / pace)

    # By definition: the years θ where gap − θ·pace is not told from zero, its variance written out by hand.
    # Of the area: last wave 1 and slope (−1, 0, 1)/6; of the rest the same, without covariance.
    def told(theta: float) -> float:
        on_area = np.array([0.0, 0.0, -1.0]) - theta * np.array([-1.0, 0.0, 1.0]) / 6
        cov = np.array([[1, 0.3, 0], [0.3, 1, 0.3], [0, 0.3, 1]])
        variance = on_area @ cov @ on_area + on_area @ on_area
        return float((gap - theta * pace) ** 2 - t**2 * variance)

    for limit in ("closing_low", "closing_high"):
        assert told(found[limit] - 2027) == pytest.approx(0, abs=1e-6)
    assert found["closing_low"] < found["closing_year"] < found["closing_high"] < np.inf


def test_a_pace_that_may_be_zero_has_no_last_year(themes: Themes) -> None:
    found = progress(index_of(themes, (50.0, 51.0, 52.0), se=2.0)).pace().loc[("tryghed", "a")]
    assert found["pace_low"] < 0 < found["pace_high"]
    assert found["closing_high"] == np.inf
    # With certainty it is not closed next year: the first possible year is told even so.
    assert 2028 < found["closing_low"] < found["closing_year"]


def test_an_indicator_has_a_pace_too(themes: Themes) -> None:
    made = progress(index_of(themes, (50.0, 55.0, 60.0)), per="indicator").pace()
    assert made.index.names == ["indicator", "area"]
    assert made["pace"].item() == pytest.approx(10 / 6)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"years": [2024]}, "PRG001"),
        ({"target": 2027}, "PRG002"),
        ({"path": "spline"}, "PRG003"),
        ({"years": [2021, 2023]}, "AMB001"),
    ],
)
def test_what_cannot_be_asked_is_told(themes: Themes, asked: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as fault:
        progress(index_of(themes, (50.0, 55.0, 60.0)), **asked)  # type: ignore[arg-type]
    assert [issue.code for issue in fault.value.issues] == [code]
