"""Where one area stands on one list: the criteria counted, and those that must be met besides."""

from __future__ import annotations

from dataclasses import dataclass

from social_balance.language.thresholds import Answer, kleene_all, kleene_at_least
from social_balance.lists.criteria.readings import Reading
from social_balance.lists.criteria.rules import ListRule


@dataclass(frozen=True)
class Standing:
    """One area on one list in one year.

    Parameters
    ----------
    rule : ListRule
    residents : Reading
    some, all_of : tuple of Reading
        The criteria that are counted and those that must be met besides.
    """

    rule: ListRule
    residents: Reading
    some: tuple[Reading, ...]
    all_of: tuple[Reading, ...]

    @property
    def answer(self) -> Answer:
        """Whether the area is on the list."""
        counted = kleene_at_least(self.rule.need, [reading.met for reading in self.some])
        return kleene_all([self.residents.met, counted, *(reading.met for reading in self.all_of)])
