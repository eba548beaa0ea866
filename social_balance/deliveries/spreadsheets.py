"""Excel and OpenDocument: one sheet as a table of typed cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
import pandas as pd

from social_balance.deliveries.label_texts import write_code
from social_balance.deliveries.sheet_layout import Layout, SheetCells, cell_place, find_layout
from social_balance.deliveries.sheet_marks import SheetMarks, read_marks
from social_balance.files.columnar import nfc
from social_balance.language.faults import Faults, InputError, Issue, Place, suggest

# Both the old .xls and a workbook with a password are compound files.
_COMPOUND = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")

_NUMBERS = frozenset({int, float, bool})
_DATES = frozenset({dt.date, dt.datetime})
_DURATIONS = frozenset({dt.time, dt.timedelta})
_EXACT = 2.0**53  # whole numbers beyond this are not exact in a cell


def read_spreadsheet(
    path: Path, *, file: str, sheet: str | None = None, totals_are_rows: bool = False
) -> pd.DataFrame:
    """Read one sheet of an Excel or OpenDocument workbook.

    What an office adds to a table (titles, notes, sums, merged and hidden cells, errors, formulas that were
    never calculated) is a fault with the cell's address, all of them at once. An old ``.xls`` and an
    ``.xlsb`` do not let us see formulas, errors and hidden rows: there a formula that was never calculated
    reads as 0, and an error as empty.

    Parameters
    ----------
    path : Path
        ``.xlsx``, ``.xlsm``, ``.xlsb``, ``.xls`` or ``.ods``.
    file : str
        Its name, for the faults.
    sheet : str, optional
        Which sheet; may be left out where only one has cells.
    totals_are_rows : bool
        Whether a row called "i alt" may be one of the table's own, as among counts by area.

    Returns
    -------
    DataFrame, one row per row below the header that is not empty
        Whole numbers without empty cells as int64, other numbers as float64 (NaN is empty), true and false
        as 1 and 0, dates as datetime64, durations and times of day in seconds, text as text (None is empty).
        A column that mixes them holds each cell as it is.

    Raises
    ------
    InputError
        With every fault of the sheet.
    """
    import python_calamine

    _require_workbook(path, file)
    try:
        with path.open("rb") as opened:
            book = python_calamine.CalamineWorkbook.from_filelike(opened)
        name = _choose_sheet(book, sheet, file)
        read = book.get_sheet_by_name(name)
        cells = SheetCells(name, read.to_python(), read.start or (0, 0), read.merged_cell_ranges)
    except python_calamine.PasswordError as error:
        raise InputError(Issue("INP033", file=file)) from error
    except python_calamine.CalamineError as error:
        raise InputError(Issue("INP003", file=file, values={"kind": "Excel"})) from error
    if not cells.rows:
        raise InputError(Issue("INP005", file=file, place=Place("sheet", name)))
    faults = Faults()
    marks = _read_marks(path, name)
    layout = find_layout(cells, marks, faults, file=file, totals_are_rows=totals_are_rows)
    frame = _typed_frame(cells, layout, faults, file)
    faults.raise_if_any()
    if frame.empty:
        raise InputError(Issue("INP005", file=file, place=Place("sheet", name)))
    return frame


def is_spreadsheet(path: Path) -> bool:
    """Say whether a file's bytes are those of a workbook, whatever its name is.

    Examples
    --------
    >>> is_spreadsheet(Path(__file__))
    False
    """
    with path.open("rb") as opened:
        start = opened.read(len(_ZIP))
    if start == _COMPOUND:
        return True
    if start != _ZIP:
        return False
    try:
        with ZipFile(path) as parts:
            return any(part in parts.namelist() for part in _PARTS)
    except BadZipFile:
        # Cut off on its way; its reader says so.
        return path.suffix.lower() != ".csv"


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which a column that mixes numbers with text is text throughout.

    Examples
    --------
    >>> as_texts(pd.DataFrame({"kode": ["0101", 102.0, None], "n": [1, 2, 3]}))["kode"].tolist()
    ['0101', '102', None]
    """
    mixed = {
        str(name): [_as_text(cell) for cell in column]
        for name, column in frame.items()
        if pd.api.types.is_object_dtype(column.dtype)
    }
    return frame.assign(**{name: pd.Series(texts, dtype=object) for name, texts in mixed.items()})


def _require_workbook(path: Path, file: str) -> None:
    """Refuse what is called a workbook and is none: many systems save a web page or a CSV as .xls."""
    with path.open("rb") as opened:
        start = opened.read(512)
    if start.startswith((_ZIP, _COMPOUND)):
        return
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe<")) or b"\0" not in start:
        raise InputError(Issue("INP041", file=file, found=path.suffix))


