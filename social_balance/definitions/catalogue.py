"""The folder of definitions as themes of indicators, every fault of every file listed at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from social_balance.definitions.cases import check_cases, run_case
from social_balance.definitions.explanations import explain
from social_balance.definitions.indicator import Case, Indicator, Version
from social_balance.definitions.reading import read_definition, read_theme
from social_balance.definitions.schema import json_schema
from social_balance.files.toml_file import read_toml
from social_balance.language.faults import DefinitionError, Faults, Issue, suggest
from social_balance.language.words import Lang
from social_balance.showing.view import ResultView, Shown, reading_language

__all__ = [
    "Case",
    "Indicator",
    "Theme",
    "Themes",
    "Version",
    "check_indicators",
    "check_theme",
    "explain",
    "json_schema",
    "read_indicators",
    "run_case",
]


@dataclass(frozen=True)
class Theme:
    """A theme: a sequence of its indicators.

    Parameters
    ----------
    id : str
        Its folder.
    title : Mapping of language to str
        Its name.
    effect_goal : str
        The effektmål it belongs to.
    order : int
        Its place among the themes.
    margin : float, optional
        The change in index points below which the theme counts as unchanged; None for the default.
    note : Mapping of language to str, optional
        What a reader has to know.
    indicators : tuple of Indicator
        The indicators by file name.
    """

    id: str
    title: Mapping[str, str] = field(hash=False)
    effect_goal: str
    order: int
    margin: float | None
    note: Mapping[str, str] | None = field(hash=False)
    indicators: tuple[Indicator, ...]

    def __len__(self) -> int:
        return len(self.indicators)

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators)

    def __contains__(self, item: object) -> bool:
        return any(item in (indicator, indicator.id) for indicator in self.indicators)

    def __getitem__(self, key: int | str) -> Indicator:
        if isinstance(key, int):
            return self.indicators[key]
        by_id = {indicator.id: indicator for indicator in self.indicators}
        if key not in by_id:
            raise _unknown_name(key, list(by_id))
        return by_id[key]


@dataclass(frozen=True, repr=False)
class Themes(Shown):
    """All themes in their order: a sequence of themes that can also be asked for by name.

    Parameters
    ----------
    themes : tuple of Theme
        In the order of their ``order``.
    """

    themes: tuple[Theme, ...]

    def __len__(self) -> int:
        return len(self.themes)

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def __contains__(self, item: object) -> bool:
        return any(item in (theme, theme.id) for theme in self.themes)

    def __getitem__(self, key: int | str) -> Theme:
        if isinstance(key, int):
            return self.themes[key]
        by_id = {theme.id: theme for theme in self.themes}
        if key not in by_id:
            raise _unknown_name(key, list(by_id))
        return by_id[key]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, theme by theme."""
        return tuple(indicator for theme in self.themes for indicator in theme)

    def indicator(self, id: str) -> Indicator:
        """Return the indicator with an id.

        Parameters
        ----------
        id : str
            Such as "doemte".

        Returns
        -------
        Indicator
            The one indicator of that id.

        Raises
        ------
        DefinitionError
            When there is none; the nearest id is suggested.

        Examples
        --------
        >>> read_indicators("indices").indicator("doemte").theme
        'tryghed'
        """
        by_id = {indicator.id: indicator for indicator in self.indicators}
        if id not in by_id:
            raise _unknown_name(id, list(by_id))
        return by_id[id]

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.definitions.views import themes_view

        return themes_view(self, reading_language(lang))


def read_indicators(folder: str | Path) -> Themes:
    """Read all themes and indicators of a folder.

    Parameters
    ----------
    folder : path
        Holds one folder per theme, each with a ``tema.toml`` and one file per indicator.

    Returns
    -------
    Themes
        In the order that the themes state.

    Raises
    ------
    DefinitionError
        One error with every fault of every file.

    Examples
    --------
    >>> themes = read_indicators("indices")
    >>> themes["tryghed"].title["en"]
    'safety'
    >>> themes.indicator("doemte").direction
    'lower_is_better'
    """
    themes, faults = _read_folder(Path(folder))
    if faults:
        raise DefinitionError(sorted(faults, key=_by_place))
    return themes


def check_indicators(folder: str | Path) -> list[Issue]:
    """List every fault of the definitions in a folder, the worked cases included.

    Parameters
    ----------
    folder : path
        As for `read_indicators`.

    Returns
    -------
    list of Issue
        Faults of form, cases that fail, and versions whose cases would not notice a broken rule; sorted
        by file and line, empty when all is well.

    Examples
    --------
    >>> check_indicators("indices")
    []
    >>> print(check_indicators("ingen_steder")[0])
    ingen_steder — mappen findes ikke eller har ingen temaer. Et tema er en mappe med filen tema.toml.
    """
    themes, faults = _read_folder(Path(folder))
    for indicator in themes.indicators:
        faults.add(check_cases(indicator))
    return sorted(faults, key=_by_place)


