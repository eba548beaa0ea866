"""The long-term target of one indicator: which rule its figure is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from social_balance.language.faults import Faults, Issue, suggest
from social_balance.language.thresholds import Comparison
from social_balance.lists.comparison import LEVEL_WITHIN

Rule: TypeAlias = Literal[
    "at_least", "at_most", "above_country", "below_country", "at_least_above_country", "rise", "fall"
]
Direction: TypeAlias = Literal["higher_is_better", "lower_is_better", "context"]

COMPARISON: Mapping[str, Comparison] = {
    "at_least": ">=", "at_most": "<=", "above_country": ">", "below_country": "<",
    "at_least_above_country": ">=", "rise": ">", "fall": "<",
}  # fmt: skip
LEVEL_RULES = ("at_least", "at_most")
COUNTRY_RULES = ("above_country", "below_country", "at_least_above_country")
# A direction alone: the paper says which way, and no number.
DIRECTION_RULES = ("rise", "fall")
_NEEDS_LEVEL = (*LEVEL_RULES, "at_least_above_country")
_LOWER_IS_BETTER = ("at_most", "below_country", "fall")
NOT_STATED = "not_stated"


@dataclass(frozen=True)
class Target:
    """The long-term target of one indicator.

    Parameters
    ----------
    rule : {"at_least", "at_most", "above_country", "below_country", "at_least_above_country", "rise", "fall"}
        Above and below the country are strict, and so are rise and fall from the baseline; the others take
        the level itself.
    level : float or "not_stated", optional
        The level, or how far above the country. "not_stated" where a paper has the rule and not the number:
        such a target cannot be judged from figures.
    window : int
        The target is for the mean of so many years.
    set_in : int, optional
        The year the target was set; that of the baseline otherwise. After a later break in the series a level
        cannot be judged.
    unit : str
        Unit of the figure.
    digits : int
        Decimals in the text.
    level_within : float
        A difference from the country of at most so much is "level with" it.
    by : int, optional
        The year it is to be met by, for the text.
    every_year : bool
        Whether it has to hold in each year since it was set, and not in the newest alone.
    """

    rule: Rule
    level: float | Literal["not_stated"] | None = None
    window: int = 1
    set_in: int | None = None
    unit: str = "procent"
    digits: int = 1
    level_within: float = LEVEL_WITHIN
    by: int | None = None
    every_year: bool = False

    def __post_init__(self) -> None:
        """Refuse a target that could not be judged."""
        known = get_args(Rule)
        faults = Faults()
        if self.rule not in known:
            values = {"suggestion": suggest(str(self.rule), known), "known": ", ".join(known)}
            faults.add(Issue("TGT002", found=str(self.rule), values=values))
        elif self.level is None and self.rule in _NEEDS_LEVEL:
            faults.add(Issue("TGT003", found=self.rule))
        elif self.level is not None and self.rule in DIRECTION_RULES:
            faults.add(Issue("TGT013", found=self.rule))
        if self.window < 1:
            faults.add(Issue("TGT008", found=str(self.window)))
        faults.raise_if_any()

    @property
    def number(self) -> float:
        """The level as a number; 0 where the rule has none, missing where the paper does not say it."""
        if self.level == NOT_STATED:
            return float("nan")
        return float(self.level or 0.0)

    @property
    def direction(self) -> Direction:
        """Which way is better, as the rule says it."""
        return "lower_is_better" if self.rule in _LOWER_IS_BETTER else "higher_is_better"
