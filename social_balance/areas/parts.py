"""One area of a municipality: every name it goes by, and the parts it is made of from year to year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from social_balance.language.faults import Issue


@dataclass(frozen=True)
class AreaPart:
    """A part that belongs to an area in some years only: the area is drawn otherwise before or after them.

    Parameters
    ----------
    name : str
        Its name in data.
    from_year, until : int, optional
        The first and the last year it belongs to the area; left out: always before, always after.

    Examples
    --------
    >>> AreaPart("Torvegården", until=2022).holds(2023)
    False
    """

    name: str
    from_year: int | None = None
    until: int | None = None

    def holds(self, year: int) -> bool:
        """Say whether it belongs to the area in a year."""
        return (self.from_year is None or self.from_year <= year) and (
            self.until is None or year <= self.until
        )

    @property
    def backwards(self) -> bool:
        """Whether its last year comes before its first."""
        return self.from_year is not None and self.until is not None and self.until < self.from_year

    def meets(self, other: AreaPart) -> bool:
        """Say whether some year has both."""
        years = [year for part in (self, other) for year in (part.from_year, part.until) if year is not None]
        return any(self.holds(year) and other.holds(year) for year in [*years, 0])


@dataclass(frozen=True)
class Area:
    """One area and every name it goes by.

    Parameters
    ----------
    id : str
        Short name used in columns and files: small letters, digits and underscore.
    name : str
        Official name, as a report writes it.
    aliases : tuple of str
        Other names met in data; upper and lower case, spaces and hyphens need no alias of their own.
    parts : tuple of str or AreaPart
        Names of the parts it is made of; an `AreaPart` where it is so in some years only.

    Examples
    --------
    >>> Area("moerkhoej", "Mørkhøj almene boliger", aliases=("Mørkhøj",), parts=("Pileparkerne",)).names
    ('Mørkhøj almene boliger', 'moerkhoej', 'Mørkhøj', 'Pileparkerne')
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    parts: tuple[str | AreaPart, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that means this area, in some year or other."""
        return (*self.own_names, *(part.name for part in self.dated_parts))

    @property
    def own_names(self) -> tuple[str, ...]:
        """The names of the area itself, without its parts."""
        return (self.name, self.id, *self.aliases)

    @property
    def dated_parts(self) -> tuple[AreaPart, ...]:
        """Every part with its years."""
        return tuple(AreaPart(part) if isinstance(part, str) else part for part in self.parts)

    def parts_in(self, year: int | None) -> tuple[str, ...]:
        """Return the names of its parts in a year; of all of them without a year."""
        # Without a year every drawing counts: that is how a name is known at all.
        return tuple(part.name for part in self.dated_parts if year is None or part.holds(year))


@dataclass(frozen=True)
class Redrawn:
    """An area that is another one from a year on, and the parts that came or went."""

    area: str
    year: int
    parts: tuple[str, ...]

    def issue(self) -> Issue:
        """Return why the years before and after cannot be compared."""
        return Issue("ARE024", place=self.area, values={"year": self.year, "parts": self.parts})


Name = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _PartTable(BaseModel):
    """A part that belongs to the area in some years only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    from_year: int | None = Field(None, alias="from")
    until: int | None = None


class AreaTable(BaseModel):
    """What the table of one area may hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    aliases: tuple[Name, ...] = ()
    parts: tuple[Name | _PartTable, ...] = ()

    def area(self, id: str) -> Area:
        """Return the area that the table tells of."""
        parts = [
            part if isinstance(part, str) else AreaPart(part.name, part.from_year, part.until)
            for part in self.parts
        ]
        return Area(id, self.name, self.aliases, tuple(parts))
