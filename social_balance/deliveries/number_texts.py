"""Numbers read from text, with decimal comma or point."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from social_balance.arrays import Floats, Mask

_NUMBER = re.compile(
    r"(?P<plain>[+−-]?\d+)"
    r"|(?P<comma>[+−-]?(?:\d*|\d{1,3}(?:\.\d{3})+),\d+)"
    r"|(?P<groups>[+−-]?[1-9]\d{0,2}(?:\.\d{3}){2,})"
    r"|(?P<group>[+−-]?[1-9]\d{0,2}\.\d{3})"
    r"|(?P<point>[+−-]?(?:\d*\.\d+|\d+(?:\.\d*)?)(?:[eE][+-]?\d+)?)"
)
_GROUP = re.compile(r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$", re.MULTILINE)


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
    quick = _read_plain_numbers(texts)
    if quick is not None:
        return quick, np.zeros(len(texts), dtype=bool)
    forms = [_form_of(text) for text in texts]
    thousands = "comma" in forms or "groups" in forms
    # With both marks in the column, or with neither, "1.234" is one or the other.
    doubtful = thousands == ("point" in forms)
    numbers = np.full(len(texts), np.nan)
    for row, (text, form) in enumerate(zip(texts, forms, strict=True)):
        if form in ("comma", "groups") or (form == "group" and thousands):
            numbers[row] = float(text.replace(".", "").replace(",", ".").replace("−", "-"))
        elif form is not None:
            numbers[row] = float(text.replace("−", "-"))
    return numbers, np.array([form == "group" and doubtful for form in forms], dtype=bool)


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
