"""Numbers read from text, with decimal comma or point."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from social_balance.arrays import Floats, Mask

_NUMBER = re.compile(
    r"(?P<plain>[+−-]?\d+)"
    r"|(?P<comma_group>[+−-]?[1-9]\d{0,2},\d{3})"
    r"|(?P<comma>[+−-]?(?:\d*|\d{1,3}(?:\.\d{3})+),\d+)"
    r"|(?P<groups>[+−-]?[1-9]\d{0,2}(?:\.\d{3}){2,})"
    r"|(?P<group>[+−-]?[1-9]\d{0,2}\.\d{3})"
    r"|(?P<comma_groups>[+−-]?[1-9]\d{0,2}(?:(?:,\d{3}){2,}|(?:,\d{3})+\.\d+))"
    r"|(?P<point>[+−-]?(?:\d*\.\d+|\d+(?:\.\d*)?)(?:[eE][+-]?\d+)?)"
)
_GROUP = re.compile(r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$", re.MULTILINE)


def numbers_in(texts: Sequence[str]) -> tuple[Floats, Mask]:
    """Read the numbers of a column of text, with decimal comma or point.

    A full stop or a comma before three digits can be a decimal mark or part thousands; the other cells of
    the column decide, and when they do not, the cell is in doubt rather than guessed.

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
    >>> numbers_in(["250,000", "310,500"])[1].tolist(), numbers_in(["1,125", "0,875"])[0].tolist()
    ([True, True], [1.125, 0.875])
    """
    quick = _read_plain_numbers(texts)
    if quick is not None:
        return quick, np.zeros(len(texts), dtype=bool)
    forms = [_form_of(text) for text in texts]
    marks = _Marks.of(forms, texts)
    numbers = np.full(len(texts), np.nan)
    for cell, (text, form) in enumerate(zip(texts, forms, strict=True)):
        if form is not None:
            numbers[cell] = float(_with_point(text, form, marks))
    return numbers, np.array([marks.is_doubtful(form) for form in forms], dtype=bool)


def doubt_of(text: str) -> str:
    """Return the code of the fault of a number that can be read in two ways.

    Examples
    --------
    >>> doubt_of("1.234"), doubt_of("1,234")
    ('INP019', 'INP046')
    """
    return "INP046" if "," in text else "INP019"


@dataclass(frozen=True)
class _Marks:
    """What the numbers of a column that can be read in one way only say of its marks."""

    decimal_comma: bool
    decimal_point: bool
    whole_thousands: bool  # numbers of four digits or more are written without a mark

    @classmethod
    def of(cls, forms: Sequence[str | None], texts: Sequence[str]) -> _Marks:
        """Look at the numbers of a column."""
        return cls(
            "comma" in forms or "groups" in forms,
            "point" in forms or "comma_groups" in forms,
            any(form == "plain" and len(text) > 3 for form, text in zip(forms, texts, strict=True)),
        )

    def is_doubtful(self, form: str | None) -> bool:
        """Say whether numbers of a form can be read in two ways."""
        if form == "group":
            return self.decimal_comma == self.decimal_point
        if form == "comma_group" and self.decimal_comma == self.decimal_point:
            # Beside 1500 the comma of 1,250 does not part thousands.
            return self.decimal_comma or not self.whole_thousands
        return False


def _with_point(text: str, form: str, marks: _Marks) -> str:
    """Return a number as Python writes it."""
    is_english = form == "comma_groups" or (
        form == "comma_group" and marks.decimal_point and not marks.decimal_comma
    )
    if is_english:
        text = text.replace(",", "")
    elif form in ("comma", "comma_group", "groups") or (form == "group" and marks.decimal_comma):
        text = text.replace(".", "").replace(",", ".")
    return text.replace("−", "-")


def _read_plain_numbers(texts: Sequence[str]) -> Floats | None:
    """Read a column of ordinary numbers at once; None when some are not, or may be Danish thousands."""
    cells = "\n".join(texts)
    if set(cells) - set("0123456789+-.eE\n") or _GROUP.search(cells):
        return None
    try:
        return np.array(list(map(float, texts)), dtype=np.float64)
    except ValueError:
        return None


def _form_of(text: str) -> str | None:
    """Name the way in which a number is written; None when the text is no number."""
    match = _NUMBER.fullmatch(text)
    return match.lastgroup if match else None
