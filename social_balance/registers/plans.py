"""What an engine is asked to do for an indicator of a register: the query or plan, in its own words."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from social_balance.definitions.indicator import Indicator
from social_balance.files.engines import ENGINES, engine_of
from social_balance.language.faults import InputError, shown
from social_balance.language.words import phrase
from social_balance.registers.cell_figures import columns_of, is_summed
from social_balance.registers.cell_sums import cell_sums, column_faults, pairs_of
from social_balance.registers.register import Register
from social_balance.registers.tallies import count_person_types, is_counted, person_types_of


def register_on(path: str | Path, on: Literal["duckdb", "polars", "spark"], **names: Any) -> Register:
    """Open a Parquet register on an engine of one's choice; Spark is the session there is, or a local one."""
    source = ENGINES[on].open_parquet(path)
    if isinstance(source, str):
        return Register(source, engine="duckdb", **names)
    return Register(source, **names)


def describe_plan(indicator: Indicator, register: Register, *, lang: str = "da") -> str:
    """Tell what the engine of a register is asked to do for an indicator, by area and year.

    Parameters
    ----------
    indicator : Indicator
        An indicator of a register.
    register : Register
        Where it would be counted; no figure is made.
    lang : {"da", "en"}
        Language of the text round the plan.

    Returns
    -------
    str
        The years of the register, and for each rule the query (DuckDB) or the plan (Polars, Spark).

    Raises
    ------
    InputError
        Columns that the register does not have, or of a wrong type.
    """
    table = register.table()
    years = shown(list(map(str, register.years())), lang)
    parts = [phrase("plans", "years", lang, years=years)]
    for version in indicator.versions:
        head = phrase("plans", "head", lang, engine=engine_of(table).title, since=version.from_year)
        own = (*(name for name in (register.person,) if name), register.year, register.area)
        keys = [register.area, register.year]
        if not is_counted(version.measure):
            fetched = shown(sorted({*own, *version.measure.columns()}), lang)
            text = phrase("plans", "by persons", lang, columns=fetched)
        else:
            columns = columns_of([version.measure] if is_summed(version.measure) else [])
            every_kind = person_types_of([version.measure])
            parts_read = [*columns.parts, *(part for kinds in every_kind for part in kinds.read)]
            named = [*own, *(name for kinds in every_kind for name in kinds.units)]
            if faults := column_faults(table, parts_read, own=named, year=register.year):
                raise InputError(faults)
            sums = cell_sums(
                table, columns.parts, keys=keys, person=register.person, nested_in=columns.nested_in
            )
            for kinds in every_kind:
                sums = count_person_types(table, kinds, {name: name for name in (*keys, *kinds.units)})
            text = engine_of(sums).plan_text(sums.to_native())
            if pairs_of(columns.parts, columns.nested_in):
                text = f"{text}\n{phrase('plans', 'one sum', lang)}"
        parts.append(f"{head}\n{_indent_lines(text)}")
    return "\n\n".join(parts) + "\n"


def _indent_lines(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
