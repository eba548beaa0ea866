"""The texts of codes: as they are compared, as a codebook holds them, and a code as it is written."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping

from social_balance.deliveries.columns import Code


def label_key(text: str) -> str:
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
    >>> label_key("Ved  ikke ") == label_key("VED IKKE")
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def tidy_label(text: str) -> str:
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
    >>> tidy_label(" Ved  ikke ")
    'Ved ikke'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def disambiguate_labels(labels: Mapping[Code, str]) -> dict[Code, str]:
    """Return the labels of a file in a form that a codebook can hold: no two codes with one text.

    Parameters
    ----------
    labels : Mapping of float or str to str
        The text of each code.

    Returns
    -------
    dict of float or str to str
        Single spaces; the code itself where there is no text, and after a text that several codes have.

    Examples
    --------
    >>> disambiguate_labels({1: "Ja", 2: " ja", 3: ""})
    {1: 'Ja (1)', 2: 'ja (2)', 3: '3'}
    >>> disambiguate_labels({9999998: "Ja", 9999999: "Ja"})
    {9999998: 'Ja (9999998)', 9999999: 'Ja (9999999)'}
    """
    tidied = {code: tidy_label(text) or write_code(code) for code, text in labels.items()}
    times = Counter(label_key(text) for text in tidied.values())
    if len(times) == len(tidied):
        return tidied
    with_codes = dict(tidied)
    for code, text in tidied.items():
        # Every digit of the code, or two long codes would be told apart by nothing.
        if times[label_key(text)] > 1:
            with_codes[code] = f"{text} ({write_code(code)})"
    return disambiguate_labels(with_codes)


def write_code(code: Code) -> str:
    """Return a code as it is written in a cell, every digit of it and without .0.

    Parameters
    ----------
    code : float or str
        A number, or a code that is a text itself.

    Returns
    -------
    str
        The code in words.

    Examples
    --------
    >>> write_code(8.0), write_code(0.25), write_code("a")
    ('8', '0.25', 'a')
    """
    if isinstance(code, str):
        return code
    number = float(code)
    return f"{number:.0f}" if number.is_integer() else repr(number)