def check_theme(folder: str | Path) -> list[Issue]:
    """List the faults of a theme as a whole: its ``tema.toml``, and ids used by other files beside it.

    Parameters
    ----------
    folder : path
        The folder of one theme.

    Returns
    -------
    list of Issue
        Faults that no single definition file shows.

    Examples
    --------
    >>> check_theme("indices/tryghed")
    []
    """
    folder = Path(folder)
    _, issues = read_theme(folder / "tema.toml")
    # "." and ".." have no parent in words.
    beside = folder.parent
    if folder.name in ("", ".."):
        beside = folder.resolve().parent
    themes = [theme for theme in _theme_folders(beside) if (theme / "tema.toml").is_file()]
    # An id is the name of a figure in every table: two themes cannot share one.
    twice = _same_ids([_id_of(path) for theme in themes for path in _definition_files(theme)])
    return issues + [issue for issue in twice if Path(issue.file).resolve().parent == folder.resolve()]


def _read_folder(folder: Path) -> tuple[Themes, Faults]:
    """Read a folder; what can be read, and every fault."""
    faults = Faults(DefinitionError)
    faults.add(Issue("DEF060", file=path.as_posix()) for path in sorted(folder.glob("*.toml")))
    folders = _theme_folders(folder)
    if not folders:
        faults.add(Issue("DEF059", file=folder.as_posix()))
    themes: list[Theme] = []
    ids: list[_FileId] = []
    for theme_folder in folders:
        form = None
        if (theme_folder / "tema.toml").is_file():
            form, theme_issues = read_theme(theme_folder / "tema.toml")
            faults.add(theme_issues)
        else:
            faults.add(Issue("DEF033", file=theme_folder.as_posix()))
        indicators = []
        for path in _definition_files(theme_folder):
            reading = read_definition(path)
            faults.add(reading.issues)
            ids.append(_FileId(path.as_posix(), reading.id, reading.line))
            if reading.indicator is not None:
                indicators.append(reading.indicator)
        if not _definition_files(theme_folder):
            faults.add(Issue("DEF061", file=theme_folder.as_posix()))
        # Without a readable tema.toml the indicators are kept, so that their cases are tried all the same.
        facts: dict[str, Any] = _NAMELESS | {"id": theme_folder.name}
        if form is not None:
            facts = form.model_dump()
        themes.append(Theme(**facts, indicators=tuple(indicators)))
    faults.add(_same_ids(ids))
    ordered = sorted(themes, key=lambda theme: (theme.order, theme.id))
    return Themes(tuple(ordered)), faults


_NAMELESS = {"title": {"da": "", "en": ""}, "effect_goal": "", "order": 0, "margin": None, "note": None}


def _theme_folders(folder: Path) -> list[Path]:
    """Return the folders that hold TOML files."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and any(path.glob("*.toml")))


def _definition_files(folder: Path) -> list[Path]:
    """Return the definition files of a theme."""
    return sorted(path for path in folder.glob("*.toml") if path.name != "tema.toml")


@dataclass(frozen=True)
class _FileId:
    """A definition file with its id and the line of it; None where it cannot be read."""

    file: str
    id: str | None = None
    line: int | None = None


def _id_of(path: Path) -> _FileId:
    """Return a file with its id, without reading the rest."""
    try:
        file = read_toml(path)
    except DefinitionError:
        return _FileId(path.as_posix())
    header = file.data.get("indicator")
    if not isinstance(header, Mapping) or not isinstance(header.get("id"), str):
        return _FileId(path.as_posix())
    return _FileId(path.as_posix(), header["id"], file.line("indicator", "id"))


def _same_ids(ids: list[_FileId]) -> list[Issue]:
    """Return a fault for each file whose id another file has."""
    issues = []
    for each in ids:
        others = [other.file for other in ids if other.id == each.id and other.file != each.file]
        if each.id is not None and others:
            issues.append(
                Issue(
                    "DEF032", file=each.file, line=each.line, place="[indicator] id", found=each.id,
                    values={"other": others},
                )
            )  # fmt: skip
    return issues


def _unknown_name(name: str, known: list[str]) -> DefinitionError:
    """Return the error for a name that is not there."""
    values = {"known": known, "suggestion": suggest(str(name), known)}
    return DefinitionError(Issue("DEF062", found=str(name), values=values))


def _by_place(issue: Issue) -> tuple[str, int]:
    """Sort by file and line."""
    return issue.file, issue.line or 0
