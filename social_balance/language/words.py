"""The texts of a language with their names filled in, and the marks of states and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from social_balance.language.faults import text_of
from social_balance.language.tables import DEFAULT

Lang: TypeAlias = str  # one of `tables.languages`


def phrase(table: str, key: str, lang: Lang = DEFAULT, **values: object) -> str:
    """Return a text of a language with its names filled in.

    Parameters
    ----------
    table, key : str
        Where the text stands in the language's folder, such as ``"clauses"`` and ``"gap_smaller"``.
    lang : str
        Language.
    **values
        What the names in the text stand for; a value is never read as a template.

    Returns
    -------
    str
        The finished text.

    Raises
    ------
    InputError, DefinitionError
        No such language, or one that lacks texts.

    Examples
    --------
    >>> phrase("list_names", "prevention", "en")
    'prevention area'
    >>> phrase("prose", "message_gap_again", theme="{area}", area="Nord", size=2)
    '{area} i Nord (2)'
    """
    text = text_of(table, key, lang)
    return text.format(**values) if values else text


def in_language(texts: Mapping[str, str], lang: Lang) -> str:
    """Return the text that a definition gives in a language, or in English when it gives none.

    Examples
    --------
    >>> title = {"da": "tryghed", "en": "safety"}
    >>> in_language(title, "da"), in_language(title, "fo")
    ('tryghed', 'safety')
    """
    return texts.get(lang) or texts["en"]


@dataclass(frozen=True)
class Mark:
    """How one code is shown: a sign, a tone that decides the colour, a short label and a sentence.

    Parameters
    ----------
    symbol : str
        Sign that can be told from the others without colour.
    tone : str
        Key of the palette: good, good_light, even, bad_light, bad, mixed, open, none or hidden.
    table, code : str
        Where its label stands in the folder of a language.
    """

    symbol: str
    tone: str
    table: str
    code: str

    def label(self, lang: Lang = DEFAULT) -> str:
        """Return the short label."""
        return phrase(self.table, self.code, lang)

    def meaning(self, lang: Lang = DEFAULT, **values: object) -> str:
        """Return the sentence of a verdict; ``{reference}`` in it is the area compared with."""
        return phrase(_SENTENCES[self.table], self.code, lang, **values)


_SENTENCES = {"verdicts": "verdict_sentences"}


def _marks_of(table: str, signs: Mapping[str, tuple[str, str]]) -> dict[str, Mark]:
    return {code: Mark(symbol, tone, table, code) for code, (symbol, tone) in signs.items()}


OWN: Mapping[str, Mark] = _marks_of(
    "own",
    {
        "better": ("▲", "good"),
        "slightly_better": ("△", "good_light"),
        "unchanged": ("=", "even"),
        "slightly_worse": ("▽", "bad_light"),
        "worse": ("▼", "bad"),
        "undecided": ("?", "open"),
        "missing": ("–", "none"),
        "hidden": ("×", "hidden"),
    },
)

GAP: Mapping[str, Mark] = _marks_of(
    "gap",
    {
        "smaller": ("▸◂", "good"),
        "slightly_smaller": ("▹◃", "good_light"),
        "unchanged": ("=", "even"),
        "slightly_larger": ("◃▹", "bad_light"),
        "larger": ("◂▸", "bad"),
        "undecided": ("?", "open"),
        "no_gap": ("○", "even"),
        "overtaken": ("●", "good"),
        "missing": ("–", "none"),
        "hidden": ("×", "hidden"),
    },
)

VERDICTS: Mapping[str, Mark] = _marks_of(
    "verdicts",
    {
        "ambition_met": ("▲", "good"),
        "better_overtaken": ("▲", "good"),
        "better_gap_larger": ("▲", "mixed"),
        "better_gap_unchanged": ("▲", "mixed"),
        "better_gap_undecided": ("▲", "good_light"),
        "better_no_gap": ("▲", "good_light"),
        "gap_smaller_others_fell": ("▽", "mixed"),
        "overtaken_others_fell": ("▽", "mixed"),
        "undecided_overtaken": ("?", "good_light"),
        "unchanged_overtaken": ("=", "mixed"),
        "undecided_gap_smaller": ("?", "good_light"),
        "unchanged_gap_smaller": ("=", "mixed"),
        "worse_gap_larger": ("▼", "bad"),
        "worse_gap_undecided": ("▼", "bad_light"),
        "worse_gap_unchanged": ("▼", "bad_light"),
        "worse_no_gap": ("▼", "bad_light"),
        "undecided_gap_larger": ("?", "bad_light"),
        "unchanged_gap_larger": ("=", "bad_light"),
        "unchanged_gap_undecided": ("=", "open"),
        "unchanged": ("=", "even"),
        "unchanged_no_gap": ("=", "even"),
        "undecided": ("?", "open"),
        "undecided_gap_unchanged": ("?", "open"),
        "undecided_no_gap": ("?", "open"),
        "missing": ("–", "none"),
        "hidden": ("×", "hidden"),
    },
)

# Meeting a criterion is what brings an area on a list, so it is the bad side.
MET: Mapping[str, Mark] = _marks_of(
    "criterion_met",
    {
        "yes": ("▲", "bad"),
        "no": ("○", "good"),
        "cannot_say": ("?", "open"),
    },
)

ON_LIST: Mapping[str, Mark] = _marks_of(
    "on_list",
    {
        "yes": ("▲", "bad"),
        "no": ("○", "good"),
        "cannot_say": ("?", "open"),
        "no_list": ("–", "none"),
    },
)

TARGET: Mapping[str, Mark] = _marks_of(
    "target_met",
    {
        "yes": ("▲", "good"),
        "no": ("▽", "bad"),
        "cannot_say": ("?", "open"),
        "no_target": ("–", "none"),
    },
)
