"""What the configuration says of the weights of a wave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class StrictTable(BaseModel):
    """A table of the configuration: an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WeightsCalibration(StrictTable):
    """The ``[survey.calibration]`` table: what the weights were calibrated to, or are to be.

    Parameters
    ----------
    method : {"poststratify", "rake", "linear", "logit"}
    margins : list of str or list of list of str
        Columns of the survey; those of a list are crossed.
    bands : mapping of column to lower limits
        Ages that are put into bands.
    source : str, optional
        ``"register"`` for the residents of the year in ``[register]``, or a file with a row a category.
    names : mapping of column to str
        What a column of the survey is called in the source, where it is called something else.
    count, year : str
        The file's column of persons; its column of years, where it has several.
    done : bool
        Whether the agency has done it; otherwise the job does.
    base : str, optional
        The column of weights before, where the agency has done it and delivers them.
    bounds : tuple of two floats, optional
        As in `calibrate`.
    """

    method: Literal["poststratify", "rake", "linear", "logit"]
    margins: Annotated[tuple[str | tuple[str, ...], ...], Field(min_length=1)]
    bands: Mapping[str, tuple[float, ...]] = Field(default_factory=dict)
    source: str | None = None
    names: Mapping[str, str] = Field(default_factory=dict)
    count: str = "antal"
    year: str | None = None
    done: bool = False
    base: str | None = None
    bounds: tuple[float, float] | None = None

    @property
    def crossed(self) -> tuple[tuple[str, ...], ...]:
        """The columns of each margin."""
        return tuple((margin,) if isinstance(margin, str) else margin for margin in self.margins)

    def columns(self) -> tuple[str, ...]:
        """Return the survey's columns in the margins, each once."""
        return tuple(dict.fromkeys(name for margin in self.crossed for name in margin))
