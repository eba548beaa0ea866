"""One column of a delivery turned into answers, with the reason where there is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.conditions.tree import Expression
from social_balance.deliveries.answer_sets import MultipleSet
from social_balance.language.faults import Issue, Place

Kind: TypeAlias = Literal["code", "number", "text", "area", "id", "weight"]
Code: TypeAlias = float | str  # the letters are Stata's extended missing values, .a to .z
Range: TypeAlias = tuple[float, float]
Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.intp]

BLANK = "Ubesvaret"  # nothing stands in the cell
NOT_ASKED = "Ikke stillet"  # the filter question led past it
UNSTATED = "Uoplyst"  # the file calls the code missing without saying why

TEXT_KINDS = ("text", "area", "id")
_SHOWN = 10  # so many wrong values of a column are told one by one


@dataclass(frozen=True)
class Column:
    """What a codebook says about one column.

    Parameters
    ----------
    name : str
        Name that definitions use.
    source : str
        Name in the delivery.
    kind : {"code", "number", "text", "area", "id", "weight"}
        What stands in it.
    label : str
        The question.
    values : Mapping of float to str
        Text of each valid code; beside a ``number`` only the texts of some points of a scale.
    missing : Mapping of float or str to str
        Reason of each code that is no answer.
    missing_ranges : tuple of (float, float)
        Further codes that are no answer, the ends included.
    range : (float, float), optional
        Lowest and highest valid number.
    asked_if : Expression, optional
        Condition on other columns; those for whom it is not true were not asked.
    unique : bool
        Whether an id may stand in one row only.
    turned : bool
        Whether the scale is turned when it is read: the lowest code becomes the highest. ``values``,
        ``missing`` and ``range`` are always as in the delivery.
    """

    name: str
    source: str
    kind: Kind = "number"
    label: str = ""
    values: Mapping[float, str] = field(default_factory=dict)
    missing: Mapping[Code, str] = field(default_factory=dict)
    missing_ranges: tuple[Range, ...] = ()
    range: Range | None = None
    asked_if: Expression | None = None
    unique: bool = False
    turned: bool = False

    @property
    def ends(self) -> Range | None:
        """Lowest and highest answer; None when the codebook does not say."""
        codes = self.values if self.kind == "code" else ()
        return self.range or ((min(codes), max(codes)) if codes else None)

    @property
    def texts(self) -> dict[float, str]:
        """Text of each valid code after reading, in the order of the codes: turned when the scale is."""
        return dict(sorted((float(self.turn(code)), text) for code, text in self.values.items()))

    def turn(self, answers: Any) -> Any:
        """Return a number, or an array of them, on the scale that definitions see."""
        return sum(self.ends) - answers if self.turned and self.ends else answers

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason for a missing answer, in the order of the codebook; blank is the last."""
        unstated = [UNSTATED] if self.missing_ranges else []
        not_asked = [NOT_ASKED] if self.asked_if else []
        return tuple(dict.fromkeys([*self.missing.values(), *unstated, *not_asked, BLANK]))

    @property
    def tells_why(self) -> bool:
        """Whether the reason for a missing answer is kept beside the column."""
        declared = self.values or self.missing or self.missing_ranges or self.range or self.asked_if
        return bool(declared) and self.kind not in ("id", "weight")


