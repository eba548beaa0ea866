"""The attack as a privacy officer sees it: what each hidden count can be narrowed to, and from what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from social_balance.disclosure.counts import Counts
from social_balance.disclosure.earlier import assemble_again
from social_balance.disclosure.narrowing import TOLERANCE, Reach, is_protected, reach_of
from social_balance.disclosure.published import Published, read_published
from social_balance.disclosure.release import Release
from social_balance.language.faults import InputError, Issue
from social_balance.language.words import Lang
from social_balance.showing.view import ResultView, Shown, reading_language
from social_balance.yearly.disclosure_settings import DisclosureSettings

COLUMNS = ("indicator", "area", "year", "kind", "low", "high", "state", "relations")


@dataclass(frozen=True, repr=False)
class Attack(Shown):
    """What an intruder can say of every hidden count.

    Parameters
    ----------
    rows : DataFrame
        As `frame` gives them.
    floor : int
        The smallest number of persons that may show.
    """

    rows: pd.DataFrame = field(repr=False)
    floor: int

    def frame(self) -> pd.DataFrame:
        """Return one row per hidden count.

        Returns
        -------
        DataFrame, one row per (indicator, area, year, kind)
            ``kind`` is "counted" (persons counted), "base", or "score" (a hidden indicator under an index
            that is shown, on its scale of 0 to 100); ``low`` and ``high`` what it can be narrowed
            to, NaN where nothing bounds it; ``state`` "exact" (one number), "narrow" (0, or the floor more
            than it is, can be excluded), "safe", or "partner" (enough persons: hidden to protect others);
            ``relations`` what it is narrowed by.
        """
        return self.rows.copy()

    def unsafe(self) -> pd.DataFrame:
        """Return the rows that are exact or narrow."""
        return self.rows[self.rows["state"].isin(["exact", "narrow"])].reset_index(drop=True)

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.disclosure.views import attack_view

        return attack_view(self, reading_language(lang))


def attack(public: Release | str | Path) -> Attack:
    """Attack a release, or a folder that was published, by linear programs.

    Parameters
    ----------
    public : Release or path
        What `release` gave, with its pattern; or a folder of `write_report` (results.json, else the table of
        indicators as CSV), of which nothing but what is published is known.

    Returns
    -------
    Attack

    Raises
    ------
    InputError
        What is neither, or a folder without a report.

    Notes
    -----
    The intruder knows every published figure, the public sizes of populations, every relation, and that no
    count is below 0 or above its base. Of a release the true counts tell whether an interval is safe. Of a
    folder they are not known: an interval is "exact" when it holds one number, "narrow" when it is narrower
    than the floor, and "safe" otherwise.
    """
    if isinstance(public, Release):
        if public.pattern is None:
            raise InputError(Issue("REL009", found=type(public).__name__))
        return _attack_release(public)
    if not isinstance(public, (str, Path)):
        raise InputError(Issue("REL009", found=type(public).__name__))
    published = read_published(Path(public))
    told = [*_rows_of_folder(published), *_rows_of_scores(published)]
    rows = pd.DataFrame(told, columns=list(COLUMNS))
    return Attack(rows, published.floor)


def _attack_release(public: Release) -> Attack:
    """Attack with every relation that the releases so far give."""
    assert public.pattern is not None
    floor = int(public.meta.floor or DisclosureSettings().floor)
    counts, unknown = assemble_again(public.pattern, DisclosureSettings(floor=floor))
    asked = {need.count for need in counts.needs}
    blocks = {each.cell for one in public.pattern.releases for each in one.cells if each.role == "block"}
    # What one division shows less another is told by both; only where it is few persons is it a secret.
    wanted = [int(i) for i in np.flatnonzero(unknown) if i in asked or counts.keys[i][1] not in blocks]
    reach = reach_of(counts, unknown, wanted)
    rows = [_row_of_count(counts, unknown, i, reach[i]) for i in wanted]
    return Attack(pd.DataFrame(rows, columns=list(COLUMNS)), floor)


def _row_of_count(counts: Counts, unknown: np.ndarray, i: int, reach: Reach) -> tuple[Any, ...]:
    """Return what can be said of one hidden count."""
    key = counts.keys[i]
    about: Any = key[1]
    label = (about, "", 0) if isinstance(about, str) else (about.indicator, about.area, about.year)
    low = float(counts.value[i]) - reach.down
    high = float(counts.value[i]) + reach.up
    needs = [need for need in counts.needs if need.count == i]
    state = "partner"
    if needs:
        state = "narrow"
        if all(is_protected(need, reach) for need in needs):
            state = "safe"
    # One number is exact, whoever it was hidden for; a base of 0 has nothing to hide.
    if high - low <= TOLERANCE and counts.most[i] > 0:
        state = "exact"
    rows = counts.relations[:, [i]].tocoo().coords[0]
    return *label, key[0], round(low, 3), round(high, 3), state, "; ".join(counts.names[r] for r in rows)


def _rows_of_folder(published: Published) -> Iterator[tuple[Any, ...]]:
    """Yield what the published sums say of every hidden count."""
    table = published.indicators
    for (indicator, year), group in table.groupby(["indicator", "year"], sort=False):
        is_whole = (group["area"] == published.whole).to_numpy()
        hidden = group["hidden"].to_numpy(dtype=bool)
        for kind, column in (("counted", "positive"), ("base", "base")):
            number = group[column].to_numpy(dtype=float)
            # What nobody is counted in (a mean, an index of places) has no such count to hide.
            if kind == "counted" and not np.isfinite(number).any():
                continue
            left = np.nan
            if is_whole.any() and not hidden[is_whole].any():
                left = float(number[is_whole].sum() - np.nansum(number[~is_whole & ~hidden]))
            for place in np.flatnonzero(hidden):
                others = int((hidden & ~is_whole).sum()) - 1
                low, high = _bounds_in_sum(left, others, whole=bool(is_whole[place]), shown=number[~is_whole])
                state = _state_of(low, high, published.floor)
                relation = f"{indicator}, {year}: {published.whole}"
                yield indicator, group["area"].iloc[place], year, kind, low, high, state, relation


def _rows_of_scores(published: Published) -> Iterator[tuple[Any, ...]]:
    """Yield what the published indexes say of the hidden indicators that they rest on."""
    for each in published.scores:
        # Whoever knows an index knows something of what is hidden beneath it, so that none of it is safe.
        state = "exact" if each.high - each.low <= TOLERANCE else "narrow"
        where = f"{each.table}: {each.area}, {each.year}"
        yield (each.indicator, each.area, each.year, "score", each.low, each.high, state, where)


def _bounds_in_sum(left: float, others: int, *, whole: bool, shown: np.ndarray) -> tuple[float, float]:
    """Return what one hidden term of a sum can be, when so much is left for all of them."""
    if whole:
        total = float(np.nansum(shown))
        # With every part shown the whole is their sum.
        if np.isfinite(shown).all():
            return total, total
        return total, np.nan
    if not np.isfinite(left):
        return 0.0, np.nan
    if others == 0:
        return left, left
    return 0.0, left


def _state_of(low: float, high: float, floor: int) -> str:
    """Return the state of an interval when the true count is not known."""
    if not np.isfinite(high):
        return "safe"
    if high - low <= TOLERANCE:
        return "exact"
    # The true count is below the floor, so that a narrower interval excludes the floor more than it is.
    if high - low < floor:
        return "narrow"
    return "safe"
