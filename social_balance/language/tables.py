"""The texts of every language, read from the folders of tables that a translator edits."""

from __future__ import annotations

import os
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# A language is a folder of TOML files, one a room of the package. Where a text stands is for people: the
# files of a language are read as one, and a text is found by its table and its key.

DEFAULT = "da"  # the language that the others are held up against
SEARCH_PATH = "SOCIAL_BALANCE_LANGUAGES"  # folders of further languages, as PATH lists folders
_NUMBERS_AND_PLACES = "language.toml"
_PLAIN = ("words", "proof_words")  # tables whose texts are not filled in, so that a brace is a brace

Texts = Mapping[str, Mapping[str, str]]


def language_homes() -> tuple[Path, ...]:
    """Return the folders that languages live in: the package's own, then those of the environment.

    Examples
    --------
    >>> [(home / "da").is_dir() for home in language_homes()[:1]]
    [True]
    """
    return _homes_in(os.environ.get(SEARCH_PATH, ""))


@cache
def _homes_in(search_path: str) -> tuple[Path, ...]:
    # Remembered, as is what follows from it: every text asks for its language, a thousand a page.
    added = search_path.split(os.pathsep)
    return (Path(__file__).parent, *(Path(folder) for folder in added if folder))


def languages() -> tuple[str, ...]:
    """Return the languages that there are folders of, the default first.

    Examples
    --------
    >>> languages()[:2]
    ('da', 'en')
    """
    return _languages_in(tuple((home, _changed(home)) for home in language_homes()))


@cache
def _languages_in(homes: tuple[tuple[Path, int], ...]) -> tuple[str, ...]:
    # Remembered as long as no folder comes or goes.
    found = {file.parent.name for home, _ in homes for file in home.glob(f"*/{_NUMBERS_AND_PLACES}")}
    return tuple(sorted(found, key=lambda lang: (lang != DEFAULT, lang)))


def _changed(home: Path) -> int:
    """Return when something last came or went in a folder; −1 where there is none."""
    try:
        return home.stat().st_mtime_ns
    except OSError:
        return -1


def template(table: str, key: str, lang: str = DEFAULT) -> str:
    """Return a text as the language's table has it, the names in braces not filled in.

    Parameters
    ----------
    table, key : str
        Where it stands, such as ``"faults"`` and ``"DEF003"``.
    lang : str
        One of `languages`.

    Raises
    ------
    KeyError
        When the language has no such text.

    Examples
    --------
    >>> template("faults", "DEF003")
    'feltet kendes ikke.{hint}'
    """
    return read_language(lang)[table][key]


def has_text(table: str, key: str) -> bool:
    """Say whether there is a text of that key, as the default language has it.

    Examples
    --------
    >>> has_text("places", "column"), has_text("places", "spalte")
    (True, False)
    """
    return key in read_language(DEFAULT).get(table, {})


def keys_of(table: str) -> tuple[str, ...]:
    """Return the keys of a table in their order, as the default language has them.

    Examples
    --------
    >>> keys_of("places")[:2]
    ('column', 'row')
    """
    return tuple(read_language(DEFAULT)[table])


def fields_of(text: str) -> frozenset[str]:
    """Return the names in braces that a text is filled in with.

    Examples
    --------
    >>> sorted(fields_of("{found} er ikke {expected}. {found} kendes."))
    ['expected', 'found']
    """
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def read_language(lang: str) -> Texts:
    """Return every text of a language: table → key → text.

    Raises
    ------
    KeyError
        When there is no such language.
    """
    return _read_folder(folder_of(lang))


def folder_of(lang: str) -> Path:
    """Return the folder of a language, the package's own before one of the environment."""
    return _folder_in(lang, language_homes())


@cache
def _folder_in(lang: str, homes: tuple[Path, ...]) -> Path:
    for home in homes:
        if (home / lang / _NUMBERS_AND_PLACES).is_file():
            return home / lang
    raise KeyError(lang)  # which is not remembered: the folder may come


@cache
def _read_folder(folder: Path) -> Texts:
    texts: dict[str, dict[str, str]] = {}
    for entry in _entries(folder):
        texts.setdefault(entry.table, {})[entry.key] = entry.text
    return texts


@dataclass(frozen=True)
class Entry:
    """One text and the file it stands in."""

    file: str
    table: str
    key: str
    text: str

    @property
    def fields(self) -> frozenset[str]:
        """The names in braces that it is filled in with."""
        return frozenset() if self.table in _PLAIN else fields_of(self.text)


def _entries(folder: Path) -> Iterator[Entry]:
    for file in sorted(folder.glob("*.toml")):
        yield from _flat_entries(file.name, "", tomllib.loads(file.read_text(encoding="utf-8")))


def _flat_entries(file: str, table: str, content: Mapping[str, Any]) -> Iterator[Entry]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _flat_entries(file, f"{table}.{key}" if table else key, value)
        else:
            yield Entry(file, table, key, str(value))


@dataclass(frozen=True)
class TableFault:
    """What is wrong with a language beside the default one: a code of a fault, and where."""

    code: str
    file: str
    place: str
    found: str = ""


def table_faults(lang: str) -> list[TableFault]:
    """Return what a language lacks or has too much of, held up against the default language.

    Examples
    --------
    >>> table_faults("en")
    []
    """
    folder = folder_of(lang)
    unreadable = [_syntax_fault(file) for file in sorted(folder.glob("*.toml"))]
    if any(unreadable):
        return [fault for fault in unreadable if fault]
    wanted = {(each.table, each.key): each for each in _entries(folder_of(DEFAULT))}
    faults: list[TableFault] = []
    seen: set[tuple[str, str]] = set()
    for each in _entries(folder):
        file = f"{folder.name}/{each.file}"
        place = f"[{each.table}] {each.key}"
        where = (each.table, each.key)
        if where in seen:
            faults.append(TableFault("LNG004", file, place))
        elif where not in wanted:
            faults.append(TableFault("LNG002", file, place))
        elif each.fields != wanted[where].fields:
            fields = ", ".join(f"{{{name}}}" for name in sorted(wanted[where].fields))
            faults.append(TableFault("LNG003", file, place, fields))
        seen.add(where)
    lacking = [each for where, each in wanted.items() if where not in seen]
    faults += [TableFault("LNG001", f"{folder.name}/{e.file}", f"[{e.table}] {e.key}") for e in lacking]
    return faults


def _syntax_fault(file: Path) -> TableFault | None:
    try:
        for entry in _flat_entries(file.name, "", tomllib.loads(file.read_text(encoding="utf-8"))):
            _ = entry.fields
    except ValueError as error:  # TOML, UTF-8 and the braces of a template alike
        return TableFault("LNG005", f"{file.parent.name}/{file.name}", "", str(error))
    return None
