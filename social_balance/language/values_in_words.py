"""Values as they are written inside a sentence: lists, numbers, words that each language has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from social_balance.language.tables import DEFAULT, template


class Word(str):
    """A word inside a message: a key of the table ``words`` that every language has."""

    __slots__ = ()


def suggest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that looks most like the one written, or None when none is close.

    Parameters
    ----------
    word : str
        What was written.
    known : Iterable of str
        What could have been meant.

    Returns
    -------
    str or None
        The nearest known word.

    Examples
    --------
    >>> suggest("directon", ["direction", "title"])
    'direction'
    >>> suggest("xyz", ["direction", "title"]) is None
    True
    """
    by_fold = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), sorted(by_fold), n=1, cutoff=0.6)
    return by_fold[near[0]] if near else None


def shown(value: object, lang: str = DEFAULT) -> str:
    """Return a value as it is written inside a sentence.

    Parameters
    ----------
    value : object
        A `Word`, a number, a text, or a list of them.
    lang : str
        Language; Danish has a decimal comma.

    Returns
    -------
    str
        The value in words.

    Examples
    --------
    >>> shown([1, 2.5, "tre"])
    '1, 2,5 og tre'
    """
    if isinstance(value, Word):
        return template("words", value, lang)
    # Before the numbers: True is one in Python.
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, float):
        # Ten digits: what stands after them is noise of the computation.
        return f"{value:.10g}".replace(".", template("numbers", "decimal", lang))
    if isinstance(value, (list, tuple)):
        return joined([shown(item, lang) for item in value], lang)
    return str(value)


def joined(items: Sequence[str], lang: str = DEFAULT, *, last: str = "and") -> str:
    """Return items as a sentence lists them, with a word before the last.

    Examples
    --------
    >>> joined(["a", "b", "c"]), joined(["a", "b"], "en", last="or"), joined([])
    ('a, b og c', 'a or b', '')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {template('lists', last, lang)} {items[-1]}"
