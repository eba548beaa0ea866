"""When a count is too small to be shown: the persons beneath a figure held against the floor."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from social_balance.yearly.disclosure_settings import DisclosureSettings

# few: too few counted, not counted or in the base; dominance: one or two persons make the figure;
# others: hidden so that others cannot be worked out; earlier: hidden in an earlier release.
Reason: TypeAlias = Literal["few_persons", "few_answers", "dominance", "others", "earlier"]


@dataclass(frozen=True)
class Persons:
    """The persons beneath one figure in one year.

    Parameters
    ----------
    base : float
        Persons that the figure is about.
    counted : float
        Persons that it counts: those of a share, those who had the events of a rate, those who have any of
        what a mean or a total adds up. NaN where nobody is counted, such as in a median.
    complement : bool
        Whether those who are not counted are told by the figure too.
    smallest : float
        Persons in the smallest group that the figure tells apart; NaN where it tells none apart.
    largest : tuple of float
        The parts of the sum that the largest have, in per cent, in falling order; empty where nothing is
        added up.
    """

    base: float
    counted: float = math.nan
    complement: bool = True
    smallest: float = math.nan
    largest: tuple[float, ...] = field(default=())

    @property
    def not_counted(self) -> float:
        """Persons in the base that are not counted; NaN where that tells nothing."""
        if not self.complement:
            return math.nan
        return self.base - self.counted


def reason_to_hide(persons: Persons, settings: DisclosureSettings, source: str) -> Reason | None:
    """Return why the figure of some persons may not be shown, or None.

    Parameters
    ----------
    persons : Persons
    settings : DisclosureSettings
        The floor and the rule of dominance.
    source : str
        "survey", "register" or "count": of a survey it is answers that are few.

    Returns
    -------
    str or None

    Notes
    -----
    Nobody in the base is no figure, and nothing is hidden. Otherwise base, counted and not counted are each
    at least the floor, and so is the smallest group that is told apart; 0 is fewer than the floor. Dominance:
    the n largest have at most k per cent of what is added up [Hundepool et al. 2012, ch. 4.2].

    Examples
    --------
    >>> five = DisclosureSettings(floor=5)
    >>> reason_to_hide(Persons(100, 4), five, "register"), reason_to_hide(Persons(100, 5), five, "register")
    ('few_persons', None)
    """
    if not persons.base > 0:
        return None
    floor = settings.floor
    few = (persons.base, persons.counted, persons.not_counted, persons.smallest)
    # A comparison with NaN is false: what is not counted cannot be too few.
    if any(number < floor for number in few):
        # A reader knows how many answered, and takes few of them for something else than few persons.
        if source == "survey":
            return "few_answers"
        return "few_persons"
    if sum(persons.largest[: settings.dominance.n]) > settings.dominance.k:
        return "dominance"
    return None
