"""Which character set a text is in, told from how Danish letters look when they are read as another."""

from __future__ import annotations

import re
from collections.abc import Callable

# Danish letters of UTF-8 read as Windows-1252: "SÃ¦rligt".
TWICE = re.compile(r"Ã[¦¸¥†˜…]\w*")
# What Danish letters from DOS or an old Mac look like when they are read as Windows-1252.
# An old Mac's Œ is a small å: capitals around it are French ("MANŒUVRE").
_FOREIGN = re.compile(r"(?<=[a-zA-Z])[†›‘¾¿](?=[a-zA-Z])|(?<=[a-z])Œ(?=[a-z])")
# Letters of Windows-1252 read as DOS: "Vµrebro", "H°je", "Spõrg", and UTF-8 read as DOS: "V├ª".
_DOS = re.compile(r"(?<=[a-zA-Z])[µ°Õ┼Ï├┬╞]|├")

# In the order in which Danish offices use them.
_CHARSETS = ("utf-8", "windows-1252", "cp850")


def is_of_another_charset(text: str) -> bool:
    """Say whether Danish letters of DOS or an old Mac were read as Windows-1252: "omr†de".

    Examples
    --------
    >>> is_of_another_charset("område".encode("cp850").decode("cp1252")), is_of_another_charset("område")
    (True, False)
    """
    return _FOREIGN.search(text) is not None


def is_misread(text: str) -> bool:
    """Say whether a text was read in another character set than it was written in.

    Examples
    --------
    >>> is_misread("Værebro".encode().decode("cp1252")), is_misread("Værebro")
    (True, False)
    """
    return TWICE.search(text) is not None or is_of_another_charset(text)


def fitting_charset(texts_in: Callable[[str], str]) -> str | None:
    """Return the first character set in which the texts of a file can be read and look right.

    Parameters
    ----------
    texts_in : callable
        From a character set to the texts of the file, read in it.

    Returns
    -------
    str or None
        None when no one fits.

    Examples
    --------
    >>> fitting_charset("Værebro".encode("cp850").decode)
    'cp850'
    """
    for charset in _CHARSETS:
        try:
            text = texts_in(charset)
        except Exception:
            # Readers fail in many ways on bytes that are no letters; what fits is what is asked.
            continue
        # Almost any byte is a letter of DOS, so what looks odd there is looked for as well.
        if not (is_misread(text) or _DOS.search(text)):
            return charset
    return None
