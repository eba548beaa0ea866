"""What the proof-reader has to say of a spot, as data that can be worded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, TypeAlias

from social_balance.language.texts import number, unit_name
from social_balance.language.words import Lang, phrase
from social_balance.proofreading.paper import Spot

Kind: TypeAlias = Literal[
    "points", "base", "change", "whole_number", "common_base", "sum", "share", "direction", "level",
    "division", "future_date", "date_order", "impossible_date", "decimal_mark", "date_form",
    "not_significant", "cause", "table",
]  # fmt: skip
Certainty: TypeAlias = Literal["high", "medium", "low"]


def certainty_if(clear: object, *, otherwise: Certainty = "medium") -> Certainty:
    """Return high where something is clear.

    Examples
    --------
    >>> certainty_if(True), certainty_if([]), certainty_if("", otherwise="low")
    ('high', 'medium', 'low')
    """
    if clear:
        return "high"
    return otherwise


@dataclass(frozen=True)
class Computed:
    """A number that was worked out, and how many decimals it is to be told with."""

    value: Decimal
    decimals: int = 1
    unit: str = ""


@dataclass(frozen=True)
class Remark:
    """A doubtful spot.

    Parameters
    ----------
    kind : str
        What it is about.
    certainty : {"high", "medium", "low"}
        High where the text contradicts itself whatever is meant.
    says : str
        Key of the table ``proof_remarks``.
    values : Mapping
        What the names in that text stand for: texts as printed, and `Computed`.
    text : str
        The sentence or the cells.
    spot : Spot
        Where it stands.
    """

    kind: Kind
    certainty: Certainty
    says: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    text: str = ""
    spot: Spot = field(default_factory=Spot)

    def at(self, text: str, spot: Spot) -> Remark:
        """Return the remark with its text and its spot."""
        return replace(self, text=text, spot=spot)

    def words(self, lang: Lang) -> str:
        """Return what it is by computation, in words."""
        return phrase(
            "proof_remarks", self.says, lang, **{k: _worded(v, lang) for k, v in self.values.items()}
        )


def _worded(value: object, lang: Lang) -> str:
    if not isinstance(value, Computed):
        return str(value)
    text = number(float(value.value), value.decimals, lang=lang)
    return f"{text} {unit_name(value.unit, lang=lang)}".strip()
