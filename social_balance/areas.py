"""The areas of a municipality, and which of them a name in the data means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict, StringConstraints

from social_balance.issues import DefinitionError, InputError, Issue, suggest
from social_balance.measures import OWN_DISTRICT, REST, WHOLE
from social_balance.toml_file import TomlFile, checked

_ID = re.compile(r"[a-zæøå][a-z0-9æøå_]*")
_GAPS = re.compile(r"[\s_\u00ad\u200b\u2010-\u2015\u2212-]+")  # spaces, and every sign written as a hyphen


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
    parts : tuple of str
        Names of the parts it is made of.

    Examples
    --------
    >>> Area("moerkhoej", "Mørkhøj almene boliger", aliases=("Mørkhøj",), parts=("Pileparkerne",)).names
    ('Mørkhøj almene boliger', 'moerkhoej', 'Mørkhøj', 'Pileparkerne')
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that means this area."""
        return (self.name, self.id, *self.aliases, *self.parts)


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

    def __post_init__(self) -> None:
        """Refuse areas that cannot be told apart."""
        faults = list(_faults(self.areas, self.rest, self.whole))
        if not self.areas:
            faults.append(_Fault("ARE002"))
        if faults:
            raise DefinitionError([_issue(fault, TomlFile("", {}, {})) for fault in faults])

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

    def resolve(
        self,
        values: Iterable[Any],
        *,
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
            name it resembles), the rows that name the whole municipality, and the rows without an area.
        """
        series = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
        codes, found = pd.factorize(series)
        names = ["" if pd.isna(name) else str(name).strip() for name in (*found, None)]  # code -1 is the last
        meaning = self._meaning()
        ids = [meaning.get(_key(name), "") for name in names]

        place = f"kolonne '{column}'" if column else ""
        issues = []
        for at, name in enumerate(names[:-1]):
            if name and not ids[at]:
                hint = suggest(name, self._names())
                issues.append(_rows_issue("ARE006", codes == at, file, place, name, hint))
        for code, wanted in (("ARE007", [i == WHOLE for i in ids]), ("ARE008", [not n for n in names])):
            rows = np.array(wanted)[codes]
            if rows.any() and not (code == "ARE007" and whole == "keep"):
                issues.append(_rows_issue(code, rows, file, place, self.whole.name))
        if issues:
            raise InputError(issues)

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
        source = TomlFile(file, mapping, {}) if isinstance(file, str) else file
        issues: list[Issue] = []
        read: dict[str, Area] = {}
        for id, table in mapping.items():
            model, wrong = checked(_Table, table, source, keys=("areas", id), place=f"[areas.{id}]")
            issues += wrong
            if model:
                read[id] = Area(id, model.name, model.aliases, model.parts)
        faults = [_Fault("ARE001", values={"needed": id}) for id in (REST, WHOLE) if id not in mapping]
        areas = tuple(area for id, area in read.items() if id not in (REST, WHOLE))
        faults += _faults(areas, read.get(REST), read.get(WHOLE))
        if set(mapping) <= {REST, WHOLE}:
            faults.append(_Fault("ARE002"))
        issues += [_issue(fault, source) for fault in faults]
        if issues:
            raise DefinitionError(issues)
        return cls(areas, read[REST], read[WHOLE])

    def _names(self) -> list[str]:
        """Every name of every area, for a suggestion."""
        return [name for area in (*self.areas, self.rest, self.whole) for name in area.names]

    def _meaning(self) -> dict[str, str]:
        """The id that each name means."""
        return {_key(name): area.id for area in (*self.areas, self.rest, self.whole) for name in area.names}


_Name = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Table(BaseModel):
    """What the table of one area may hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Name
    aliases: tuple[_Name, ...] = ()
    parts: tuple[_Name, ...] = ()


@dataclass(frozen=True)
class _Fault:
    """A fault of one key of one area, before the file and the line are known."""

    code: str
    id: str = ""
    key: str = ""
    found: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def _faults(areas: tuple[Area, ...], rest: Area | None, whole: Area | None) -> Iterator[_Fault]:
    """Yield what keeps a set of areas from being told apart."""
    for area, needed in ((rest, REST), (whole, WHOLE)):
        if area and area.id != needed:
            yield _Fault("ARE003", area.id, "", area.id, {"needed": needed})
    for area in areas:
        if not _ID.fullmatch(area.id) or area.id in (REST, WHOLE, OWN_DISTRICT):
            yield _Fault("ARE004", area.id, "", area.id)
    owner: dict[str, Area] = {}
    for area in filter(None, (*areas, rest, whole)):
        named = [("name", area.name), ("", area.id)]
        named += [("aliases", alias) for alias in area.aliases] + [("parts", part) for part in area.parts]
        for key, name in named:
            other = owner.setdefault(_key(name), area)
            if other is not area:
                yield _Fault("ARE005", area.id, key, name, {"other": other.name})


def _issue(fault: _Fault, file: TomlFile) -> Issue:
    """Give a fault the place it stands in."""
    keys = ["areas", *filter(None, (fault.id, fault.key))]
    place = f"[{'.'.join(keys[:2])}] {fault.key}".rstrip()
    return Issue(fault.code, file.name, file.line(*keys), place, fault.found, fault.values)


def _rows_issue(
    code: str, rows: npt.NDArray[np.bool_], file: str, place: str, found: str, hint: str | None = None
) -> Issue:
    """Say how many rows have a fault, and which is the first."""
    values = {"count": int(rows.sum()), "row": int(rows.argmax()) + 1, "suggestion": hint}
    return Issue(code, file, None, place, found, values)


def _key(name: Any) -> str:
    """Return the form in which names are compared."""
    return _GAPS.sub(" ", unicodedata.normalize("NFC", str(name)).casefold()).strip()
