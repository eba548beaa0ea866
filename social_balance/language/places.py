"""Where a fault stands, worded once and never a translation of the user's own names."""

from __future__ import annotations

from functools import partial

from social_balance.language.tables import DEFAULT, template


class Place(str):
    """Where in a file or a table a fault stands: the kind of thing, its name and row; worded once, here.

    It is a text, that of the default language; `text` words it in another. The name is the user's own and
    is never translated. A place that is written the same in every language, such as ``[indicator] direction``
    or an argument's name, is an ordinary text.

    Parameters
    ----------
    kind : str
        A key of the table ``places`` of a language.
    name : object
        What it is called, or its number.
    row : int, optional
        The row inside it, counted from 1.
    detail : str
        What the user calls the spot in it, such as a category; written as it is.
    outer : str or Place
        What it stands in.

    Examples
    --------
    >>> Place.column("år 1", row=3)
    "kolonne 'år 1', række 3"
    >>> Place.column("år 1", row=3).text("en")
    "column 'år 1', row 3"
    """

    __slots__ = ("detail", "kind", "name", "outer", "row")

    kind: str
    name: object
    row: int | None
    detail: str
    outer: str

    def __new__(
        cls, kind: str, name: object, *, row: int | None = None, detail: str = "", outer: str = ""
    ) -> Place:
        """Word the place in the default language, in which it compares as a text."""
        place = super().__new__(cls, _place_words(kind, name, row, detail, outer, lang="da"))
        place.kind = kind
        place.name = name
        place.row = row
        place.detail = detail
        place.outer = outer
        return place

    def __reduce__(self) -> tuple[object, ...]:
        """Let it be copied and sent between processes."""
        return partial(Place, row=self.row, detail=self.detail, outer=self.outer), (self.kind, self.name)

    @classmethod
    def column(cls, name: object, *, row: int | None = None, outer: str = "") -> Place:
        """Return the place of a column, or of one row of it."""
        return cls("column", name, row=row, outer=outer)

    @classmethod
    def character(cls, number: int) -> Place:
        """Return the place of a character in a text, counted from 1."""
        return cls("character", number)

    @classmethod
    def margin(cls, name: str, *, category: str = "") -> Place:
        """Return the place of a margin of the population, or of one category of it."""
        return cls("margin", name, detail=category)

    @classmethod
    def theme(cls, name: object) -> Place:
        """Return the place of a theme."""
        return cls("theme", name)

    @classmethod
    def indicator(cls, name: object) -> Place:
        """Return the place of an indicator."""
        return cls("indicator", name)

    @classmethod
    def theme_and_area(cls, theme: object, area: object) -> Place:
        """Return the place of one area in one theme."""
        return cls("area", area, outer=cls.theme(theme))

    def inside(self, outer: str) -> Place:
        """Return the same place inside another."""
        return Place(self.kind, self.name, row=self.row, detail=self.detail, outer=outer)

    def text(self, lang: str = DEFAULT) -> str:
        """Return the place in a language."""
        return _place_words(self.kind, self.name, self.row, self.detail, self.outer, lang=lang)


def _place_words(kind: str, name: object, row: int | None, detail: str, outer: str, *, lang: str) -> str:
    # A number is not somebody's name for a thing, so it has no quotation marks.
    quoted = f"{name}" if isinstance(name, int) else f"'{name}'"
    parts = [place_text(outer, lang)] if outer else []
    parts.append(" ".join(filter(None, [template("places", kind, lang), quoted, detail])))
    if row is not None:
        parts.append(f"{template('places', 'row', lang)} {row}")
    return ", ".join(parts)


def place_inside(outer: str, place: str) -> str:
    """Return a place inside another, either of which may be empty."""
    if isinstance(place, Place):
        return place.inside(outer)
    return ", ".join(part for part in (outer, place) if part)


def place_text(place: str, lang: str) -> str:
    """Return a place in a language; a place that is an ordinary text is the same in all."""
    return place.text(lang) if isinstance(place, Place) else place
