"""How many answers are missing, of which question, where, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from social_balance.deliveries.answer_sets import NOT_MENTIONED
from social_balance.deliveries.columns import BLANK, NOT_ASKED
from social_balance.deliveries.csv_text import missing_columns
from social_balance.language.faults import Faults, Issue, Place

_OWN_COLUMNS = ("column", "asked", "answered", "missing", "percent")


def missing_summary(frame: pd.DataFrame, *, by: str | Sequence[str] = ()) -> pd.DataFrame:
    """Count the answers that are missing, and why.

    Parameters
    ----------
    frame : DataFrame, one row per respondent
        As ``read_survey`` gives it; waves may have been put together.
    by : str or sequence of str
        Columns to count within, such as area and year.

    Returns
    -------
    DataFrame, one row per (column, *by)
        ``column``, the columns of ``by``, ``asked`` (those not led past the question), ``answered``,
        ``missing`` and ``percent`` (missing of asked; NaN when nobody was asked), then a count for each
        reason, called ``reason: …`` where the reason is also the name of one of these. Counts are unweighted.

    Raises
    ------
    InputError
        When a column of ``by`` is not there, or no column tells why answers are missing.

    Examples
    --------
    >>> from social_balance.deliveries.columns import Column
    >>> from social_balance.deliveries.codebook.book import Codebook
    >>> book = Codebook((Column("helbred", "Q01", "code", values={1: "Godt", 2: "Dårligt"},
    ...                         missing={8: "Ved ikke"}), Column("omraade", "O", "area")))
    >>> frame = book.apply(pd.DataFrame({"Q01": [2, 8, None, 1], "O": ["a", "a", "b", "b"]}))
    >>> missing_summary(frame, by="omraade")
        column omraade  asked  answered  missing  percent  Ved ikke  Ubesvaret
    0  helbred       a      2         1        1     50.0         1          0
    1  helbred       b      2         1        1     50.0         0          1
    """
    keys = list(by)
    if isinstance(by, str):
        keys = [by]
    known = [str(name) for name in frame]
    items = [name.removesuffix(".missing") for name in known if name.endswith(".missing")]
    faults = Faults()
    faults.add(missing_columns(keys, known))
    faults.add(Issue("INP048", place=Place.column(key)) for key in keys if key in _OWN_COLUMNS)
    if not items:
        faults.add(Issue("INP028"))
    faults.raise_if_any()
    counts = pd.concat([_count_reasons(frame, item, keys) for item in items], ignore_index=True)
    return _with_totals(counts, keys)


def _count_reasons(frame: pd.DataFrame, item: str, keys: Sequence[str]) -> pd.DataFrame:
    """Count the reasons of one column within each group."""
    why = frame[f"{item}.missing"]
    reasons = [reason for reason in _reasons_in(why) if reason != NOT_MENTIONED]
    # After waves are put together a column that one of them lacks has neither an answer nor a reason there.
    # A box left open in a question that was answered is an answer.
    answered = (frame[item].notna() & why.isna()) | (why == NOT_MENTIONED)
    taken = {*_OWN_COLUMNS, *keys}
    names = {reason: f"reason: {reason}" if reason in taken else reason for reason in reasons}
    marks = pd.DataFrame({names[reason]: why == reason for reason in reasons})
    marks.insert(0, "answered", answered)
    marks.insert(0, "asked", answered | (why.notna() & (why != NOT_ASKED)))
    if keys:
        marks = marks.groupby([frame[key] for key in keys], dropna=False, observed=True).sum().reset_index()
    else:
        marks = marks.sum().to_frame().T
    marks.insert(0, "column", item)
    return marks


def _reasons_in(why: pd.Series[Any]) -> list[str]:
    """Return the reasons in a column of categories, or of text after waves are put together."""
    if isinstance(why.dtype, pd.CategoricalDtype):
        return [str(reason) for reason in why.cat.categories]
    return [str(reason) for reason in why.dropna().unique()]


def _with_totals(counts: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Put the columns in order: who was asked, what is missing, why."""
    first = ["column", *keys, "asked", "answered"]
    last = [name for name in (NOT_ASKED, BLANK) if name in counts]
    reasons = [str(name) for name in counts if name not in (*first, *last)] + last
    counts[reasons] = counts[reasons].fillna(0)
    missing = counts["asked"] - counts["answered"]
    percent = 100 * missing / counts["asked"].where(counts["asked"] > 0)
    ordered = counts[[*first, *reasons]].astype(dict.fromkeys(["asked", "answered", *reasons], "int64"))
    ordered.insert(len(first), "missing", missing.astype("int64"))
    ordered.insert(len(first) + 1, "percent", percent)
    return ordered
