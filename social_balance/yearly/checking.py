"""Everything that is wrong with a configuration and with all that it names, looked for in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from social_balance.definitions.catalogue import Themes, check_indicators, read_indicators
from social_balance.deliveries.codebook.book import Codebook
from social_balance.deliveries.codebook.drift import compare_codebooks
from social_balance.deliveries.codebook.files import read_codebook
from social_balance.language.faults import Faults, Issue
from social_balance.lists.strategy.reading import read_targets
from social_balance.yearly.aarsstatus import aarsstatus
from social_balance.yearly.configuration import Configuration, read_configuration
from social_balance.yearly.job_settings import Survey
from social_balance.yearly.schemas import kind_of_file

CONFIGURATION = "aarsstatus.toml"
# What changes the meaning of an answer; another name or a further column in the delivery does not.
_DRIFTS = ("turned", "missing_changed", "label_changed", "type_changed")


@dataclass(frozen=True)
class Remark:
    """What is no fault and yet worth a look: an answer that two waves do not mean the same by.

    Parameters
    ----------
    first, second : str
        The codebooks.
    column, part, code : str
        What differs.
    before, after : str
        How it stands in each.
    drift : str
        As in `compare_codebooks`.
    """

    first: str
    second: str
    column: str
    part: str
    code: str
    before: str
    after: str
    drift: str


@dataclass(frozen=True)
class Findings:
    """What a check found: what stops the job, and what is worth a look."""

    faults: tuple[Issue, ...]
    remarks: tuple[Remark, ...] = ()


def check_path(path: str | Path) -> Findings:
    """Check a folder of definitions, a configuration with all that it names, or a file of targets.

    Parameters
    ----------
    path : path
        A folder of themes; a configuration; a folder with an ``aarsstatus.toml`` in it; or a file of targets,
        whose tables of figures and worked cases are checked with it.

    Returns
    -------
    Findings

    Examples
    --------
    >>> check_path("indices")
    Findings(faults=(), remarks=())
    """
    path = Path(path)
    if path.is_dir() and not (path / CONFIGURATION).is_file():
        return Findings(tuple(check_indicators(path)))
    if path.is_dir():
        path = path / CONFIGURATION
    if path.is_file() and kind_of_file(path) == "targets":
        return _check_targets(path)
    return check_configuration(path)


def check_configuration(path: str | Path) -> Findings:
    """Check a configuration, its definitions with their cases, its codebooks and its data.

    Parameters
    ----------
    path : path
        The configuration.

    Returns
    -------
    Findings
        Every fault once, whichever way it was met.
    """
    faults = Faults()
    with faults.catch():
        configuration = read_configuration(path)
    # Without a readable configuration nobody knows which files are meant.
    if faults:
        return Findings(tuple(faults.issues))
    definitions = configuration.definitions_folder()
    faults.add(check_indicators(definitions))
    books = _read_codebooks(configuration, faults)
    # The job itself reads the data: what it would be stopped by is a fault, and nothing else is.
    with faults.catch():
        aarsstatus(configuration)
    remarks: list[Remark] = []
    with faults.catch():
        rules = _Rules(read_indicators(definitions), configuration.areas.ids)
        remarks = list(_drift_remarks(books, rules))
    return Findings(_each_once(faults.issues), tuple(remarks))


def _check_targets(path: Path) -> Findings:
    """Read a file of targets with its tables of figures, and run its worked cases."""
    faults = Faults()
    with faults.catch():
        read_targets(path)
    return Findings(tuple(faults.issues))


@dataclass(frozen=True)
class _Rules:
    """The definitions of a municipality, asked whether they know of a change between two waves."""

    themes: Themes
    area_ids: tuple[str, ...]

    def tell_of_change(self, column: str, earlier: int, later: int) -> bool:
        """Say whether each indicator that reads the column has another rule in the later year."""
        readers = [
            indicator
            for indicator in self.themes.indicators
            if any(column in indicator.columns(year, self.area_ids) for year in (earlier, later))
        ]
        return bool(readers) and all(one.version(earlier) != one.version(later) for one in readers)


def _read_codebooks(configuration: Configuration, faults: Faults) -> list[tuple[Survey, Codebook]]:
    books = []
    for survey in configuration.surveys:
        if survey.codebook is not None:
            with faults.catch():
                books.append((survey, read_codebook(configuration.path_of(survey.codebook))))
    return books


def _drift_remarks(books: list[tuple[Survey, Codebook]], rules: _Rules) -> Iterator[Remark]:
    """Yield what two waves in a row do not mean the same by, where no rule tells of it."""
    in_order = sorted(books, key=lambda pair: pair[0].year)
    for (earlier, first), (later, second) in pairwise(in_order):
        table = compare_codebooks(first, second)
        for row in table[table["drift"].isin(_DRIFTS)].to_dict("records"):
            if rules.tell_of_change(row["column"], earlier.year, later.year):
                continue
            yield Remark(
                earlier.codebook or "", later.codebook or "", row["column"], row["part"], row["code"],
                str(row["first"] or "–"), str(row["second"] or "–"), row["drift"],
            )  # fmt: skip


def _each_once(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return the faults without those that were met a second time."""
    by_text = {issue.text(): issue for issue in issues}
    return tuple(by_text.values())
