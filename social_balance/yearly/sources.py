"""What is not asked in a survey: registers, tables of counts and people counted in public space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.definitions.catalogue import Indicator, Themes
from social_balance.deliveries import reading as tables
from social_balance.estimates.combining import combine
from social_balance.estimates.values import Estimates
from social_balance.estimating import estimate
from social_balance.files.toml_file import TomlFile
from social_balance.language.faults import (
    DefinitionError,
    Faults,
    InputError,
    Issue,
    absent_columns,
    suggest,
)
from social_balance.published.sources import Delivered, also_in_register, read_counts_of
from social_balance.registers.register import Register
from social_balance.samples.design import Design
from social_balance.yearly.configuration import BY, Configuration
from social_balance.yearly.persons import with_register_persons
from social_balance.yearly.register_settings import RegisterOfPersons, open_register


def estimate_registers(configuration: Configuration, themes: Themes, *, known: Themes) -> Estimates | None:
    """Estimate from tables of counts what they have, and from the persons of the register what is left."""
    main = configuration.main
    faults = Faults()
    delivered, issues = read_counts_of(
        configuration.tables, file=configuration.file, themes=known, years=main.years
    )
    faults.add(issues)
    estimates: list[Estimates] = []
    for each in delivered:
        shown = [i for i in themes.indicators if i.id in each.counts.indicators]
        # A table may have rows of themes that this status does not show.
        if shown:
            with faults.catch():
                estimates.append(estimate(
                    each.counts.only([i.id for i in shown]), shown, by=BY, areas=configuration.areas,
                    model=main.register_model, years=main.years, lagged=each.lagged,
                ))  # fmt: skip
    if configuration.register is not None:
        with faults.catch():
            estimates += _estimate_persons(configuration, themes, known, delivered, complete=not len(faults))
    faults.raise_if_any()
    return combine(*estimates) if estimates else None


def _estimate_persons(
    configuration: Configuration,
    themes: Themes,
    known: Themes,
    delivered: Sequence[Delivered],
    *,
    complete: bool,
) -> list[Estimates]:
    """Estimate from the register what no table has.

    Raises
    ------
    DefinitionError
        What both could give, and what is left out and not known.
    """
    source = configuration.register
    main = configuration.main
    assert source is not None
    register = open_register(source, configuration.file)
    # Every definition, also of themes that are not shown: to leave one of those out is no fault.
    indicators = [i for i in known.indicators if i.source == "register"]
    faults = Faults(DefinitionError)
    faults.add(_unknown_left_out(configuration.file, source, [i.id for i in indicators]))
    indicators = [i for i in indicators if i.id not in source.leave_out]
    able: set[str] = set()
    if configuration.tables:
        able = _indicators_with_columns(register, indicators, configuration)
    faults.add(also_in_register(delivered, able, file=configuration.file, register=source.name))
    faults.raise_if_any()
    tabled = {name for each in delivered for name in each.counts.indicators}
    wanted = [i for i in themes.indicators if i in indicators and i.id not in tabled]
    if not complete:
        # What the tables have is not known, so a column that the register lacks is no fault yet.
        wanted = [i for i in wanted if i.id in able]
    if not wanted:
        return []
    made = estimate(
        register, wanted, by=BY, areas=configuration.areas, model=main.register_model, years=main.years,
        lagged=source.lagged, replicates=main.replicates, seed=main.seed,
    )  # fmt: skip
    return [with_register_persons(made, register, wanted, configuration.areas)]


def _unknown_left_out(file: TomlFile, source: RegisterOfPersons, known: Sequence[str]) -> Iterator[Issue]:
    for name in source.leave_out:
        if name not in known:
            yield Issue(
                "TAB014",
                file=file.name,
                line=file.line("register", "leave_out"),
                place="[register] leave_out",
                found=name,
                values={"suggestion": suggest(name, known)},
            )


def _indicators_with_columns(
    register: Register, indicators: Sequence[Indicator], configuration: Configuration
) -> set[str]:
    """Return the indicators that the register has every column for."""
    columns = set(register.columns())
    years = configuration.main.years
    needs = {
        indicator.id: [v.measure.columns(configuration.areas.ids) for v in map(indicator.version, years) if v]
        for indicator in indicators
    }
    return {name for name, of in needs.items() if of and set().union(*of) <= columns}


def estimate_counts(configuration: Configuration, themes: Themes, *, areas: Areas | None = None) -> Estimates:
    """Estimate people counted in public space: clusters are days, strata are years and what `strata` names.

    A day has one weather for all posts of all areas, so that areas counted on the same days covary. Posts
    stand where they were put, not where people live: in the whole municipality an area counts by its
    adults, however many posts it has. Within an area every count weighs the same, save that each stratum
    (dry and wet days, hours) weighs alike in all years, as the factors of short counts do. [Cochran 1977,
    ch. 5A; NCHRP 797]
    """
    source = configuration.counts
    population = configuration.population
    # Of a further division the weights stay those of the areas that the posts were put up in.
    areas = areas or configuration.areas
    assert source is not None
    file = configuration.path_of(source.file)
    frame = tables.read_counts(file, sheet=source.sheet)
    faults = Faults()
    needed = [source.year, source.area, source.psu, *source.strata]
    faults.add(absent_columns(needed, frame, file.as_posix()))
    faults.raise_if_any()
    named: dict[str, Any] = {"year": frame[source.year], "file": file.as_posix(), "column": source.area}
    area = areas.resolve(frame[source.area], **named)
    then = configuration.areas.as_drawn(None).resolve(frame[source.area], **named)
    frame = frame.assign(
        area=area.astype(object), year=frame[source.year], _then=then.astype(object), _weight=1.0
    )
    frame = frame[frame["year"].isin(configuration.main.years)]
    if population:
        # By the areas as they were when people were counted, as the adults were.
        adults = [population[year][area] for area, year in zip(frame["_then"], frame["year"], strict=True)]
        frame["_weight"] = np.array(adults) / frame.groupby(["_then", "year"])["area"].transform("size")
    if source.strata:
        frame["_weight"] *= _factor_of_strata(frame, list(source.strata), file.as_posix())
    # Posts are chosen, not drawn, so it is the days that vary: one day, one weather, in every area.
    design = Design(weights="_weight", strata=["year", *source.strata], psu=source.psu)
    estimates = estimate(
        frame, themes, design=design, by=BY, areas=areas.settled, source="count",
        df="satterthwaite",
    )  # fmt: skip
    return Estimates(_with_rate_limits(estimates.rows), estimates.matrix)


def _factor_of_strata(frame: pd.DataFrame, strata: list[str], file: str) -> pd.Series[float]:
    """Return what turns each year's mix of strata in an area into that of all the years together."""
    place = frame["_then"].astype(str)
    stratum = frame[strata].astype(str).agg(" · ".join, axis=1)
    counted = pd.crosstab([place, frame["year"]], stratum)
    # A stratum without a count has no factor: a year of dry days alone says nothing of the wet ones.
    lacking = counted.loc[:, (counted == 0).any()]
    if not lacking.empty:
        year = int(lacking.index[(lacking == 0).any(axis=1)][0][1])
        name = str(lacking.columns[0])
        raise InputError(
            Issue("CFG046", file=file, place="[counts] strata", found=name, values={"year": year})
        )
    own = counted.div(counted.sum(axis=1), axis=0)
    of_all = counted.groupby(level=0).sum()
    of_all = of_all.div(of_all.sum(axis=1), axis=0)
    factor = of_all.reindex(own.index, level=0) / own
    return pd.Series(
        [factor.at[(area, year), of] for area, year, of in zip(place, frame["year"], stratum, strict=True)],
        index=frame.index,
    )


def _with_rate_limits(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose positive rates of people have limits on the scale of ratios, never below 0."""
    is_rate = (rows["interval"] == "t") & (rows["value"] > 0)
    return rows.assign(interval=rows["interval"].mask(is_rate, "log"))
