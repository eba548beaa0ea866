"""Where people lived on the date that counts, from the spells in which they lived somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from numbers import Real
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from social_balance.areas.municipality import Areas
from social_balance.arrays import Mask
from social_balance.deliveries import reading as tables
from social_balance.language.faults import Faults, Issue, Place, unknown_choice

LastDay: TypeAlias = Literal["included", "excluded"]
_ZONE = re.compile(r":\d\d.*(Z|[+-]\d\d(:?\d\d)?)$")
_OPEN = "9999"  # a last day in the year 9999 says in many registers that there is none yet


def residence_on(
    spells: pd.DataFrame | str | Path,
    *,
    date: Any,
    of: Sequence[Any] | pd.Series | None = None,
    person: str = "person_id",
    start: str = "start",
    end: str = "end",
    area: str = "area",
    last_day: LastDay = "included",
    areas: Areas | None = None,
) -> pd.DataFrame:
    """Find where people lived on the date that counts.

    Parameters
    ----------
    spells : DataFrame (one row per person and spell in one place), or path
        A table, or a Parquet or CSV file. Without a last day (or with one in the year 9999) a spell goes on.
    date : date, or several
        One date or a list of them: everyone's area on each. With `of`: the date of each event, or one.
    of : sequence, optional
        The person of each event, such as a conviction: the result then has one row per event.
    person, start, end, area : str
        Columns of the spells; dates as dates, as text like "2024-01-31" or as numbers like 20240131.
    last_day : {"included", "excluded"}
        Whether the person still lived there on the last day of a spell, or it is the day of moving.
    areas : Areas, optional
        Turns the names into ids, by the drawing of the date's year where areas are drawn otherwise.

    Returns
    -------
    DataFrame, one row per (person, date) or one per event in their order
        ``person`` (under its own name), ``date``, ``area`` (missing where the person lived in none of the
        spells), ``residence``: "lived"; "gap" between two spells; "outside" before the first or after the
        last one. Without `of`, who is outside has no row. The index is that of `of` when it is a Series.

    Raises
    ------
    InputError
        With every fault: columns that are missing, rows without person, first day or area, dates that cannot
        be read, a last day before the first, a person who lives in two places on one day, unknown areas.

    Notes
    -----
    The spells of a person may not overlap, so of those begun by the date only the last can hold it.

    Examples
    --------
    >>> spells = pd.DataFrame({"person_id": [1, 1, 2], "start": ["2020-03-01", "2024-05-01", "2022-01-01"],
    ...                        "end": ["2024-04-30", None, None], "area": ["a", "b", "b"]})
    >>> residence_on(spells, date="2024-01-01")["area"].tolist()
    ['a', 'b']
    >>> residence_on(spells, date=["2024-06-01", "2021-06-01"], of=[1, 2])["residence"].tolist()
    ['lived', 'outside']
    """
    faults = Faults()
    faults.add(unknown_choice("last_day", last_day, get_args(LastDay)))
    faults.raise_if_any()
    file = "" if isinstance(spells, pd.DataFrame) else Path(spells).as_posix()
    read = tables.read_register(spells, columns=[person, start, end, area], person=None, year="", area="")
    read = read.set_axis(["person", "start", "end", "area"], axis=1).reset_index(drop=True)
    names = {"person": person, "start": start, "end": end, "area": area}
    usable = _check_spells(read, names, last_day, file, faults)
    lookups = _list_lookups(usable, date, of, faults)
    homes = _look_up_areas(lookups, usable, last_day)
    if areas is not None:
        with faults.catch():
            # Areas are resolved only for those who lived somewhere: others have no name to resolve.
            lived = homes[homes["residence"] == "lived"]
            ids = areas.resolve(lived["area"], year=lived["date"].dt.year.to_numpy(), file=file, column=area)
            homes["area"] = ids.astype(object).reindex(homes.index)
    faults.raise_if_any()
    if of is None:
        homes = homes[homes["residence"] != "outside"].reset_index(drop=True)
    elif isinstance(of, pd.Series):
        # The caller's own index, so that the answer can be put beside the events.
        homes = homes.set_axis(of.index)
    return homes[["person", "date", "area", "residence"]].rename(columns={"person": person})


def _check_spells(
    read: pd.DataFrame, names: dict[str, str], last_day: LastDay, file: str, faults: Faults
) -> pd.DataFrame:
    """Return the spells that can be used, by person and first day."""

    def fault(code: str, column: str, rows: Mask) -> None:
        if rows.any():
            values = {"count": int(rows.sum()), "row": int(rows.argmax()) + 1}
            faults.add(Issue(code, file=file, place=Place.column(names[column]), values=values))

    for column in ("person", "start", "area"):
        fault("INP024", column, read[column].isna().to_numpy())
    dates = read[["person", "area"]].copy()
    for column in ("start", "end"):
        text = read[column].astype(object)
        if column == "end":
            # 9999-12-31 is how registers write that a spell is not over.
            given = text.where(~text.astype(str).str.startswith(_OPEN), None)
        else:
            given = text
        dates[column] = _read_dates(given)
        unread = given.notna() & dates[column].isna()  # in the end that of the last day
        fault("REG042", column, unread.to_numpy())
    fault("REG043", "end", (dates["end"] < dates["start"]).to_numpy())
    # A row with a fault is told of once, and not as an overlap too.
    usable = dates[["person", "start", "area"]].notna().all(axis=1) & ~(dates["end"] < dates["start"])
    usable &= ~unread
    spells = dates[usable].sort_values(["person", "start", "end"], kind="stable")
    overlaps = _find_overlaps(spells, last_day)
    fault("REG044", "person", np.isin(np.arange(len(read)), spells.index[overlaps]))
    return spells


def _find_overlaps(spells: pd.DataFrame, last_day: LastDay) -> Mask:
    """Say which spells begin while an earlier one of the same person still runs."""
    never = np.datetime64("9999-12-31", "s")
    until = spells["end"].fillna(pd.Timestamp(never)).astype("int64")
    # The last day of all earlier spells, since a long one may run past several short ones.
    latest = until.groupby(spells["person"]).cummax().groupby(spells["person"]).shift()
    first = spells["start"].astype("int64")
    return np.asarray(latest >= first if last_day == "included" else latest > first)


def _list_lookups(spells: pd.DataFrame, date: Any, of: Any, faults: Faults) -> pd.DataFrame:
    """Return the persons and dates to look up, in order."""
    many = not isinstance(date, str) and np.ndim(date) == 1
    given = pd.Series(list(date) if many else [date], dtype=object)
    days = _read_dates(given)
    faults.add(_unreadable_dates(given, days))
    if of is None:
        # Without events everyone is looked up, on every date.
        everyone = [days, spells["person"].drop_duplicates()]
        lookups = pd.MultiIndex.from_product(everyone, names=["date", "person"]).to_frame(index=False)
        return lookups[["person", "date"]]
    events = pd.DataFrame({"person": list(of)})
    # An id that is text in one table and a number in the other would match nobody.
    if is_numeric_dtype(events["person"]) != is_numeric_dtype(spells["person"]):
        faults.add(Issue("REG046", place="of"))
    if many and len(given) != len(events):
        faults.add(Issue("REG045", values={"dates": len(given), "events": len(events)}))
        return events.iloc[:0].assign(date=days[:0])
    return events.assign(date=days.to_numpy() if many else days.to_numpy()[0])


def _unreadable_dates(given: pd.Series, days: pd.Series) -> Iterator[Issue]:
    """Yield the fault of the dates asked for: an event without a date cannot be counted anywhere."""
    wrong = days.isna().to_numpy()
    if wrong.any():
        values = {"count": int(wrong.sum()), "row": int(wrong.argmax()) + 1}
        yield Issue("REG042", place="date", found=str(given[wrong.argmax()]), values=values)


def _look_up_areas(lookups: pd.DataFrame, spells: pd.DataFrame, last_day: LastDay) -> pd.DataFrame:
    """Return the area of every person and date, and whether the person lived somewhere then."""
    dated = lookups.assign(order=np.arange(len(lookups)))[lookups["date"].notna()]
    dated = dated.sort_values("date", kind="stable")
    spells = spells.sort_values("start", kind="stable")
    # Numbered together: the same id may be stored in another type in the two tables.
    code, _ = pd.factorize(pd.concat([spells["person"], dated["person"]], ignore_index=True))
    spells = spells.assign(who=code[: len(spells)])
    dated = dated.assign(who=code[len(spells) :])
    begun_last = pd.merge_asof(
        dated, spells.drop(columns="person"), left_on="date", right_on="start", by="who"
    ).sort_values("order")
    # Spells of one person do not overlap, so the last begun by the date decides.
    begun = begun_last["start"].notna()
    still = begun_last["end"].isna() | (begun_last["date"] < begun_last["end"])
    if last_day == "included":
        still |= begun_last["date"] == begun_last["end"]
    lived = (begun & still).to_numpy()
    # Who lives here again later was away for a while; who does not has left, or is not here yet.
    last = spells.groupby("who")["start"].max()
    later = last.reindex(begun_last["who"]).to_numpy() > begun_last["date"].to_numpy()
    return pd.DataFrame(
        {
            "person": begun_last["person"].to_numpy(),
            "date": begun_last["date"].to_numpy(),
            "area": begun_last["area"].astype(object).where(lived, None).to_numpy(),
            "residence": np.where(lived, "lived", np.where(begun & later, "gap", "outside")),
        }
    )


def _read_dates(values: pd.Series) -> pd.Series:
    """Read dates, as days; NaT for what is none."""
    read = pd.to_datetime(values.map(_date_text), format="ISO8601", errors="coerce")
    return read.dt.normalize().astype("datetime64[s]")


def _date_text(value: Any) -> Any:
    """Return a number such as 20240131 as text, and nothing for a moment in a zone, whose day is doubtful."""
    if isinstance(value, Real):
        if np.isnan(float(value)):
            return None
        return f"{float(value):.15g}"
    if isinstance(value, str):
        zone = _ZONE.search(value)
    else:
        zone = getattr(value, "tzinfo", None)
    if zone:
        return None
    return value
