"""Dates written as text, the international way or the Danish."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

_TIME = r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?"
_FORMS = (
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){_TIME}"),
    # The day stands first in Denmark, whatever parts it from the month.
    re.compile(rf"(?P<day>\d{{1,2}})[-./](?P<month>\d{{1,2}})[-./](?P<year>\d{{4}}){_TIME}"),
)


def date_in(text: str) -> Any:
    """Return the date that a text writes, or None when it writes none.

    Parameters
    ----------
    text : str
        Such as ``2024-05-01``, ``1.5.2024`` or ``01-05-2024 13:30``.

    Returns
    -------
    numpy.datetime64 or None
        To the second.

    Examples
    --------
    >>> date_in("1.5.2024"), date_in("2024-02-30") is None
    (np.datetime64('2024-05-01T00:00:00'), True)
    """
    for form in _FORMS:
        if match := form.fullmatch(text):
            day = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
            try:
                return np.datetime64(f"{day}T{match['time'] or '00:00'}", "s")
            except ValueError:
                return None
    return None