@dataclass(frozen=True)
class FileLabels:
    """What a delivered file says about its own columns.

    Parameters
    ----------
    columns : Mapping of str to str
        The text of the question.
    values : Mapping of str to Mapping
        The text of each labelled code.
    missing : Mapping of str to tuple of (float, float)
        Ranges of codes that the file declares missing, the ends included.
    sets : tuple of MultipleSet
        Questions with several answers, one column for each.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[Code, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    sets: tuple[MultipleSet, ...] = ()


@dataclass(frozen=True)
class Answers:
    """One column after reading.

    Parameters
    ----------
    values : ndarray, one element per row
        Numbers (NaN is missing), or text (None is missing).
    reason : ndarray of int
        Position in ``Column.reasons`` where the answer is missing, else -1.
    """

    values: npt.NDArray[Any]
    reason: Rows


def read_answers(
    column: Column, raw: pd.Series[Any], *, file: str = "", labels: FileLabels | None = None
) -> tuple[Answers, list[Issue]]:
    """Read one column of a delivery.

    Parameters
    ----------
    column : Column
        What the codebook says about it.
    raw : Series, one row per respondent
        Numbers as they are, or text: numbers with comma or point, labels, area names.
    file : str
        Where it comes from, for the faults.
    labels : FileLabels, optional
        What the file says, to be compared with the codebook.

    Returns
    -------
    tuple of Answers, list of Issue
        The answers and every fault met.

    Examples
    --------
    >>> column = Column("helbred", "Q01", "code", values={1: "Godt", 2: "Dårligt"}, missing={8: "Ved ikke"})
    >>> answers, issues = read_answers(column, pd.Series(["2", "8", "", "Godt"]))
    >>> answers.values
    array([ 2., nan, nan,  1.])
    >>> [column.reasons[at] for at in answers.reason if at >= 0]
    ['Ved ikke', 'Ubesvaret']
    """
    in_file = (labels or FileLabels()).values.get(column.source, {})
    declared = (labels or FileLabels()).missing.get(column.source, ())
    cells = _cells(raw)
    reason = _reasons(column, cells)
    values: npt.NDArray[Any]
    if column.kind in TEXT_KINDS:
        values, wrong = _as_texts(column, cells, reason, in_file)
    else:
        values, wrong = _as_numbers(column, cells, reason)
    for at in np.flatnonzero(_within(cells.numbers, declared) & (reason < 0)):
        wrong[int(at)] = "INP017"

    nothing = np.array([None if values.dtype == object else np.nan], dtype=values.dtype)
    blank = column.reasons.index(BLANK)
    answers = Answers(
        column.turn(np.append(values, nothing)[cells.rows]), np.append(reason, blank)[cells.rows]
    )
    found = [*_drift(column, in_file), *_cell_faults(column, cells, wrong), *_row_faults(column, answers)]
    place = Place.column(column.source)
    return answers, [
        Issue(fault.code, file=file, place=place, found=fault.found, values=fault.values) for fault in found
    ]


def numbers_in(texts: Sequence[str]) -> tuple[Floats, Mask]:
    """Read the numbers of a column of text, with decimal comma or point.

    A full stop before three digits can be a decimal point or a Danish thousands separator; the other cells
    of the column decide, and when they do not, the cell is in doubt rather than guessed.

    Parameters
    ----------
    texts : sequence of str
        The cells, stripped of surrounding space.

    Returns
    -------
    tuple of ndarray of float, ndarray of bool
        The numbers, NaN where the text is none; and the cells that can be read in two ways.

    Examples
    --------
    >>> numbers_in(["1.234", "0,5", "12", "ja"])[0]
    array([1.234e+03, 5.000e-01, 1.200e+01,       nan])
    >>> numbers_in(["1.234", "0.500"])[0]
    array([1.234, 0.5  ])
    >>> numbers_in(["1.234", "7"])[1]
    array([ True, False])
    """
    quick = _plain_numbers(texts)
    if quick is not None:
        return quick, np.zeros(len(texts), dtype=bool)
    forms = [met.lastgroup if (met := _NUMBER.fullmatch(text)) else None for text in texts]
    thousands = "comma" in forms or "groups" in forms
    doubtful = thousands == ("point" in forms)
    numbers = np.full(len(texts), np.nan)
    for at, (text, form) in enumerate(zip(texts, forms, strict=True)):
        if form in ("comma", "groups") or (form == "group" and thousands):
            numbers[at] = float(text.replace(".", "").replace(",", ".").replace("−", "-"))
        elif form is not None:
            numbers[at] = float(text.replace("−", "-"))
    return numbers, np.array([form == "group" and doubtful for form in forms], dtype=bool)


def told_apart(values: Mapping[float, str]) -> dict[float, str]:
    """Return the labels of a file in a form that a codebook can hold.

    Parameters
    ----------
    values : Mapping of float to str
        The text of each code.

    Returns
    -------
    dict of float to str
        Single spaces; the code itself where there is no text, and after a text that several codes have.

    Examples
    --------
    >>> told_apart({1: "Ja", 2: " ja", 3: ""})
    {1: 'Ja (1)', 2: 'ja (2)', 3: '3'}
    """
    clean = {code: tidy(text) or f"{code:g}" for code, text in values.items()}
    texts = [comparable(text) for text in clean.values()]
    if len(set(texts)) == len(texts):
        return clean
    again = {
        code: text if texts.count(comparable(text)) == 1 else f"{text} ({code:g})"
        for code, text in clean.items()
    }
    return told_apart(again)


def tidy(text: str) -> str:
    """Return a label as a codebook holds it: composed letters and single spaces.

    Parameters
    ----------
    text : str
        A label of a file.

    Returns
    -------
    str
        With its capitals.

    Examples
    --------
    >>> tidy(" Ved  ikke ")
    'Ved ikke'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def comparable(text: str) -> str:
    """Return a label in the form in which labels are compared.

    Parameters
    ----------
    text : str
        A label.

    Returns
    -------
    str
        Composed letters, small letters, single spaces.

    Examples
    --------
    >>> comparable("Ved  ikke ") == comparable("VED IKKE")
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


_NUMBER = re.compile(
    r"(?P<plain>[+−-]?\d+)"
    r"|(?P<comma>[+−-]?(?:\d*|\d{1,3}(?:\.\d{3})+),\d+)"
    r"|(?P<groups>[+−-]?[1-9]\d{0,2}(?:\.\d{3}){2,})"
    r"|(?P<group>[+−-]?[1-9]\d{0,2}\.\d{3})"
    r"|(?P<point>[+−-]?(?:\d*\.\d+|\d+(?:\.\d*)?)(?:[eE][+-]?\d+)?)"
)


_GROUP = re.compile(r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$", re.MULTILINE)


def _plain_numbers(texts: Sequence[str]) -> Floats | None:
    """Read a column of ordinary numbers at once; None when some are not, or may be Danish thousands."""
    cells = "\n".join(texts)
    if set(cells) - set("0123456789+-.eE\n") or _GROUP.search(cells):
        return None
    try:
        return np.array(list(map(float, texts)), dtype=np.float64)
    except ValueError:
        return None


@dataclass(frozen=True)
class _Cells:
    """A column by its distinct values: a rule is about a value, not about a row."""

    rows: Rows  # which value stands in each row; -1 is blank
    numbers: Floats  # NaN where the value is no number
    doubtful: Mask  # numbers that can be read in two ways
    given: Sequence[str] | None  # the text met; None in a column of numbers

    def text(self, at: int) -> str:
        """Return a value as text."""
        return _shown(self.numbers[at]) if self.given is None else self.given[at]

    def where(self, positions: Sequence[int]) -> dict[str, int]:
        """Return how many rows have these values, and which row is the first."""
        return _where(np.isin(self.rows, positions))


def _cells(raw: pd.Series[Any]) -> _Cells:
    """Find the distinct values of a column, as numbers where they are."""
    if pd.api.types.is_numeric_dtype(raw.dtype):
        plain = raw.to_numpy(dtype=np.float64, na_value=np.nan)
        rows, numbers = pd.factorize(plain)
        return _Cells(rows, numbers, np.zeros(len(numbers), dtype=bool), None)
    rows, found = pd.factorize(raw)
    position: dict[str, int] = {"": -1}
    numeric: dict[int, float] = {}
    target = []
    for value in np.asarray(found, dtype=object):
        number = None if isinstance(value, str) else _number(value)
        text = unicodedata.normalize("NFC", str(value)).strip() if number is None else _shown(number)
        at = position.setdefault(text, len(position) - 1)
        target.append(at)
        if number is not None:
            numeric[at] = number
    texts = list(position)[1:]
    numbers, doubtful = numbers_in(texts)
    for at, number in numeric.items():  # Stata mixes numbers with the letters of its missing values
        numbers[at], doubtful[at] = number, False
    return _Cells(np.array([*target, -1], dtype=np.intp)[rows], numbers, doubtful, texts)


def _reasons(column: Column, cells: _Cells) -> Rows:
    """Give each value that is no answer the position of its reason."""
    reason = np.full(len(cells.numbers), -1, dtype=np.intp)
    for low, high in column.missing_ranges:
        reason[_within(cells.numbers, [(low, high)])] = column.reasons.index(UNSTATED)
    said = {comparable(text): text for text in column.missing.values()}
    for code, text in column.missing.items():
        if isinstance(code, str):
            said[comparable(code)] = text
        else:
            reason[cells.numbers == code] = column.reasons.index(text)
    for at, met in enumerate(cells.given or ()):
        if comparable(met) in said:
            reason[at] = column.reasons.index(said[comparable(met)])
    return reason


def _as_numbers(column: Column, cells: _Cells, reason: Rows) -> tuple[Floats, dict[int, str]]:
    """Return the values as numbers, and the code of the fault of each that is wrong."""
    numbers = cells.numbers.copy()
    codes = {comparable(text): code for code, text in column.values.items()}
    wrong: dict[int, str] = {}
    for at in np.flatnonzero((np.isnan(numbers) | cells.doubtful) & (reason < 0)):
        text = comparable(cells.text(int(at)))
        if text in codes:
            numbers[at] = codes[text]
        else:
            wrong[int(at)] = "INP019" if cells.doubtful[at] else "INP009"
    numbers[reason >= 0] = np.nan
    if column.kind == "code":
        valid = np.isin(numbers, list(column.values))
    else:
        valid = _within(numbers, [column.range or (-np.inf, np.inf)])
    for at in np.flatnonzero(~valid & ~np.isnan(numbers)):
        wrong.setdefault(int(at), "INP007" if column.kind == "code" else "INP008")
    for at in np.flatnonzero(np.isinf(numbers)):
        wrong[int(at)] = "INP009"
    return numbers, wrong


def _as_texts(
    column: Column, cells: _Cells, reason: Rows, in_file: Mapping[Code, str]
) -> tuple[npt.NDArray[np.object_], dict[int, str]]:
    """Return the values as text, and the code of the fault of each that is wrong."""
    labels = (column.values or in_file) if column.kind == "area" else {}
    texts = np.full(len(reason), None, dtype=object)
    wrong: dict[int, str] = {}
    for at in np.flatnonzero(reason < 0):
        number = float(cells.numbers[at])
        if labels and not np.isnan(number):
            if number not in labels:
                wrong[int(at)] = "INP007"
            texts[at] = labels.get(number)
        else:
            texts[at] = cells.text(int(at))
    return texts, wrong


class _Fault(NamedTuple):
    """A fault of the column at hand."""

    code: str
    found: str
    values: Mapping[str, object]


def _cell_faults(column: Column, cells: _Cells, wrong: Mapping[int, str]) -> Iterator[_Fault]:
    """Tell of each wrong value: how often, and where first."""
    low, high = column.range or ("", "")
    for code in sorted(set(wrong.values())):
        positions = [at for at, met in wrong.items() if met == code]
        met = sorted(((cells.where([at]), at) for at in positions[:_SHOWN]), key=lambda pair: pair[0]["row"])
        for where, at in met:
            yield _Fault(code, cells.text(at), {**where, "low": low, "high": high})
        if len(positions) > _SHOWN:
            others = {"values": len(positions) - _SHOWN, **cells.where(positions[_SHOWN:])}
            yield _Fault("INP022", "", others)


def _row_faults(column: Column, answers: Answers) -> Iterator[_Fault]:
    """Tell of ids and weights that cannot be used."""
    blank = answers.reason == column.reasons.index(BLANK)
    if column.kind in ("id", "weight") and blank.any():
        yield _Fault("INP011" if column.kind == "id" else "INP012", "", _where(blank))
    if column.kind == "weight":
        unusable = answers.values <= 0
        if unusable.any():
            lowest = float(np.nanmin(answers.values))
            yield _Fault("INP013", _shown(lowest), {**_where(unusable), "lowest": lowest})
    if column.unique:
        again = pd.Series(answers.values).duplicated().to_numpy() & ~blank
        if again.any():
            ids = list(dict.fromkeys(answers.values[again]))
            values = {**_where(again), "values": len(ids)}
            yield _Fault("INP010", ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else ""), values)


def _drift(column: Column, in_file: Mapping[Code, str]) -> Iterator[_Fault]:
    """Compare the labels in the file with those of the codebook."""
    if column.kind in ("text", "id", "weight") or (column.kind == "area" and not column.values):
        return
    ours = dict[Code, str]([*column.values.items(), *column.missing.items()])
    # A codebook made from the file has its texts told apart, which is no drift.
    made = told_apart({code: text for code, text in in_file.items() if not isinstance(code, str)})
    for code, text in in_file.items():
        shown = code if isinstance(code, str) else _shown(code)
        if code in ours:
            accepted = {comparable(text), *([comparable(made[code])] if code in made else [])}
            if comparable(ours[code]) not in accepted:
                yield _Fault("INP015", text, {"number": shown, "expected": ours[code]})
        elif not _free(column, code):
            yield _Fault("INP016", text, {"number": shown})


def _free(column: Column, code: Code) -> bool:
    """Say whether the codebook covers a code without giving it a text."""
    number = np.array([np.nan if isinstance(code, str) else code])
    ranges = [*column.missing_ranges, *([column.range] if column.range else [])]
    plain = column.kind == "number" and column.range is None
    return plain or bool(_within(number, ranges)[0])


def _within(numbers: Floats, ranges: Sequence[Range]) -> Mask:
    """Say which numbers lie in one of the ranges, the ends included."""
    found = np.zeros(len(numbers), dtype=bool)
    for low, high in ranges:
        found |= (numbers >= low) & (numbers <= high)
    return found


def _where(rows: Mask) -> dict[str, int]:
    """Return how many rows are marked, and which is the first."""
    return {"count": int(rows.sum()), "row": int(rows.argmax()) + 1}


def _number(value: Any) -> float | None:
    """Return a value that is a number as a float."""
    return float(value) if isinstance(value, (int, float, np.number, Decimal)) else None


def _shown(number: float) -> str:
    """Return a number as it is written in a cell, without .0."""
    return f"{number:.0f}" if float(number).is_integer() else repr(float(number))
