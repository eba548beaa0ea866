"""What the configuration says of further divisions of the municipality: ``[[division]]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from social_balance.areas.divisions import divide, same_division
from social_balance.areas.municipality import Areas
from social_balance.areas.parts import AreaTable
from social_balance.files.toml_file import TomlFile, checked
from social_balance.language.faults import DefinitionError, Faults, Issue, suggest
from social_balance.measures.area_roles import REST
from social_balance.yearly.calibration_settings import StrictTable


class DivisionTable(StrictTable):
    """One ``[[division]]`` table.

    Parameters
    ----------
    id : str
        Used in names of files.
    name : str
        The heading of its section.
    areas : mapping of str to AreaTable
        As ``[areas]``, with ``rest`` and without ``whole``; parts are names of ``[areas]``.
    leave_out : tuple of str
        Indicators that are not made for it.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Annotated[str, Field(min_length=1)]
    areas: Mapping[str, AreaTable]
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Division:
    """A further division of the municipality, found free of faults."""

    id: str
    name: str
    areas: Areas
    leave_out: tuple[str, ...] = ()


def read_divisions(file: TomlFile, main: Areas | None, faults: Faults) -> tuple[Division, ...]:
    """Read every ``[[division]]``.

    Parameters
    ----------
    file : TomlFile
    main : Areas or None
        The areas of ``[areas]``, as they are drawn; None where they have faults of their own.
    faults : Faults
        Gets every fault of every division.

    Returns
    -------
    tuple of Division
        In the order of the file.
    """
    divisions: list[Division] = []
    for number, table in enumerate(_given_tables(file, faults)):
        place = _place_of(table, number)
        model, issues = checked(DivisionTable, table, file, keys=("division", number), place=place)
        faults.add(issues)
        if model is None or main is None:
            continue
        if REST not in model.areas or len(model.areas) < 2 or "whole" in model.areas:
            faults.add(_fault_of("CFG050", file, number, place, found=", ".join(model.areas)))
            continue
        with faults.catch():
            divisions.append(_division_of(model, main, file, number))
    _check_apart(divisions, main, file, faults)
    return tuple(divisions)


def _given_tables(file: TomlFile, faults: Faults) -> Sequence[Mapping[str, Any]]:
    tables = file.data.get("division", [])
    if isinstance(tables, list):
        return tables
    line = file.line("division")
    faults.add(Issue("CFG004", file=file.name, line=line, place="[division]", values={"key": "division"}))
    return []


def _place_of(table: object, number: int) -> str:
    given = table.get("id") if isinstance(table, Mapping) else None
    return f"[[division]] {given or number + 1}"


def _fault_of(code: str, file: TomlFile, number: int, place: str, **more: Any) -> Issue:
    return Issue(code, file=file.name, line=file.line("division", number), place=place, **more)


def _division_of(table: DivisionTable, main: Areas, file: TomlFile, number: int) -> Division:
    """Return one division; its faults get the place they stand in."""
    areas = [each.area(id) for id, each in table.areas.items() if id != REST]
    try:
        divided = divide(main, areas, table.areas[REST].area(REST))
    except DefinitionError as error:
        place = f"[[division]] {table.id}"
        raise DefinitionError(
            _fault_of(
                issue.code, file, number, f"{place} {issue.place}".rstrip(),
                found=issue.found, values=issue.values,
            )
            for issue in error.issues
        ) from None  # fmt: skip
    return Division(table.id, table.name, divided, table.leave_out)


def _check_apart(divisions: Sequence[Division], main: Areas | None, file: TomlFile, faults: Faults) -> None:
    """Collect divisions with an id twice, with the areas of another, or with a name of two meanings."""
    for number, each in enumerate(divisions):
        place = f"[[division]] {each.id}"
        before = divisions[:number]
        if each.id in [other.id for other in before]:
            faults.add(_fault_of("CFG051", file, number, place, found=each.id))
        if main is not None and same_division(main, each.areas):
            faults.add(_fault_of("CFG052", file, number, place, values={"other": "[areas]"}))
        for other in before:
            if same_division(other.areas, each.areas):
                faults.add(_fault_of("CFG052", file, number, place, values={"other": other.id}))
            for name in _clashing_names(other.areas, each.areas):
                faults.add(_fault_of("CFG053", file, number, place, found=name, values={"other": other.id}))


def _clashing_names(first: Areas, second: Areas) -> Iterator[str]:
    """Yield names of areas that stand for other persons in one division than in the other."""
    parts = {area.name: set(area.dated_parts) for area in (*first.areas, first.rest)}
    for area in (*second.areas, second.rest):
        if area.name in parts and parts[area.name] != set(area.dated_parts):
            yield area.name


def check_left_out(divisions: Sequence[Division], known: Sequence[str], file: TomlFile) -> None:
    """Refuse a division that leaves out an indicator that there is none of.

    Raises
    ------
    DefinitionError
    """
    faults = Faults(DefinitionError)
    for number, each in enumerate(divisions):
        for name in each.leave_out:
            if name not in known:
                values = {"suggestion": suggest(name, known)}
                place = f"[[division]] {each.id} leave_out"
                faults.add(_fault_of("TAB014", file, number, place, found=name, values=values))
    faults.raise_if_any()
