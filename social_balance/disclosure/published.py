"""A folder that was published, read back as an intruder would: results.json, or the table of indicators."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from social_balance.disclosure.published_indexes import HiddenScore, hidden_scores
from social_balance.language.faults import InputError, Issue
from social_balance.language.tables import languages
from social_balance.language.words import phrase
from social_balance.yearly.disclosure_settings import DisclosureSettings

_NUMBERS = ("base", "positive")
_COLUMNS = ("indicator", "area", "year", "base", "positive", "hidden")
# The headings of the table of indicators, in either language, and the word for a hidden row.
_HEADINGS = {
    "indikator": "indicator", "område": "area", "år": "year", "grundlag (antal)": "base",
    "tæller (antal)": "positive", "ikke vist": "hidden", "indicator": "indicator", "area": "area",
    "year": "year", "base (number)": "base", "numerator (number)": "positive", "not shown": "hidden",
}  # fmt: skip
_MOST_BYTES = 500_000_000  # a report is some megabytes


@dataclass(frozen=True)
class Published:
    """What a published folder says of its indicators.

    Parameters
    ----------
    indicators : DataFrame, one row per (indicator, area, year)
        base, positive and hidden.
    whole : str
        The whole municipality.
    floor : int
    scores : tuple of HiddenScore
        What the published indexes, series and paces tell of hidden indicators.
    """

    indicators: pd.DataFrame
    whole: str
    floor: int
    scores: tuple[HiddenScore, ...] = ()


def read_published(folder: Path) -> Published:
    """Read a folder that `write_report` has written.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Published

    Raises
    ------
    InputError
        A folder without a report, or a damaged one.
    """
    try:
        for name, read in _published_files():
            file = folder / name
            if file.is_file() and file.stat().st_size <= _MOST_BYTES:
                return read(file)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(Issue("REL008", file=str(folder))) from error
    raise InputError(Issue("REL008", file=str(folder)))


def _published_files() -> list[tuple[str, Callable[[Path], Published]]]:
    """Return the files that tell what was published, best first, whatever language the folder is in."""
    tables = [f"tables/{phrase('data_files', 'indicators', lang)}.csv" for lang in languages()]
    return [("results.json", _from_json), *((name, _from_csv) for name in dict.fromkeys(tables))]


def _from_json(file: Path) -> Published:
    """Read the results, which say who the whole is and what the floor was."""
    data = json.loads(file.read_text(encoding="utf-8"))
    rows = [{name: row[name] for name in _COLUMNS} for row in data["indicators"]]
    floor = data["meta"]["floor"] or DisclosureSettings().floor
    indicators = _typed(pd.DataFrame(rows, columns=list(_COLUMNS)))
    return Published(indicators, str(data["meta"]["whole"]), int(floor), tuple(hidden_scores(data)))


def _from_csv(file: Path) -> Published:
    """Read the table of indicators; the whole is the area with most persons."""
    text = file.read_bytes().decode("utf-8-sig")
    # English tables are for programs that know no semicolons.
    separator = ";" if ";" in text.split("\n", 1)[0] else ","
    table = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
    table = table.rename(columns={name: _HEADINGS.get(str(name), str(name)) for name in table.columns})
    table = table[list(_COLUMNS)]
    for name in _NUMBERS:
        table[name] = pd.to_numeric(table[name].str.replace(",", ".", regex=False), errors="coerce")
    table["hidden"] = table["hidden"].isin(["ja", "yes"])
    typed = _typed(table)
    # A table has no word for who the whole is.
    largest = typed.groupby("area", sort=False)["base"].sum()
    return Published(typed, str(largest.idxmax()), DisclosureSettings().floor)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with numbers as numbers."""
    types: dict[str, Any] = {"base": float, "positive": float, "hidden": bool, "year": int}
    return table.astype(types)
