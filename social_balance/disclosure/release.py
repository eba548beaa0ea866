"""What may be published: the figures that would show a few persons are chosen, and taken out everywhere."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from social_balance.disclosure.assembling import UNDIVIDED, Divided, Problem, assemble
from social_balance.disclosure.beneath import Figure, figures_beneath, persons_in_blocks
from social_balance.disclosure.choosing import choose_pattern, unmet_needs
from social_balance.disclosure.divisions import blocks_by_area
from social_balance.disclosure.neighbours import release_neighbours
from social_balance.disclosure.pattern import Pattern, PatternCell, PatternRelease, read_pattern
from social_balance.disclosure.rules import Reason
from social_balance.disclosure.suppressing import Hidden, suppressed_tables
from social_balance.language.faults import InputError, Issue
from social_balance.language.words import Lang
from social_balance.showing.view import ResultView, Shown
from social_balance.yearly.disclosure_settings import DisclosureSettings, Dominance
from social_balance.yearly.status import AskedAgain, DivisionTables, Status, Tables

_NAMED = 10  # figures that a fault names


@dataclass(frozen=True, repr=False)
class Release(Shown, Tables):
    """The tables of a status as they may be published: the only thing a report is written from.

    Made by `release`. A hidden figure is missing (NaN), never 0, and its row says ``hidden``.

    Parameters
    ----------
    pattern : Pattern, optional
        What is hidden in this release and the earlier ones, with the true counts: confidential, and in no
        paper. `write_report` puts it in a file beside the folder, and the next release reads it.
    pattern_file : str, optional
        Where that file is, when the user or the configuration says.
    """

    pattern: Pattern | None = None
    pattern_file: str | None = None

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.yearly.views import tables_view

        return tables_view(self, lang)


def release(
    status: Status,
    *,
    floor: int | None = None,
    dominance: tuple[int, float] | None = None,
    pattern: str | os.PathLike[str] | Pattern | None = None,
) -> Release:
    """Decide what may be published.

    Parameters
    ----------
    status : Status
        The unreleased status.
    floor : int, optional
        The smallest number of persons that may show; left out: as the configuration says, or 5.
    dominance : tuple of (int, float), optional
        The n largest persons may have at most k per cent of what a mean or a total adds up; left out: as the
        configuration says, or 2 and 85.
    pattern : path or Pattern, optional
        The patterns of earlier releases, which are frozen; left out: as the configuration says. A file that
        is not there yet is written with the report.

    Returns
    -------
    Release

    Raises
    ------
    InputError
        When `status` is not a `Status`, the floor is below 1, the file is no pattern, or some figure cannot
        be protected beside what is published already.

    Notes
    -----
    A figure is hidden when its base, the persons counted, the persons not counted or the smallest group that
    it tells apart are fewer than the floor (0 is fewer too), or when a few persons make most of it. Then the
    cheapest other figures are hidden, so that no hidden count can be narrowed from sums, complements,
    windows, other indicators or earlier releases: it has to be possible that it is 0, and that it is the
    floor more than it is. The pattern is the optimum of an integer program, and it is attacked with linear
    programs before it is returned [Fischetti & Salazar 2000]. A theme's index is hidden in an area with a
    hidden indicator that counts in it, and every gap against a hidden reference. Adjusted p-values, states
    and the whole claim are made anew of what is left.
    """
    if not isinstance(status, Status):
        raise InputError(Issue("REL001", found=type(status).__name__))
    settings = _settings(status, floor, dominance)
    file = settings.pattern
    if pattern is not None and not isinstance(pattern, Pattern):
        file = os.fspath(pattern)
    earlier = Pattern()
    if isinstance(pattern, Pattern):
        earlier = pattern
    elif file is not None:
        earlier = read_pattern(file)
    # The same release made anew is held against those before it, not against its own last attempt.
    before = Pattern(tuple(one for one in earlier.releases if one.title != status.meta.title))
    problem = assemble(_all_figures(status), settings, before, _divided(status))
    chosen = choose_pattern(problem.counts, problem.units)
    _refuse_what_is_not_safe(problem, chosen)
    tables = _released_tables(status, _hidden_figures(problem, chosen, ""), settings.floor)
    this = pattern_of(status.meta.title, settings.floor, problem, chosen)
    content = {name: getattr(tables, name) for name in Tables.__dataclass_fields__}
    content["neighbours"] = release_neighbours(tables.neighbours, tables.strategy, settings.floor)
    content["divisions"] = tuple(
        DivisionTables(
            each.id, each.name,
            _released_tables(each.status, _hidden_figures(problem, chosen, each.id), settings.floor),
            each.left_out,
        )
        for each in status.divisions
    )  # fmt: skip
    return Release(**content, pattern=earlier.with_release(this), pattern_file=file)


def _all_figures(status: Status) -> list[Figure]:
    """Return the figures of every division, which are decided on together."""
    figures = figures_beneath(status)
    for each in status.divisions:
        figures += figures_beneath(each.status, each.id)
    return figures


def _divided(status: Status) -> Divided:
    """Return how the divisions hang together."""
    if status.blocks is None:
        return UNDIVIDED
    of_area = blocks_by_area(status.blocks.blocks, [each.id for each in status.divisions])
    return Divided(of_area, persons_in_blocks(status, status.blocks))


def _released_tables(status: Status, hidden: Hidden, floor: int) -> Tables:
    """Return the tables of one division without what is hidden."""
    tables = suppressed_tables(status, hidden)
    again = tuple(_without_few(each, floor) for each in tables.meta.asked_again)
    return replace(tables, meta=replace(tables.meta, released=True, floor=floor, asked_again=again))


def _without_few(asked: AskedAgain, floor: int) -> AskedAgain:
    """Take out how many were asked again, where they or the others are few."""
    # Nobody is no secret: the waves are then samples of their own.
    if not asked.persons:
        return asked
    if asked.persons < floor or asked.respondents - asked.persons < floor:
        return replace(asked, persons=None)
    return asked


def _settings(status: Status, floor: int | None, dominance: tuple[int, float] | None) -> DisclosureSettings:
    """Return the settings of the status, with what the arguments say in their place."""
    settings = status.disclosure
    if floor is not None:
        if floor < 1:
            raise InputError(Issue("REL002", found=str(floor)))
        settings = settings.model_copy(update={"floor": floor})
    if dominance is not None:
        n, k = dominance
        if not (1 <= n <= 5 and 0 < k <= 100):
            raise InputError(Issue("REL007", found=f"{n}, {k}"))
        settings = settings.model_copy(update={"dominance": Dominance(n=n, k=k)})
    return settings


def _refuse_what_is_not_safe(problem: Problem, chosen: np.ndarray) -> None:
    """Attack the pattern; nothing is published when a count can be narrowed."""
    unmet = unmet_needs(problem.counts, problem.units, chosen)
    if not unmet:
        return
    figures = dict.fromkeys(_in_words(problem.counts.keys[need.count]) for need in unmet)
    named = list(figures)[:_NAMED]
    values = {"count": len(figures), "figures": named}
    raise InputError(Issue("REL005" if not problem.counts.known.any() else "REL006", values=values))


def _in_words(key: tuple[object, ...]) -> str:
    """Return what a count is a count of, without its size."""
    about = key[1]
    if isinstance(about, str):
        return about
    return f"{about.indicator}, {about.area}, {about.year}"  # type: ignore[attr-defined]


def _hidden_figures(problem: Problem, chosen: np.ndarray, division: str) -> Hidden:
    """Return the figures of a division that are hidden, each with the reason that a reader is told."""
    reasons: dict[tuple[str, str, int], Reason] = {}
    for figure, own, before, is_hidden in zip(
        problem.figures, problem.reasons, problem.earlier, chosen, strict=True
    ):
        if is_hidden and figure.division == division:
            reasons[figure.label] = own or ("earlier" if before else "others")
    lost = {
        (f.theme, f.area)
        for f, gone in zip(problem.figures, chosen, strict=True)
        if gone and f.in_index and f.division == division
    }
    return Hidden(reasons, frozenset(lost))


def pattern_of(title: str, floor: int, problem: Problem, chosen: np.ndarray) -> PatternRelease:
    """Return a release as the next one has to know it: a cell is shown where some figure shows it."""
    shown = _cells_of(f for f, gone in zip(problem.figures, chosen, strict=True) if not gone)
    of_area = problem.divided.of_area
    cells = {
        (figure.division, cell): PatternCell(
            cell, figure.role, each.base, each.counted, cell in shown, cell in problem.small,
            figure.division, of_area.get((figure.division, figure.area), ()),
        )
        for figure in problem.figures
        for cell, each in figure.persons.items()
    }  # fmt: skip
    for cell, (role, each) in problem.withheld.items():
        cells["", cell] = PatternCell(cell, role, each.base, each.counted, shown=False, small=True)
    cells |= {("", each.cell): each for each in problem.divided.secret}
    return PatternRelease(title, floor, tuple(cells.values()))


def _cells_of(figures: Iterable[Figure]) -> Mapping[object, Figure]:
    return {cell: figure for figure in figures for cell in figure.persons}
