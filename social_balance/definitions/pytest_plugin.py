"""The pytest plugin that turns every worked case of every definition file into a test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from social_balance.definitions.indicator import Indicator
    from social_balance.language.faults import Issue

# Nothing of the package is imported before a definition file is met: the plugin is loaded in every pytest
# session of every project on the machine.

_HEADING = re.compile(rb"^\s*\[indicator\]", re.MULTILINE)
_CASE = re.compile(rb"^\s*\[\[case\]\]", re.MULTILINE)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """Collect themes and definitions of indicators.

    Parameters
    ----------
    file_path : Path
        Any file in the folders that pytest looks through.
    parent : pytest.Collector
        The folder.

    Returns
    -------
    pytest.File or None
        None for files that are none of ours.
    """
    if file_path.suffix != ".toml":
        return None
    if file_path.name == "tema.toml":
        return ThemeFile.from_parent(parent, path=file_path)
    if (file_path.parent / "tema.toml").is_file() or _holds_a_definition(file_path):
        return DefinitionFile.from_parent(parent, path=file_path)
    return None


class ThemeFile(pytest.File):
    """A ``tema.toml``: one test that the theme as a whole is in order."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the one test."""
        from social_balance.definitions.catalogue import check_theme

        yield _to_item(self, "temaet er i orden", 1, partial(check_theme, _as_user_writes(self.path).parent))


class DefinitionFile(pytest.File):
    """A definition file: a test a case, and two a version that break its rule on purpose."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the tests; a file with faults gives one test that lists them."""
        from social_balance.definitions.reading import read_definition

        reading = read_definition(_as_user_writes(self.path))
        if reading.indicator is None:
            yield _to_item(self, "definitionen er i orden", 1, partial(list, reading.issues))
        else:
            yield from self._iterate_tests(reading.indicator)

    def _iterate_tests(self, indicator: Indicator) -> Iterator[pytest.Item]:
        from social_balance.definitions.case_comparison import case_table
        from social_balance.definitions.cases import check_case, unnoticed

        for case in indicator.cases:
            item = _to_item(self, case.name, case.line, partial(check_case, indicator, case))
            item.show_figures = partial(case_table, indicator, case)
            yield item
        for version in indicator.versions:
            for broken, words in (("base", "uden nævner"), ("positive", "med omvendt tæller")):
                name = f"fra {version.from_year} {words}: et eksempel opdager det"
                yield _to_item(self, name, version.line, partial(unnoticed, indicator, version, broken))


class DefinitionItem(pytest.Item):
    """One test: a check that lists the faults it finds."""

    def __init__(self, *, line: int, check: Callable[[], list[Issue]], **known: Any) -> None:
        super().__init__(**known)
        self.line = line
        self.check = check
        self.show_figures: Callable[[str], str] | None = None

    def runtest(self) -> None:
        """Fail when the check lists a fault."""
        from social_balance.language.faults import DefinitionError

        issues = self.check()
        if issues:
            raise DefinitionError(issues)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show the faults without a traceback: they are about the definition, not about code."""
        from social_balance.language.faults import DefinitionError
        from social_balance.language.reader import terminal_language

        if not isinstance(excinfo.value, DefinitionError):
            return super().repr_failure(excinfo, style)
        lang = terminal_language()
        lines = [issue.text(lang) for issue in excinfo.value.issues]
        figures = "" if self.show_figures is None else self.show_figures(lang)
        return "\n".join([*lines, *(["", figures] if figures else [])])

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return file, line (from 0) and name."""
        return self.path, self.line - 1, self.name


def _to_item(parent: pytest.File, name: str, line: int, check: Callable[[], list[Issue]]) -> DefinitionItem:
    """Return a test."""
    item: DefinitionItem = DefinitionItem.from_parent(parent, name=name, line=line, check=check)
    return item


def _holds_a_definition(path: Path) -> bool:
    """Tell whether a TOML file outside a theme folder is a definition all the same."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return bool(_HEADING.search(content) and _CASE.search(content))


def _as_user_writes(path: Path) -> Path:
    """Return the path as the user would write it."""
    here = Path.cwd()
    if path.is_relative_to(here):
        return path.relative_to(here)
    return path
