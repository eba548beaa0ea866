"""What the configuration says of disclosure: floor, dominance, what hiding costs, and the frozen pattern."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_TABLE = ConfigDict(extra="forbid", frozen=True)
Price = Annotated[float, Field(gt=0, le=1e6)]


class Dominance(BaseModel):
    """The n largest may have at most k per cent of what a figure adds up."""

    model_config = _TABLE

    n: Annotated[int, Field(ge=1, le=5)] = 2
    k: Annotated[float, Field(gt=0, le=100)] = 85.0


class Weights(BaseModel):
    """What it costs to hide a figure of an area, the rest or the whole, and to lose a theme in an area."""

    model_config = _TABLE

    area: Price = 1.0
    rest: Price = 6.0
    whole: Price = 40.0
    theme: Price = 3.0


class DisclosureSettings(BaseModel):
    """The table ``[disclosure]``.

    Parameters
    ----------
    floor : int
        The smallest number of persons that may show.
    dominance : Dominance
    weights : Weights
    pattern : str, optional
        The file with the patterns of earlier releases, which are frozen; it is written anew with the report.
    """

    model_config = _TABLE

    floor: Annotated[int, Field(ge=1, le=1000)] = 5
    dominance: Dominance = Dominance()
    weights: Weights = Weights()
    pattern: Annotated[str, Field(min_length=1)] | None = None


DEFAULT_DISCLOSURE = DisclosureSettings()
