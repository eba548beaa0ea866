"""The areas of a municipality, and which of them a name in the data means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.areas.parts import Area, AreaPart, AreaTable, Redrawn
from social_balance.files.toml_file import TomlFile, checked
from social_balance.language.faults import DefinitionError, InputError, Issue, Place, suggest
from social_balance.measures.area_roles import OWN_DISTRICT, REST, WHOLE

_ID = re.compile(r"[a-zæøå][a-z0-9æøå_]*")
_GAPS = re.compile(r"[\s_\u00ad\u200b\u2010-\u2015\u2212-]+")  # spaces, and every sign written as a hyphen


@dataclass(frozen=True)
class Areas:
    """The areas that are followed, the rest of the municipality and the whole of it.

    Whole is not rest: the areas are part of the whole, and everyone lives in an area or in the rest.

    Parameters
    ----------
    areas : tuple of Area
        The areas that are followed, in the order of a report.
    rest : Area
        Everything else; its id is "rest".
    whole : Area
        All of it; its id is "whole".
    drawn : int, optional
        The year whose drawing of the areas is used in all years; left out: each year has its own.

    Raises
    ------
    DefinitionError
        With every fault: an id that cannot be used, a name that means two areas, no areas.

    Examples
    --------
    >>> areas = Areas(
    ...     (Area("vaerebro_park", "Værebro Park", aliases=("Værebros Park",)),
    ...      Area("moerkhoej", "Mørkhøj almene boliger", parts=("Pileparkerne", "Torveparken"))),
    ...     rest=Area("rest", "det øvrige Gladsaxe", aliases=("øvrige Gladsaxe",)),
    ...     whole=Area("whole", "Gladsaxe Kommune"))
    >>> list(areas.resolve(["Værebro-Park", "PILEPARKERNE", "Øvrige  Gladsaxe"]))
    ['vaerebro_park', 'moerkhoej', 'rest']
    >>> areas.ids, areas.name("rest")
    (('vaerebro_park', 'moerkhoej'), 'det øvrige Gladsaxe')
    """

    areas: tuple[Area, ...]
    rest: Area
    whole: Area
    drawn: int | None = None

    def __post_init__(self) -> None:
        """Refuse areas that cannot be told apart."""
        faults = list(_name_faults(self.areas, self.rest, self.whole))
        if not self.areas:
            faults.append(_Fault("ARE002"))
        if faults:
            raise DefinitionError([_issue_of_fault(fault, TomlFile("", {}, {})) for fault in faults])

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the areas that are followed; "rest" and "whole" are not among them."""
        return tuple(area.id for area in self.areas)

    def name(self, id: str) -> str:
        """Return the official name of an area, the rest or the whole.

        Parameters
        ----------
        id : str
            One of ``ids``, "rest" or "whole".

        Returns
        -------
        str
            The name a report writes.

        Raises
        ------
        InputError
            When no area has that id.
        """
        names = {area.id: area.name for area in (*self.areas, self.rest, self.whole)}
        if id not in names:
            raise InputError(Issue("ARE009", found=id, values={"suggestion": suggest(id, names)}))
        return names[id]

    @property
    def changes(self) -> tuple[int, ...]:
        """The years from which some area, or the rest, is drawn otherwise than the year before."""
        dated = [part for area in (*self.areas, self.rest) for part in area.dated_parts]
        # A part ends with its last year, so the drawing changes the year after.
        starts = {part.from_year for part in dated if part.from_year is not None}
        ends = {part.until + 1 for part in dated if part.until is not None}
        return tuple(
            year
            for year in sorted(starts | ends)
            if any(set(a.parts_in(year - 1)) != set(a.parts_in(year)) for a in (*self.areas, self.rest))
        )

    def as_drawn(self, year: int | None) -> Areas:
        """Return the areas as drawn in one year, used for all years; with None, each year as it was then.

        Parameters
        ----------
        year : int or None
            Such as 2024: the series backwards is then counted on the areas of 2024.

        Returns
        -------
        Areas
        """
        return replace(self, drawn=year)

    @property
    def settled(self) -> Areas:
        """The same areas for names that are resolved: ids, which are the same in every year."""
        # An id means the same in every year; parts would be asked for a year again.
        areas = tuple(replace(area, parts=()) for area in self.areas)
        return replace(self, areas=areas, rest=replace(self.rest, parts=()), drawn=None)

    def redrawn(self, name: str, since: int, until: int) -> Redrawn | None:
        """Tell whether an area is another one at the end of some years than at their beginning.

        Parameters
        ----------
        name : str
            Id or official name of an area or the rest.
        since, until : int
            The years, in order.

        Returns
        -------
        Redrawn or None
            From which year, and which parts came or went; None when the years have one drawing.

        Examples
        --------
        >>> left, came = AreaPart("Torvegården", until=2022), AreaPart("Torvegården", 2023)
        >>> areas = Areas((Area("moerkhoej", "Mørkhøj", parts=("Torveparken", left)),),
        ...               rest=Area("rest", "resten", parts=(came,)), whole=Area("whole", "kommunen"))
        >>> areas.redrawn("Mørkhøj", 2021, 2024)
        Redrawn(area='Mørkhøj', year=2023, parts=('Torvegården',))
        >>> areas.as_drawn(2024).redrawn("Mørkhøj", 2021, 2024) is None
        True
        """
        for area in (*self.areas, self.rest):
            if self.drawn is None and name in (area.id, area.name):
                for year in self.changes:
                    # What came and what went: either changes who is compared.
                    moved = set(area.parts_in(year - 1)) ^ set(area.parts_in(year))
                    if since < year <= until and moved:
                        return Redrawn(area.name, year, tuple(sorted(moved)))
        return None

    def resolve(
        self,
        values: Iterable[Any],
        *,
        year: Iterable[int] | int | None = None,
        file: str = "",
        column: str = "",
        whole: Literal["refuse", "keep"] = "refuse",
    ) -> pd.Series[Any]:
        """Turn the names in data into ids.

        Official names, ids, aliases and parts are taken in any case, with extra spaces, with a hyphen for
        a space and with composed or decomposed letters. A missing area is never put in the rest.

        Parameters
        ----------
        values : Iterable of str
            One name a row.
        year : int or iterable of int, optional
            The year of all rows or of each; needed only where an area is drawn otherwise in some years.
        file, column : str
            Where the names come from, for the faults.
        whole : {"refuse", "keep"}
            What to do with rows that name the whole municipality: no resident lives in the whole.

        Returns
        -------
        Series of str (categorical), one row per name
            The ids, "rest" among them; the index is that of ``values`` when it is a Series.

        Raises
        ------
        InputError
            With every name that is not known (how many rows, the first of them, counted from 1, and the
            name it resembles), the rows that name the whole municipality, and the rows without an area. Where
            areas are drawn otherwise: no year given, a part that is in no area in the year, and rows that
            name an area of which a part is elsewhere in the drawing that is used.
        """
        if isinstance(values, pd.Series):
            series = values
        else:
            series = pd.Series(list(values), dtype=object)
        # A register of millions has a handful of names: each is looked up once.
        codes, met = self._distinct_names(series, year)
        meaning = {of_year: self._id_by_name(of_year) for of_year in {m.year for m in met}}
        # An unknown name gets no area; it is told of, never put in the rest.
        ids = [meaning[m.year].get(_comparable_form(m.name), "") for m in met]
        place: str = Place.column(column) if column else ""
        issues = list(self._unknown_names(codes, met, ids, file, place))
        for code, wanted in (("ARE007", [i == WHOLE for i in ids]), ("ARE008", [not m.name for m in met])):
            rows = np.array(wanted, dtype=bool)[codes]
            if rows.any() and not (code == "ARE007" and whole == "keep"):
                issues.append(_rows_issue(code, rows, file, place, self.whole.name))
        if issues:
            raise InputError(issues)

        # The whole is a category only when asked for, since no resident lives in it.
        kept = [*self.ids, REST, *([WHOLE] if whole == "keep" else [])]
        order = np.array([kept.index(id) if id in kept else -1 for id in ids], dtype=np.int64)
        resolved = pd.Categorical.from_codes(order[codes], dtype=pd.CategoricalDtype(kept))
        return pd.Series(resolved, index=series.index, name=column or series.name)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], *, file: TomlFile | str = "") -> Areas:
        """Read the areas from the ``[areas]`` table of a configuration.

        Each key is the id of an area, with ``name`` and, where needed, ``aliases`` and ``parts``; the keys
        ``rest`` and ``whole`` must be there.

        Parameters
        ----------
        mapping : Mapping
            The table, as TOML gives it.
        file : TomlFile or str
            Where it stands, for the faults; a ``TomlFile`` tells the line too.

        Returns
        -------
        Areas
            In the order of the table.

        Raises
        ------
        DefinitionError
            With every fault of every area.

        Examples
        --------
        >>> areas = Areas.from_mapping({"vaerebro_park": {"name": "Værebro Park", "aliases": ["Værebro"]},
        ...     "rest": {"name": "det øvrige Gladsaxe"}, "whole": {"name": "Gladsaxe Kommune"}})
        >>> areas.whole.name
        'Gladsaxe Kommune'
        """
        if isinstance(file, str):
            source = TomlFile(file, mapping, {})
        else:
            source = file
        issues: list[Issue] = []
        read: dict[str, Area] = {}
        for id, table in mapping.items():
            model, wrong = checked(AreaTable, table, source, keys=("areas", id), place=f"[areas.{id}]")
            issues += wrong
            if model:
                read[id] = model.area(id)
        faults = [_Fault("ARE001", values={"needed": id}) for id in (REST, WHOLE) if id not in mapping]
        areas = tuple(area for id, area in read.items() if id not in (REST, WHOLE))
        faults += _name_faults(areas, read.get(REST), read.get(WHOLE))
        if set(mapping) <= {REST, WHOLE}:
            faults.append(_Fault("ARE002"))
        issues += [_issue_of_fault(fault, source) for fault in faults]
        if issues:
            raise DefinitionError(issues)
        return cls(areas, read[REST], read[WHOLE])

    def _distinct_names(
        self, series: pd.Series[Any], year: Any
    ) -> tuple[npt.NDArray[np.int64], list[_NameInYear]]:
        """Return the names met, each with its year where that matters, and which of them every row has."""
        codes, found = pd.factorize(series)
        names = ["" if pd.isna(name) else str(name).strip() for name in (*found, None)]
        # Missing names are one more name, the empty one, so that they are told of too.
        codes = np.where(codes < 0, len(found), codes).astype(np.int64)
        if not self.changes:
            return codes, [_NameInYear(name) for name in names]
        if year is None:
            raise InputError(Issue("ARE021", values={"years": list(self.changes)}))
        own = np.broadcast_to(np.asarray(year, dtype=np.int64), len(series))
        years, of_row = np.unique(own, return_inverse=True)
        # A name and its year as one number: every pair that is met, once.
        pairs, rows = np.unique(of_row * len(names) + codes, return_inverse=True)
        met = [
            _NameInYear(names[pair % len(names)], int(years[pair // len(names)])) for pair in pairs.tolist()
        ]
        return rows, met

    def _unknown_names(
        self, codes: npt.NDArray[np.int64], met: list[_NameInYear], ids: list[str], file: str, place: str
    ) -> Iterator[Issue]:
        """Yield the names that no area has, or not in their year, and those that cover more than the area."""
        # A part that is in an area some other year is not unknown, only in another year.
        ever = self._id_by_name(None, parts_of_any_year=True)
        strange = dict.fromkeys(m.name for m in met if m.name and _comparable_form(m.name) not in ever)
        for name in strange:
            rows = np.array([m.name == name for m in met])[codes]
            yield _rows_issue("ARE006", rows, file, place, name, suggest(name, self._names_known()))
        for at, (one, id) in enumerate(zip(met, ids, strict=True)):
            lost = self._parts_elsewhere(one, id)
            if lost:
                code = "ARE022"
            else:
                code = "ARE020"
            if lost or (one.name and one.name not in strange and not id):
                shown = {"year": one.year, "drawn": self.drawn, "parts": lost}
                yield _rows_issue(code, codes == at, file, place, one.name, values=shown)

    def _parts_elsewhere(self, met: _NameInYear, id: str) -> list[str]:
        """Parts that a row named by its area may live in, though they are in another area as it is drawn."""
        if self.drawn is None or met.year is None:
            return []
        area = next((a for a in (*self.areas, self.rest) if a.id == id), None)
        if area is None or _comparable_form(met.name) not in map(_comparable_form, area.own_names):
            return []
        return [part for part in area.parts_in(met.year) if part not in area.parts_in(self.drawn)]

    def _names_known(self) -> list[str]:
        """Every name of every area, for a suggestion."""
        return [name for area in (*self.areas, self.rest, self.whole) for name in area.names]

    def _id_by_name(self, year: int | None, *, parts_of_any_year: bool = False) -> dict[str, str]:
        """The id that each name means in a year, by the drawing that is used."""
        drawn = None if parts_of_any_year else year if self.drawn is None else self.drawn
        return {
            _comparable_form(name): area.id
            for area in (*self.areas, self.rest, self.whole)
            for name in (*area.own_names, *area.parts_in(drawn))
        }


@dataclass(frozen=True)
class _NameInYear:
    """A name in the data, and the year it stands for where the areas are drawn otherwise in some years."""

    name: str
    year: int | None = None


@dataclass(frozen=True)
class _Fault:
    """A fault of one key of one area, before the file and the line are known."""

    code: str
    id: str = ""
    key: str = ""
    found: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def _name_faults(areas: tuple[Area, ...], rest: Area | None, whole: Area | None) -> Iterator[_Fault]:
    """Yield what keeps a set of areas from being told apart."""
    for area, needed in ((rest, REST), (whole, WHOLE)):
        if area and area.id != needed:
            yield _Fault("ARE003", area.id, "", area.id, {"needed": needed})
    for area in areas:
        if not _ID.fullmatch(area.id) or area.id in (REST, WHOLE, OWN_DISTRICT):
            yield _Fault("ARE004", area.id, "", area.id)
    # A name may move between areas, but two areas never have it in one year.
    owners: dict[str, list[tuple[AreaPart, Area]]] = {}
    for area in filter(None, (*areas, rest, whole)):
        always = [("name", area.name), ("", area.id), *(("aliases", alias) for alias in area.aliases)]
        named = [(key, AreaPart(name)) for key, name in always]
        for key, part in [*named, *(("parts", part) for part in area.dated_parts)]:
            if part.backwards:
                years = {"since": part.from_year, "until": part.until}
                yield _Fault("ARE023", area.id, key, part.name, years)
            others = owners.setdefault(_comparable_form(part.name), [])
            taken = [other.name for met, other in others if other is not area and met.meets(part)]
            if taken:
                yield _Fault("ARE005", area.id, key, part.name, {"other": taken[0]})
            others.append((part, area))


def _issue_of_fault(fault: _Fault, file: TomlFile) -> Issue:
    """Give a fault the place it stands in."""
    keys = ["areas", *filter(None, (fault.id, fault.key))]
    place = f"[{'.'.join(keys[:2])}] {fault.key}".rstrip()
    return Issue(
        fault.code, file=file.name, line=file.line(*keys), place=place, found=fault.found, values=fault.values
    )


def _rows_issue(
    code: str,
    rows: npt.NDArray[np.bool_],
    file: str,
    place: str,
    found: str,
    hint: str | None = None,
    *,
    values: Mapping[str, object] | None = None,
) -> Issue:
    """Say how many rows have a fault, and which is the first."""
    counted = {"count": int(rows.sum()), "row": int(rows.argmax()) + 1, "suggestion": hint}
    return Issue(code, file=file, place=place, found=found, values={**counted, **(values or {})})


def _comparable_form(name: Any) -> str:
    """Return the form in which names are compared."""
    return _GAPS.sub(" ", unicodedata.normalize("NFC", str(name)).casefold()).strip()
