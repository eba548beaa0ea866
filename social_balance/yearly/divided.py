"""The status of the further divisions of the municipality, made from the same sources as the first one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from social_balance.areas.municipality import Areas
from social_balance.definitions.catalogue import Indicator, Themes
from social_balance.estimates.combining import combine
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Faults
from social_balance.measures.area_roles import REST, WHOLE
from social_balance.published.sources import read_counts_of
from social_balance.verdicts.ambition import ambition
from social_balance.verdicts.indexes import theme_index
from social_balance.yearly.configuration import Configuration
from social_balance.yearly.described_areas import BlockFigures, names_of, redrawn_areas
from social_balance.yearly.division_settings import Division, check_left_out
from social_balance.yearly.sources import estimate_counts, estimate_registers
from social_balance.yearly.status import DividedStatus, Status
from social_balance.yearly.waves import BLOCKS, StackedWaves, estimate_waves


def with_divisions(
    status: Status, configuration: Configuration, waves: StackedWaves | None, known: Themes
) -> Status:
    """Return a status with those of the further divisions, and with the blocks that they cut.

    Parameters
    ----------
    status : Status
        Of the areas of ``[areas]``.
    configuration : Configuration
    waves : StackedWaves or None
        The waves as they were read for it.
    known : Themes
        Every definition.

    Returns
    -------
    Status
        The same where the configuration has no further division.

    Notes
    -----
    A published table has figures of the areas that it was drawn for, and residents rate the areas that they
    were asked about: neither says anything of other areas, so that such indicators are left out.
    """
    if not configuration.divisions:
        return status
    names = [indicator.id for indicator in known.indicators]
    check_left_out(configuration.divisions, names, configuration.file)
    fixed = _bound_to_areas(status.themes, configuration, known)
    # Disclosure is decided over all divisions at once, and so over what they cut each other into.
    blocks = configuration.blocks()
    everywhere = _without(status.themes, fixed)
    faults = Faults()
    divided: list[DividedStatus] = []
    for each in configuration.divisions:
        with faults.catch():
            left_out = {*fixed, *each.leave_out}
            divided.append(_divided_status(status, configuration, each, left_out, waves, known))
    faults.raise_if_any()
    figures = _estimate_division(configuration, blocks.areas, everywhere, known, waves, column=BLOCKS)
    return replace(status, divisions=tuple(divided), blocks=BlockFigures(blocks, figures))


def _bound_to_areas(themes: Themes, configuration: Configuration, known: Themes) -> set[str]:
    """Return the indicators that are of the areas of ``[areas]`` and of no others."""
    bound = {indicator.id for indicator in themes.indicators if _is_rated(indicator)}
    delivered, _ = read_counts_of(
        configuration.tables, file=configuration.file, themes=known, years=configuration.main.years
    )
    return bound | {name for each in delivered for name in each.counts.indicators}


def _is_rated(indicator: Indicator) -> bool:
    return any(version.measure.family == "rated" for version in indicator.versions)


def _without(themes: Themes, left_out: Collection[str]) -> Themes:
    """Return the themes without some indicators, and without those that have none left."""
    kept = [
        replace(theme, indicators=tuple(i for i in theme.indicators if i.id not in left_out))
        for theme in themes
    ]
    return Themes(tuple(theme for theme in kept if theme.indicators))


def _divided_status(
    status: Status,
    configuration: Configuration,
    division: Division,
    left_out: Collection[str],
    waves: StackedWaves | None,
    known: Themes,
) -> DividedStatus:
    """Return the status of one division: what is asked is the same, only of other areas."""
    areas = division.areas
    themes = _without(status.themes, left_out)
    figures = _estimate_division(
        configuration, areas, themes, known, waves, column=f"_division_{division.id}"
    )
    main = configuration.main
    index = theme_index(figures, themes, areas=areas)
    amb = ambition(
        index, since=configuration.since, until=configuration.until,
        # An area of the first division is no reference of another one: its rest is.
        reference=main.reference if main.reference in (REST, WHOLE) else REST,
        margin=main.margin, adjust=main.adjust, alpha=main.alpha,
    )  # fmt: skip
    meta = replace(
        status.meta, areas=names_of(areas), rest=areas.rest.name, reference=amb.reference,
        redrawn=redrawn_areas(areas, themes, since=configuration.since, until=configuration.until),
    )  # fmt: skip
    own = Status(meta, themes, areas, figures, index, amb, disclosure=status.disclosure)
    missing = tuple(i.id for i in status.themes.indicators if i.id in left_out)
    return DividedStatus(division.id, division.name, own, missing)


def _estimate_division(
    configuration: Configuration,
    areas: Areas,
    themes: Themes,
    known: Themes,
    waves: StackedWaves | None,
    *,
    column: str,
) -> Estimates:
    """Estimate every source by other areas; strata and weights stay those that the sample was drawn by."""
    needed = {indicator.source for indicator in themes.indicators}
    estimates: list[Estimates | None] = []
    faults = Faults()
    if waves is not None and "survey" in needed:
        with faults.catch():
            estimates.append(estimate_waves(waves, themes, areas, column=column))
    if configuration.register is not None and "register" in needed:
        with faults.catch():
            other = replace(configuration, areas=areas, tables=())
            estimates.append(estimate_registers(other, themes, known=known))
    if configuration.counts is not None and "count" in needed:
        with faults.catch():
            estimates.append(estimate_counts(configuration, themes, areas=areas))
    faults.raise_if_any()
    return combine(*(each for each in estimates if each is not None))
