"""Where the figures come from: sources by kind, the fieldwork of each wave, and who answers for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from social_balance.yearly.configuration import Configuration


@dataclass(frozen=True)
class Fieldwork:
    """How one wave was gathered: when, how many were invited and how many answered, by name of area."""

    year: int
    period: str
    invited: tuple[tuple[str, int], ...]
    answered: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Provenance:
    """What a reader has to know of the figures to ask for more.

    Parameters
    ----------
    contact, licence, data : str
        Who answers questions, on which terms the figures may be used, where they are to be had.
    by_kind : tuple of (kind, sources)
        The sources of what is asked ("survey"), from registers ("register") and counted ("count").
    fieldwork : tuple of Fieldwork
    """

    contact: str = ""
    licence: str = ""
    data: str = ""
    by_kind: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fieldwork: tuple[Fieldwork, ...] = ()

    def sources_of(self, kinds: set[str]) -> tuple[str, ...]:
        """Return the sources of some kinds, or none where some of them has not been named."""
        named = dict(self.by_kind)
        # A list that lacks one would say that the others are all.
        if not kinds <= set(named):
            return ()
        return tuple(dict.fromkeys(name for kind, names in self.by_kind if kind in kinds for name in names))


NOTHING_TOLD = Provenance()


def describe_provenance(configuration: Configuration) -> Provenance:
    """Return what a configuration says of where the figures come from."""
    main = configuration.main
    kinds: dict[str, list[str]] = {}
    for survey in configuration.surveys:
        kinds.setdefault("survey", []).append(survey.source)
    # Tables of counts stand beside a register or in its place, and have no name of their own here.
    if configuration.register is not None and not configuration.tables:
        kinds["register"] = [configuration.register.source]
    if configuration.counts is not None:
        kinds["count"] = [configuration.counts.source]
    by_kind = tuple((kind, tuple(dict.fromkeys(names))) for kind, names in kinds.items() if all(names))
    return Provenance(main.contact, main.licence, main.data, by_kind, _fieldwork(configuration))


def all_sources(configuration: Configuration) -> tuple[str, ...]:
    """Return every source that is named, for a status whose list of sources is left out."""
    kinds = describe_provenance(configuration).by_kind
    return tuple(dict.fromkeys(name for _, names in kinds for name in names))


def _fieldwork(configuration: Configuration) -> tuple[Fieldwork, ...]:
    """Return the waves of which something is said, the first year first."""
    areas = configuration.areas
    names = {area.id: area.name for area in areas.areas} | {"rest": areas.rest.name}
    return tuple(
        Fieldwork(each.year, each.fieldwork, _by_name(each.invited, names), _by_name(each.answered, names))
        for each in sorted(configuration.surveys, key=lambda survey: survey.year)
        if each.fieldwork or each.invited or each.answered
    )


def _by_name(counts: Mapping[str, int], names: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    return tuple((name, int(counts[area])) for area, name in names.items() if area in counts)
