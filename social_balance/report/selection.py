"""Which papers are written in which formats: what was asked for, held against what there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from social_balance.language.faults import Faults, Issue, suggest
from social_balance.report.formats import EXTRA, FORMATS, installed_formats
from social_balance.report.registry import PAPERS
from social_balance.yearly.status import Tables


@dataclass(frozen=True)
class Selection:
    """What is written: every pair of a paper and a format, papers first."""

    pairs: tuple[tuple[str, str], ...]

    @property
    def papers(self) -> tuple[str, ...]:
        """The papers in the order of ``PAPERS``."""
        return tuple(dict.fromkeys(paper for paper, _ in self.pairs))


def select_papers(
    tables: Tables, *, formats: Iterable[str] | None, papers: Iterable[str] | None
) -> Selection:
    """Return what is to be written, or every fault of what was asked for at once.

    Parameters
    ----------
    tables : Release
        What was released: a paper that it has nothing for is left out, or refused where it was asked for.
    formats, papers : Iterable of str, optional
        Names of ``FORMATS`` and ``PAPERS``; left out: every format that is installed, every paper.

    Returns
    -------
    Selection

    Raises
    ------
    InputError
        A name that is not known, an extra that is not installed, a paper or format that comes to nothing.
    """
    asked_formats = _as_names(formats)
    asked_papers = _as_names(papers)
    faults = Faults()
    _check_formats(asked_formats, faults)
    _check_papers(asked_papers, tables, faults)
    faults.raise_if_any()
    pairs = tuple(
        (paper, name)
        for paper in (PAPERS if asked_papers is None else asked_papers)
        for name in (installed_formats() if asked_formats is None else asked_formats)
        if PAPERS[paper].kind in FORMATS[name].kinds and PAPERS[paper].has_content(tables)
    )
    _check_pairs(pairs, asked_formats, asked_papers, faults)
    faults.raise_if_any()
    order = {name: place for place, name in enumerate((*PAPERS, *FORMATS))}
    return Selection(tuple(sorted(pairs, key=lambda pair: [order[name] for name in pair])))


def _as_names(names: Iterable[str] | None) -> tuple[str, ...] | None:
    """Return what was asked for once each; a plain word is one name, and not its letters."""
    if names is None:
        return None
    return tuple(dict.fromkeys((names,) if isinstance(names, str) else names))


def _check_formats(names: tuple[str, ...] | None, faults: Faults) -> None:
    """Tell of every format that is not known or cannot be written here."""
    known = list(FORMATS)
    if names == ():
        faults.add(Issue("REP007", values={"known": known}))
    for name in names or ():
        if name not in FORMATS:
            hint = suggest(name, FORMATS)
            faults.add(Issue("REP002", found=str(name), values={"known": known, "suggestion": hint}))
        elif missing := FORMATS[name].missing_modules():
            faults.add(Issue("PAP001", found=name, values={"modules": missing, "extra": EXTRA}))


def _check_papers(names: tuple[str, ...] | None, tables: Tables, faults: Faults) -> None:
    """Tell of every paper that is not known or would be empty."""
    for name in names or ():
        if name not in PAPERS:
            values = {"known": list(PAPERS), "suggestion": suggest(name, PAPERS)}
            faults.add(Issue("PAP002", found=str(name), values=values))
        elif not PAPERS[name].has_content(tables):
            faults.add(Issue("PAP005", found=name))


def _check_pairs(
    pairs: tuple[tuple[str, str], ...],
    formats: tuple[str, ...] | None,
    papers: tuple[str, ...] | None,
    faults: Faults,
) -> None:
    """Tell of what was asked for by name and comes to no file: nobody would miss it until it is needed."""
    written_papers = {paper for paper, _ in pairs}
    for name in papers or ():
        if name not in written_papers:
            kind = PAPERS[name].kind
            known = [each for each, paper_format in FORMATS.items() if kind in paper_format.kinds]
            if formats is None:
                # Every format there is was meant, so what lacks is an extra.
                _check_formats(tuple(known), faults)
            else:
                faults.add(Issue("PAP003", found=name, values={"known": known}))
    written_formats = {name for _, name in pairs}
    for name in formats or ():
        if name not in written_formats:
            kinds = FORMATS[name].kinds
            known = [each for each, paper in PAPERS.items() if paper.kind in kinds]
            faults.add(Issue("PAP004", found=name, values={"known": known}))
