"""How many answers are missing, of which question, where, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from social_balance.deliveries.answer_sets import NOT_MENTIONED
from social_balance.deliveries.answers import BLANK, NOT_ASKED
from social_balance.language.faults import InputError, Issue, Place, suggest


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
        reason. Counts are unweighted.

    Raises
    ------
    InputError
        When a column of ``by`` is not there, or no column tells why answers are missing.

    Examples
    --------
    >>> from social_balance.deliveries.answers import Column
    >>> from social_balance.deliveries.codebook.book import Codebook
    >>> book = Codebook((Column("helbred", "Q01", "code", values={1: "Godt", 2: "Dårligt"},
    ...                         missing={8: "Ved ikke"}), Column("omraade", "O", "area")))
    >>> frame = book.apply(pd.DataFrame({"Q01": [2, 8, None, 1], "O": ["a", "a", "b", "b"]}))
    >>> missing_summary(frame, by="omraade")
        column omraade  asked  answered  missing  percent  Ved ikke  Ubesvaret
    0  helbred       a      2         1        1     50.0         1          0
    1  helbred       b      2         1        1     50.0         0          1
    """
    keys = [by] if isinstance(by, str) else list(by)
    known = [str(name) for name in frame]
    items = [name.removesuffix(".missing") for name in known if name.endswith(".missing")]
    issues = [
        Issue(
            "INP006",
            place=Place.column(key),
            values={"suggestion": suggest(key, known), "known": known},
        )
        for key in keys
        if key not in known
    ]
    if not items:
        issues.append(Issue("INP028"))
    if issues:
        raise InputError(issues)
    counts = pd.concat([_reason_counts(frame, item, keys) for item in items], ignore_index=True)
    return _with_totals(counts, keys)


def _reason_counts(frame: pd.DataFrame, item: str, keys: Sequence[str]) -> pd.DataFrame:
    """Count the reasons of one column within each group."""
    why = frame[f"{item}.missing"]
    known = [str(name) for name in (why.cat.categories if hasattr(why, "cat") else why.dropna().unique())]
    known = [name for name in known if name != NOT_MENTIONED]
    # After waves are put together a column that one of them lacks has neither an answer nor a reason there.
    # A box left open in a question that was answered is an answer.
    answered = (frame[item].notna() & why.isna()) | (why == NOT_MENTIONED)
    marks = pd.DataFrame({name: why == name for name in known})
    marks.insert(0, "answered", answered)
    marks.insert(0, "asked", answered | (why.notna() & (why != NOT_ASKED)))
    if keys:
        marks = marks.groupby([frame[key] for key in keys], dropna=False, observed=True).sum().reset_index()
    else:
        marks = marks.sum().to_frame().T
    marks.insert(0, "column", item)
    return marks


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
