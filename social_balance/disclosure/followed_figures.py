"""What may be published of a strategy's figures: none that shows a few persons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from social_balance.disclosure.counts import Key
from social_balance.disclosure.hiding import choose_hidden
from social_balance.disclosure.ledger import Ledger
from social_balance.lists.periods import Period
from social_balance.lists.strategy.follow_up import Targets
from social_balance.lists.strategy.goals import FollowedIndicator
from social_balance.lists.strategy.settings import FigureTable

_PERCENT = "procent"
_COST_OF_WHOLE = 3.0  # times the cost of a part: a reader looks for the whole first


def release_followed(targets: Targets, floor: int) -> Targets:
    """Return a strategy without the figures that would show a few persons.

    Parameters
    ----------
    targets : Targets
    floor : int
        The smallest number of persons or cases that may show; that of the file holds where it is larger.

    Returns
    -------
    Targets
        Where figures are not shown, their own periods say so, and no judgement rests on them.

    Notes
    -----
    A figure is of a few where its count is below the floor (0 too), or where all but so few of its base are;
    the count may also be the one that percentage and base give. Where the parts of an indicator make up its
    whole, the cheapest others go with it. A figure that has neither count nor base is taken as it is: nobody
    can tell here how many it is of. The judgement goes too: "at most 2 per cent of 100: met" narrows what is
    hidden to three numbers.
    """
    floor = max(floor, targets.main.floor)
    ledger = Ledger()
    for indicator in targets.indicators:
        for figure in indicator.figures.values():
            _add_figure(ledger, indicator, figure, floor)
    for indicator in targets.indicators:
        _relate_parts(ledger, indicator, targets)
    wholes = {each.table.part_of for each in targets.indicators}
    hidden = choose_hidden(ledger, lambda key: _COST_OF_WHOLE if key[0] in wholes else 1.0)
    shown = tuple(_without_hidden(each, hidden) for each in targets.indicators)
    # The papers tell the floor that was used.
    return replace(targets, main=targets.main.model_copy(update={"floor": floor}), indicators=shown)


def count_of(figure: FigureTable, unit: str) -> int | None:
    """Return how many persons or cases a figure is of, as a reader can work it out; None where nobody can.

    Examples
    --------
    >>> count_of(FigureTable(period=2024, value=2.6, base=192), unit="procent")
    5
    >>> count_of(FigureTable(period=2024, value=2.6), unit="procent")
    """
    if figure.count is not None:
        return figure.count
    if unit == _PERCENT and figure.value is not None and figure.base is not None:
        return round(figure.value * figure.base / 100)
    return None


def _add_figure(ledger: Ledger, indicator: FollowedIndicator, figure: FigureTable, floor: int) -> None:
    """Take in the count of a figure, and that it has to stay unknown where it is of a few."""
    count = count_of(figure, indicator.table.unit)
    if count is None:
        return
    # Without a base nobody knows how many it could have been: the floor above it is enough to hide in.
    most = count + floor if figure.base is None else figure.base
    place = ledger.add((indicator.id, figure.period), float(count), float(most))
    others = most - count
    if count < floor:
        ledger.need(place, float(count), float(min(floor, others)))
    elif figure.base is not None and others < floor:
        ledger.need(place, float(min(floor, count)), float(others))


def _relate_parts(ledger: Ledger, whole: FollowedIndicator, targets: Targets) -> None:
    """Take in that the parts of an indicator make up its whole, in the periods where they do."""
    parts = [each.id for each in targets.indicators if each.table.part_of == whole.id]
    for period in whole.figures if parts else ():
        places = [ledger.place[key] for key in _keys_of(parts, period) if key in ledger.place]
        total = ledger.place.get((whole.id, period))
        if total is None or len(places) != len(parts):
            continue
        # Parts that do not add up ("heraf") say nothing exact of each other.
        if sum(ledger.value[place] for place in places) == ledger.value[total]:
            ledger.relate(f"{whole.id} {period.text()}", places, [total])


def _keys_of(indicators: list[str], period: Period) -> Iterator[Key]:
    for indicator in indicators:
        yield indicator, period


def _without_hidden(indicator: FollowedIndicator, hidden: set[Key]) -> FollowedIndicator:
    """Return an indicator without its hidden figures."""
    return indicator.without_figures(
        [period for period in indicator.figures if (indicator.id, period) in hidden]
    )
