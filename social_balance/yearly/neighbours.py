"""The neighbouring papers as tables of the yearly job: targets followed, complaints, the ministry's lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from social_balance.deliveries.reading import read_counts
from social_balance.language.faults import Faults, absent_columns
from social_balance.language.tables import DEFAULT, languages
from social_balance.language.texts import Lang
from social_balance.lists.complaints import complaints
from social_balance.lists.criteria.classification import Classification, classify_areas
from social_balance.lists.periods import Period
from social_balance.lists.strategy.follow_up import Targets
from social_balance.lists.strategy.settings import FigureTable
from social_balance.verdicts.claims import by_language
from social_balance.verdicts.strategy_indicator import INDICATOR
from social_balance.yearly.neighbour_settings import ComplaintsTable, ListsTable, NeighbourSettings

OUTCOMES = ("upheld", "changed", "returned")
# What became of the mean gap, in the words that papers judge a figure with.
_JUDGEMENT_OF_GAP: Mapping[str, tuple[str, ...]] = {
    "smaller": ("fallen",), "slightly_smaller": ("fallen",), "unchanged": ("unchanged",),
    "larger": ("risen",), "slightly_larger": ("risen",),
}  # fmt: skip


@dataclass(frozen=True)
class Neighbours:
    """The neighbouring papers that there are figures for; what is not asked for is None.

    Parameters
    ----------
    targets : Targets, optional
    complaints : DataFrame, optional, one row per (committee, year)
        The columns of `complaints` without its text, ``is_total``, and ``hidden_…`` for each outcome and for
        ``decided`` and ``overturned``.
    criteria, lists, leaving : DataFrame, optional
        Those of a `Classification`, with texts in every language and ``hidden``.
    """

    targets: Targets | None = None
    complaints: pd.DataFrame | None = None
    criteria: pd.DataFrame | None = None
    lists: pd.DataFrame | None = None
    leaving: pd.DataFrame | None = None

    def frames(self, lang: Lang = DEFAULT) -> dict[str, pd.DataFrame]:
        """Return the tables by name, for the files of data; only those that there are."""
        found = {
            "targets": None if self.targets is None else self.targets.frame(lang).reset_index(),
            "complaints": self.complaints,
            "criteria": self.criteria,
            "lists": self.lists,
            "leaving": self.leaving,
        }
        return {name: frame for name, frame in found.items() if frame is not None}

    def with_strategy_indicator(self, rows: pd.DataFrame) -> Neighbours:
        """Return the same, with the figures of the Årsstatus among those of the targets."""
        if self.targets is None:
            return self
        return replace(self, targets=self.targets.with_status_figures({INDICATOR: _status_figures(rows)}))


NOTHING = Neighbours()


def read_neighbours(settings: NeighbourSettings, path_of: Callable[[str], Path]) -> Neighbours:
    """Read what the neighbouring papers are made of.

    Parameters
    ----------
    settings : NeighbourSettings
    path_of : callable
        From a name in the configuration to its path.

    Raises
    ------
    InputError
        With every fault of every table.
    """
    faults = Faults()
    cases = None
    placed = None
    if settings.complaints is not None:
        with faults.catch():
            cases = _read_complaints(settings.complaints, path_of(settings.complaints.file))
    if settings.lists is not None:
        with faults.catch():
            placed = _read_lists(settings.lists, path_of(settings.lists.file))
    faults.raise_if_any()
    if placed is None:
        return Neighbours(settings.targets, cases)
    return Neighbours(settings.targets, cases, *_list_tables(placed))


def _read_complaints(table: ComplaintsTable, path: Path) -> pd.DataFrame:
    """Return the complaints by committee and year, the newest year first as the papers have them."""
    needed = [name for name, here in table.columns.items() if here != "country"]
    frame = _read_renamed(path, table.sheet, table.columns, needed)
    judged = complaints(frame, level_within=table.level_within).drop(columns="text")
    is_total = judged["committee"] == table.total
    shown = {f"hidden_{name}": False for name in (*OUTCOMES, "decided", "overturned")}
    # The whole first, then the committees as they stand in the file.
    return judged.assign(is_total=is_total, **shown).sort_values("is_total", ascending=False, kind="stable")


def _read_lists(table: ListsTable, path: Path) -> Classification:
    """Return where the areas stand on the ministry's lists."""
    names = {
        table.area: "area",
        table.year: "year",
        **{theirs: here for here, theirs in table.columns.items()},
    }
    frame = _read_renamed(path, table.sheet, names, list(names))
    listed = table.published_lists()
    return classify_areas(frame, years_in_a_row=table.years_in_a_row, listed=listed)


def _read_renamed(path: Path, sheet: str | None, names: Mapping[str, str], needed: list[str]) -> pd.DataFrame:
    """Read a table and call its columns what they are called here."""
    frame = read_counts(path, sheet=sheet)
    faults = Faults()
    faults.add(absent_columns(needed, frame, path.as_posix()))
    faults.raise_if_any()
    return frame.rename(columns=dict(names))


def _list_tables(placed: Classification) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return criteria, lists and ways out, with their texts in every language."""
    bases = pd.Series(
        {
            (area, year, section, reading.criterion.key): None
            if reading.base is None
            else float(reading.base)
            for (area, year, section), readings in placed.readings.items()
            for reading in readings
        },
        dtype=float,
    )
    criteria = placed.frame()
    criteria = criteria.assign(base=bases.reindex(criteria.index).to_numpy(), hidden=False).reset_index()
    lists = _with_texts(placed.lists, "reason")
    leaving = _with_texts(placed.leaving, "text").assign(hidden=False)
    return criteria, lists, leaving


def _with_texts(table_in: Callable[[str], pd.DataFrame], column: str) -> pd.DataFrame:
    """Return a table whose one text stands in every language beside the first."""
    tables = {lang: table_in(lang) for lang in languages()}
    first = next(iter(tables.values())).drop(columns=column)
    texts = {lang: table[column].tolist() for lang, table in tables.items()}
    return first.assign(**by_language(column, texts)).reset_index()


def strategy_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the strategy's own indicator as lines of a table of figures, which a file of targets names.

    Returns
    -------
    DataFrame, one row per year
        ``indicator``, ``period``, ``value``, ``low``, ``high`` and ``judgement``, as `read_targets` takes.
    """
    lines = rows[["indicator", "period", "value", "low", "high"]].copy()
    lines["judgement"] = [",".join(_JUDGEMENT_OF_GAP.get(code, ())) for code in rows["judgement"]]
    return lines


def _status_figures(rows: pd.DataFrame) -> list[FigureTable]:
    """Return the rows of the strategy's indicator as figures of the follow-up."""
    figures = []
    for row in rows.to_dict("records"):
        has_value = pd.notna(row["value"])
        figures.append(
            FigureTable(
                period=Period.of_year(int(row["period"])),
                value=float(row["value"]) if has_value else None,
                low=float(row["low"]) if has_value and pd.notna(row["low"]) else None,
                high=float(row["high"]) if has_value and pd.notna(row["high"]) else None,
                not_available=not has_value,
                judgement=_JUDGEMENT_OF_GAP.get(row["judgement"], ()),
            )
        )
    return figures
