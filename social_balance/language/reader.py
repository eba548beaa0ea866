"""Whom the words are for: the language of the one who reads a notebook or a terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping

from social_balance.language.tables import DEFAULT, languages

CHOSEN = "SOCIAL_BALANCE_LANG"  # a language, such as "en": for notebooks and terminals alike
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # in the order in which POSIX lets them decide


def notebook_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language of what a result shows of itself: the one chosen, else Danish.

    Examples
    --------
    >>> notebook_language({"SOCIAL_BALANCE_LANG": "en"}), notebook_language({"LANG": "en_GB.UTF-8"})
    ('en', 'da')
    """
    # Not by the locale: on a shared server it is that of the machine, and says nothing of the reader.
    return _known_language(environment.get(CHOSEN, "")) or DEFAULT


def terminal_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language of a terminal: the one chosen, else that of the locale, else Danish.

    Examples
    --------
    >>> [terminal_language({"LANG": name}) for name in ("en_GB.UTF-8", "C.UTF-8", "de_DE", "")]
    ['en', 'da', 'da', 'da']
    >>> terminal_language({"LANG": "en_US.UTF-8", "LC_ALL": "da_DK.UTF-8"})
    'da'
    """
    chosen = _known_language(environment.get(CHOSEN, ""))
    if chosen:
        return chosen
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return _known_language(locale) or DEFAULT


def _known_language(name: str) -> str:
    """Return the language of a locale name such as ``en_GB.UTF-8``; nothing where it has no texts."""
    start = name.replace("-", "_").replace(".", "_").split("_")[0].casefold()
    if start in languages():
        return start
    return ""
