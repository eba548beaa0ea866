"""The sentences of the report, with the names in them filled in from the release."""

from __future__ import annotations

from social_balance.language.words import Lang, phrase


def tell(key: str, lang: Lang, **values: object) -> str:
    """Return one text of the table ``prose`` with its names filled in.

    Examples
    --------
    >>> tell("index_count", "en", least=3)
    'Indicators in the index: 3.'
    """
    return phrase("prose", key, lang, **values)