def _choose_sheet(book: Any, wanted: str | None, file: str) -> str:
    """Return the sheet that is asked for, or the only one with cells."""
    from python_calamine import SheetVisibleEnum

    names: list[str] = list(book.sheet_names)
    composed = {nfc(name): name for name in names}
    if wanted is not None and nfc(wanted) in composed:
        return composed[nfc(wanted)]
    if wanted is not None:
        values = {"suggestion": suggest(wanted, names), "known": names}
        raise InputError(Issue("INP031", file=file, found=wanted, values=values))
    filled = [name for name in names if book.get_sheet_by_name(name).height]
    if len(filled) <= 1:
        return next(iter(filled), names[0])
    hidden = [each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible]
    visible = [name for name in filled if name not in hidden]
    values = {"known": visible or filled, "example": next(iter(visible), filled[0])}
    if set(filled) & set(hidden):
        raise InputError(Issue("INP030", file=file, values={**values, "hidden": hidden}))
    raise InputError(Issue("INP029", file=file, values=values))


def _read_marks(path: Path, sheet: str) -> SheetMarks:
    """Return what the cells do not say of themselves, in the formats whose parts are XML."""
    try:
        with ZipFile(path) as parts:
            return read_marks(parts, sheet)
    except BadZipFile:
        return SheetMarks()


def _typed_frame(cells: SheetCells, layout: Layout, faults: Faults, file: str) -> pd.DataFrame:
    """Return the table below the header, each column in one type where it has one."""
    header = cells.rows[layout.header]
    columns: list[Sequence[Any]] = list(zip(*layout.body, strict=True)) or [()] * len(header)
    names: list[str] = []
    parts: dict[str, Any] = {}
    for number, (cell, column) in enumerate(zip(header, columns, strict=True)):
        name = nfc(_as_text(cell) or "")
        place = cell_place(cells, layout.header, number)
        if name in names:
            faults.add(Issue("INP018", file=file, place=Place.column(name).inside(place)))
        elif name:
            names.append(name)
            parts[name] = _type_column(column)
        elif any(not _is_blank(value) for value in column):
            faults.add(Issue("INP027", file=file, place=place, values={"number": number + 1}))
    return pd.DataFrame(parts, copy=False)


def _type_column(cells: Sequence[Any]) -> Any:
    """Return one column in the type that all of its filled cells have; as it is when they differ."""
    types = set(map(type, cells))
    texts: set[str] = set()
    if str in types:
        texts = {cell for cell in set(cells) if isinstance(cell, str) and cell.strip()}
    types.discard(str)
    if not texts and types <= _NUMBERS:
        return _as_numbers(cells)
    if not texts and types <= _DATES:
        return np.array([None if _is_blank(cell) else cell for cell in cells], dtype="datetime64[s]")
    if not texts and types <= _DURATIONS:
        return np.array([_seconds(cell) for cell in cells])
    if not types:
        tidied = {text: nfc(text) for text in texts}
        return np.array([tidied.get(cell) for cell in cells], dtype=object)
    return np.array([_plain_cell(cell) for cell in cells], dtype=object)


def _as_numbers(cells: Sequence[Any]) -> Any:
    """Return numbers; whole ones as whole numbers, though a workbook has every number as a float."""
    try:
        numbers = np.array(cells, dtype=np.float64)
    except ValueError:
        return np.array([np.nan if isinstance(cell, str) else cell for cell in cells], dtype=np.float64)
    if len(numbers) and (np.abs(numbers) < _EXACT).all() and (numbers % 1 == 0).all():
        return numbers.astype(np.int64)
    return numbers


def _seconds(cell: Any) -> float:
    """Return a duration, or a time of day, in seconds; 30 hours are more than a day."""
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds()
    if isinstance(cell, dt.time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
    return np.nan


def _plain_cell(cell: Any) -> Any:
    """Return a cell of a column that mixes types: numbers as they are, all else as text."""
    if isinstance(cell, (bool, int, float)):
        return float(cell)
    return _as_text(cell)


def _as_text(cell: Any) -> str | None:
    """Return a cell as text; None where it is empty."""
    if cell is None or _is_blank(cell):
        return None
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    if isinstance(cell, (bool, int, float, np.number)):
        return None if np.isnan(cell) else write_code(float(cell))
    return nfc(cell)


def _is_blank(cell: Any) -> bool:
    return isinstance(cell, str) and not cell.strip()
