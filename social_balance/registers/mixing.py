"""How two groups mix over places: whether it is chance, what changed it, and which places make it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy import special

from social_balance.areas.municipality import Areas
from social_balance.arrays import Floats
from social_balance.language.faults import InputError, Issue, unknown_choice
from social_balance.language.words import phrase
from social_balance.measures.chance import correct_two_groups
from social_balance.measures.expected_figures import DISSIMILARITY, THEIL_H
from social_balance.measures.permutation import deal_out
from social_balance.measures.redistribution import FIGURES, PARTS, parts_of_change
from social_balance.registers.place_counts import PlaceCounts, count_places
from social_balance.registers.register import Register
from social_balance.showing.progress import follow

MixingFigure: TypeAlias = Literal["dissimilarity", "theil_h", "exposure"]

_CORRECTIONS = {"dissimilarity": DISSIMILARITY, "theil_h": THEIL_H}
_AT_A_TIME = 2_000_000  # counts that are drawn at a time


def segregation_test(
    register: Register,
    *,
    place: str,
    of: str,
    base: str | None = None,
    by: Sequence[str] = ("year",),
    areas: Areas | None = None,
    draws: int = 999,
    seed: int = 1,
    level: float = 0.95,
) -> pd.DataFrame:
    """Test whether a group and the others are spread over places as by lots.

    Parameters
    ----------
    register : Register
        On any engine.
    place : str
        Column with the place, such as the school.
    of : str
        The group: a condition, "areas" or "rest".
    base : str, optional
        Condition: who is counted.
    by : sequence of str
        Columns to make a figure for each value of; "year" and "area" are those of the register.
    areas : Areas, optional
        Needed where the group is told by where people live.
    draws : int
        How often the persons are dealt out anew.
    seed : int
    level : float
        Confidence level of the interval.

    Returns
    -------
    DataFrame, one row per (measure, *by)
        value (of the counted persons, 0–100), expected (the mean under no segregation), p, corrected (without
        what chance adds) with low and high, and how many persons, of the group, and places there are.

    Raises
    ------
    InputError
        A column that is not there; a group told by where people live, without `areas`.

    Notes
    -----
    p = (b + 1)/(B + 1), b of B draws being as far from even as the counted; the null hypothesis is that
    everybody's group is independent of her place, with the sizes of places and groups as they are. [Davison &
    Hinkley 1997] Where one group has nobody, or one place has everybody, all figures are missing.

    Examples
    --------
    >>> frame = pd.DataFrame({"person_id": range(80), "year": 2024, "area": "a"})
    >>> frame["school"] = ["nord", "syd"] * 40
    >>> frame["poor"] = [1, 0, 1, 0, 1, 0, 0, 1] * 10
    >>> found = segregation_test(Register(frame), place="school", of="poor == 1")
    >>> found.loc[("dissimilarity", 2024), ["value", "p"]].round(3).tolist()
    [50.0, 0.002]
    """
    counted = count_places(register, place=place, of=of, base=base, by=by, areas=areas)
    rows = []
    labels = []
    for measure in _CORRECTIONS:
        for label, table in zip(counted.labels, counted.table, strict=True):
            labels.append((measure, *label))
            rows.append(_tested(measure, table, draws=draws, seed=seed, level=level))
    index = pd.MultiIndex.from_tuples(labels, names=["measure", *counted.names])
    return pd.DataFrame(rows, index=index)


def segregation_change(
    register: Register,
    *,
    place: str,
    of: str,
    since: int,
    until: int,
    measure: MixingFigure = "dissimilarity",
    base: str | None = None,
    areas: Areas | None = None,
    draws: int = 300,
    seed: int = 1,
    level: float = 0.95,
) -> pd.DataFrame:
    """Tell a change of mix apart into sizes of places, the group's share and real redistribution.

    Parameters
    ----------
    register, place, of, base, areas, seed, level
        See `segregation_test`.
    since, until : int
        The two years.
    measure : {"dissimilarity", "theil_h", "exposure"}
        Exposure is that of the group to the others at their places.
    draws : int
        How often both years are drawn anew, for standard errors and bias.

    Returns
    -------
    DataFrame, one row per part
        "change", and the parts that add up to it: "sizes" (of places), "group_share", "redistribution",
        "opened" and "closed" (places that one of the years has not). value is of the counted persons;
        corrected is without the bias of the bootstrap, with se, low and high.

    Raises
    ------
    InputError
        A year that the register has not, a measure of another name, a column that is not there.

    Notes
    -----
    See `social_balance.measures.redistribution.parts_of_change` [Elbers 2021]. The persons of both years are
    drawn anew independently, which makes the interval of a change too wide where most are the same.

    Examples
    --------
    >>> then = pd.DataFrame({"person_id": range(80), "year": 2021, "area": "a", "school": ["n", "s"] * 40})
    >>> then["poor"] = [1, 0, 1, 0, 1, 0, 0, 1] * 10
    >>> now = then.assign(year=2024, poor=[1, 0, 1, 0, 0, 1, 0, 1] * 10)
    >>> both = Register(pd.concat([then, now]))
    >>> parts = segregation_change(both, place="school", of="poor == 1", since=2021, until=2024)
    >>> parts["value"].round(6).to_dict()["redistribution"]
    -50.0
    """
    if unknown := unknown_choice("measure", measure, tuple(FIGURES)):
        raise InputError(unknown)
    counted = count_places(register, place=place, of=of, base=base, by=("year",), areas=areas)
    before, after = (_table_of_year(counted, year, register.file) for year in (since, until))
    figure = FIGURES[measure]
    value = _as_array(parts_of_change(before, after, figure))
    rng = np.random.default_rng(seed)
    at_a_time = max(1, _AT_A_TIME // max(before.size, 1))
    drawn = np.concatenate(
        [
            _as_array(parts_of_change(_drawn(before, n, rng), _drawn(after, n, rng), figure))
            for n in follow(_in_portions(draws, at_a_time), "lots", draws, size=float)
        ]
    )
    corrected = 2 * value - drawn.mean(axis=0)
    se = drawn.std(axis=0, ddof=1)
    reach = special.ndtri((1 + level) / 2) * se
    columns = {
        "value": value, "corrected": corrected, "se": se, "low": corrected - reach, "high": corrected + reach,
    }  # fmt: skip
    return pd.DataFrame(columns, index=pd.Index(["change", *PARTS], name="part"))


def local_segregation(
    register: Register,
    *,
    place: str,
    of: str,
    year: int,
    base: str | None = None,
    areas: Areas | None = None,
    floor: int = 5,
    lang: str = "da",
) -> pd.DataFrame:
    """Tell which places make a municipality's dissimilarity and Theil's H, no small place by itself.

    Parameters
    ----------
    register, place, of, base, areas
        See `segregation_test`.
    year : int
    floor : int
        Places with fewer persons of the group, or of the others, are one row together, with as many more of
        the smallest places as it takes for that row to have so many of both.
    lang : {"da", "en"}
        Language of the name of that row.

    Returns
    -------
    DataFrame, one row per place, the greatest contribution first
        persons (per cent of all), group (per cent of those at the place), dissimilarity and theil_h (points
        that the place contributes; each column adds up to the figure of the rows).

    Raises
    ------
    InputError
        A year that the register has not, a column that is not there, fewer than two rows that may be shown.

    Notes
    -----
    A place j adds ``50·|aⱼ/A − bⱼ/B|`` to D, and nⱼ·KL(pⱼ ‖ p)/(n·E(p)) to H. [Elbers 2021]

    Examples
    --------
    >>> frame = pd.DataFrame({"person_id": range(80), "year": 2024, "area": "a", "school": ["n", "s"] * 40})
    >>> frame["poor"] = [1, 0, 1, 0, 1, 0, 0, 1] * 10
    >>> local_segregation(Register(frame), place="school", of="poor == 1", year=2024)["group"].tolist()
    [75.0, 25.0]
    """
    counted = count_places(register, place=place, of=of, base=base, by=("year",), areas=areas)
    table = _table_of_year(counted, year, register.file)
    there = table.sum(axis=-1) > 0
    names = [name for name, used in zip(counted.places, there, strict=True) if used]
    table, names = _pool_small(table[there], names, floor, phrase("mixing", "others", lang))
    share = table[:, 0].sum() / table.sum()
    size = table.sum(axis=-1)
    apart = special.rel_entr(table[:, 0] / size, share) + special.rel_entr(table[:, 1] / size, 1 - share)
    entropy = special.entr(share) + special.entr(1 - share)
    columns = {
        "persons": 100 * size / size.sum(),
        "group": 100 * table[:, 0] / size,
        "dissimilarity": 50 * np.abs(table[:, 0] / table[:, 0].sum() - table[:, 1] / table[:, 1].sum()),
        "theil_h": 100 * size * apart / (size.sum() * entropy),
    }
    rows = pd.DataFrame(columns, index=pd.Index(names, name=place))
    return rows.sort_values("dissimilarity", ascending=False, kind="stable")


def _tested(measure: str, table: Floats, *, draws: int, seed: int, level: float) -> dict[str, float]:
    first = table[:, 0]
    second = table[:, 1]
    row = dict.fromkeys(("value", "expected", "p", "corrected", "low", "high"), np.nan)
    made = correct_two_groups(first, second, _CORRECTIONS[measure])
    if made is not None:
        dealt = deal_out(first, second, FIGURES[measure], draws=draws, seed=seed)
        low, high = made.limits(level)
        row = {
            "value": dealt.value, "expected": dealt.expected, "p": dealt.p, "corrected": made.value,
            "low": low, "high": high,
        }  # fmt: skip
    there = int(np.count_nonzero(table.sum(axis=-1)))
    return {**row, "persons": float(table.sum()), "group": float(first.sum()), "places": there}


def _table_of_year(counted: PlaceCounts, year: int, file: str) -> Floats:
    """Return the table of one year."""
    years = [int(str(label[0])) for label in counted.labels]
    if year not in years:
        raise InputError(Issue("INP025", file=file, found=str(year), values={"known": years}))
    return np.asarray(counted.table[years.index(year)])


def _as_array(parts: dict[str, Floats]) -> Floats:
    """Return the change and its parts as columns."""
    columns = [parts[name] for name in PARTS]
    return np.stack([np.sum(columns, axis=0), *columns], axis=-1)


def _drawn(table: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Draw as many persons anew from the counted."""
    total = table.sum()
    cells = rng.multinomial(round(float(total)), table.ravel() / total, size=draws)
    return cells.reshape(draws, *table.shape).astype(float)


def _in_portions(draws: int, at_a_time: int) -> list[int]:
    return [min(at_a_time, draws - start) for start in range(0, draws, at_a_time)]


def _pool_small(table: Floats, names: list[object], floor: int, others: str) -> tuple[Floats, list[object]]:
    """Put places with few persons of either group into one row that has enough of both."""
    order = np.argsort(table.min(axis=-1), kind="stable")
    small = int(np.count_nonzero(table.min(axis=-1) < floor))
    # One small place alone would be told by the row that is meant to hide it.
    pooled = small if small != 1 else 2
    while 0 < pooled < len(order) and table[order[:pooled]].sum(axis=0).min() < floor:
        pooled += 1
    if len(order) - pooled + bool(pooled) < 2:
        raise InputError(Issue("REG006", values={"floor": floor}))
    kept = np.sort(order[pooled:])
    rows = [table[kept]]
    shown = [names[i] for i in kept]
    if pooled:
        rows.append(table[order[:pooled]].sum(axis=0, keepdims=True))
        shown.append(others)
    return np.concatenate(rows), shown
