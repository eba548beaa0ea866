"""What a status has to know of its areas: their names, when they were drawn otherwise, what cuts them."""

from __future__ import annotations

from dataclasses import dataclass

from social_balance.areas.divisions import Blocks
from social_balance.areas.municipality import Areas
from social_balance.areas.parts import Redrawn
from social_balance.definitions.catalogue import Themes
from social_balance.estimates.values import Estimates


@dataclass(frozen=True)
class BlockFigures:
    """The figures of what the divisions cut each other into: shown nowhere, and needed to hide by."""

    blocks: Blocks
    estimates: Estimates


def redrawn_areas(areas: Areas, themes: Themes, *, since: int, until: int) -> tuple[Redrawn, ...]:
    """Return every area that is another one in the last year than in the first year of any indicator."""
    first = since - max(indicator.window for indicator in themes.indicators) + 1
    redrawn = [areas.redrawn(area.id, first, until) for area in (*areas.areas, areas.rest)]
    return tuple(each for each in redrawn if each is not None)


def names_of(areas: Areas) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of the areas that are followed."""
    return tuple((area.id, area.name) for area in areas.areas)
