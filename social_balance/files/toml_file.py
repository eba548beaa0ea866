"""A TOML file written by a person, read and checked with every fault on its line."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from social_balance.language.faults import (
    DefinitionError,
    Issue,
    Place,
    SocialBalanceError,
    Word,
    place_inside,
    suggest,
)

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

Keys: TypeAlias = tuple[str | int, ...]
Model = TypeVar("Model", bound="BaseModel")


@dataclass(frozen=True)
class TomlFile:
    """What a TOML file says, and where it says it.

    Parameters
    ----------
    name : str
        The file as the user named it.
    data : Mapping
        The content, as ``tomllib`` gives it.
    lines : Mapping of tuple to int
        The line of every table and key: ``("version", 0, "base")`` → 14.
    text : str
        The file as written.
    """

    name: str
    data: Mapping[str, Any]
    lines: Mapping[Keys, int] = field(repr=False)
    text: str = field(repr=False, default="")

    def line(self, *keys: str | int) -> int | None:
        """Return the line of a key, or of the nearest table that surrounds it.

        Parameters
        ----------
        *keys : str or int
            The way to the value, such as ``"version", 0, "base"``.

        Returns
        -------
        int or None
            Counted from 1.
        """
        for length in range(len(keys), 0, -1):
            if keys[:length] in self.lines:
                return self.lines[keys[:length]]
        return None


def read_toml(path: str | Path) -> TomlFile:
    r"""Read a TOML file; all text is brought to NFC.

    Parameters
    ----------
    path : path
        The file. A byte-order mark is tolerated.

    Returns
    -------
    TomlFile
        Content and lines.

    Raises
    ------
    DefinitionError
        When the file cannot be opened, is not UTF-8 or is not valid TOML; the issue has the line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "tema.toml")
    ...     _ = file.write_text("[theme]\n# navn\nid = 'tryghed'", encoding="utf-8")
    ...     read_toml(file).line("theme", "id")
    3
    """
    name = Path(path).as_posix()
    try:
        raw = Path(path).read_bytes()
    except OSError:
        raise DefinitionError(Issue("DEF001", file=name)) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        # What Danish offices save when it is not UTF-8; shown so that the writer recognises the word.
        found = raw.splitlines()[line - 1].decode("cp1252", errors="replace").strip()
        raise DefinitionError(Issue("DEF002", file=name, line=line, found=found)) from None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(_syntax_issue(name, str(error), text)) from None
    return TomlFile(name, data, dict(_line_of_keys(text)), text)


def checked(
    model: type[Model],
    data: Mapping[str, Any],
    file: TomlFile,
    *,
    keys: Keys,
    place: str,
    known: Iterable[str] = (),
) -> tuple[Model | None, list[Issue]]:
    """Check a table against a model and word every fault as an issue.

    Parameters
    ----------
    model : type of pydantic.BaseModel
        What the table should hold. Types are strict: ``"0"`` is no number.
    data : Mapping
        The table.
    file : TomlFile
        The file it stands in.
    keys : tuple
        The way to the table in the file, such as ``("version", 0)``.
    place : str
        The table in the user's words, such as ``[[version]] 2024``.
    known : Iterable of str
        Further keys to suggest when one is unknown.

    Returns
    -------
    tuple of Model or None, list of Issue
        The model when there is no fault.

    Examples
    --------
    >>> from pydantic import BaseModel, ConfigDict
    >>> class Area(BaseModel):
    ...     model_config = ConfigDict(extra="forbid")
    ...     id: str
    >>> file = TomlFile("kommune.toml", {"area": {"id": 7}}, {("area", "id"): 3})
    >>> area, issues = checked(Area, file.data["area"], file, keys=("area",), place="[area]")
    >>> print(issues[0])
    kommune.toml:3 [area] id — her står 7, men der skal stå en tekst i anførselstegn.
    """
    from pydantic import ValidationError

    try:
        # Through JSON, the one strict mode of pydantic that takes a list for a tuple.
        return model.model_validate_json(json.dumps(data, default=str), strict=True), []
    except ValidationError as error:
        return None, list(_model_issues(model, error, file, keys, place, known))


# Where things stand ----------------------------------------------------------------------------------------

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_STATEMENT = re.compile(
    rf"[ \t]*(?:\[\[[ \t]*(?P<array>{_KEYS})[ \t]*\]\]"
    rf"|\[[ \t]*(?P<table>{_KEYS})[ \t]*\]"
    rf"|(?P<key>{_KEYS})[ \t]*=)"
)
# A text of several lines that is never closed runs to the end of the file.
_VALUE_PART = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?(?:\"{3}|\Z) | \'{3}.*?(?:\'{3}|\Z)
      | "(?:[^"\\\n]|\\.)*" | '[^'\n]*' | \#[^\n]* | [\[{\]}] | \n | [^\[\]{}"'#\n]+ | .""",
    re.DOTALL | re.VERBOSE,
)


def _iterate_statements(text: str) -> Iterator[tuple[int, str, re.Match[str] | None]]:
    """Yield the line, the text and the key or heading of every statement."""
    at = 0
    line = 1
    while at < len(text):
        found = _STATEMENT.match(text, at)
        end = _end_of_value(text, found.end() if found else at)
        statement = text[at:end].strip()
        if statement and not statement.startswith("#"):
            yield line, statement, found
        # Counted on from here: from the beginning each time, a long file would take its square.
        line += text.count("\n", at, end)
        at = end


def _line_of_keys(text: str) -> Iterator[tuple[Keys, int]]:
    """Yield the line of every table and key; ``tomllib`` tells none."""
    counts: dict[Keys, int] = {}
    table: Keys = ()
    for line, _, found in _iterate_statements(text):
        if found and found["array"]:
            *outer, name = _split_key(found["array"])
            plain = (*_way_to_table(outer, counts), name)
            counts[plain] = counts.get(plain, -1) + 1
            table = (*plain, counts[plain])
            yield table, line
            if counts[plain] == 0:
                yield plain, line
        elif found and found["table"]:
            table = _way_to_table(_split_key(found["table"]), counts)
            yield table, line
        elif found:
            keys = _split_key(found["key"])
            for length in range(1, len(keys) + 1):
                yield (*table, *keys[:length]), line


def _split_key(dotted: str) -> list[str]:
    """Return the parts of a dotted key without their quotation marks."""
    return [part.strip("\"'") for part in re.findall(_KEY, dotted)]


def _way_to_table(names: Sequence[str], counts: Mapping[Keys, int]) -> Keys:
    """Return the way to a table, with the number of the latest of each list it runs through."""
    keys: Keys = ()
    for name in names:
        keys = (*keys, name)
        if keys in counts:
            keys = (*keys, counts[keys])
    return keys


def _end_of_value(text: str, at: int) -> int:
    """Return where the statement after this value begins."""
    depth = 0
    while at < len(text):
        part = _VALUE_PART.match(text, at)
        assert part is not None
        at = part.end()
        depth += (part[0] in "[{") - (part[0] in "]}")
        if part[0] == "\n" and depth <= 0:
            break
    return at


# What tomllib says → the word for it in the messages.
_SYNTAX = (
    ("Cannot overwrite a value", "toml twice"),
    ("Cannot declare", "toml twice"),
    ("Duplicate inline table key", "toml twice"),
    ("Cannot mutate immutable", "toml twice"),
    ("Expected '=' after a key", "toml equals"),
    ("Invalid statement", "toml statement"),
    ("Unterminated string", "toml text"),
    ("Illegal character '\\n'", "toml text"),
    ('Expected \'"""\'', "toml text"),
    ('Expected "\'"', "toml text"),
    ("Expected \"'''\"", "toml text"),
    ("Unclosed array", "toml list"),
    ("Unclosed inline table", "toml braces"),
    ("Expected ']", "toml heading"),
    ("Unescaped '\\'", "toml backslash"),
    # A path such as "C:\users": what follows the \u is no character's number.
    ("Invalid hex value", "toml backslash"),
    ("Escaped character is not", "toml backslash"),
    ("Expected newline or end of document", "toml rest"),
    ("Invalid value", "toml value"),
)


def _syntax_issue(name: str, message: str, text: str) -> Issue:
    """Word the fault that ``tomllib`` met first."""
    reason = Word(next((word for start, word in _SYNTAX if message.startswith(start)), "toml other"))
    where = re.search(r"line (\d+), column (\d+)", message)
    if where:
        line = int(where[1])
        place: str = Place.character(int(where[2]))
    else:
        # "at end of document" is of no use: what runs to the end is the last statement.
        line = max((line for line, _, _ in _iterate_statements(text)), default=1)
        place = ""
    shown = text.split("\n")[line - 1].strip()
    return Issue("DEF010", file=name, line=line, place=place, found=shown, values={"reason": reason})


# From the model's faults to ours ---------------------------------------------------------------------------

_EXPECTED = {
    "string_type": "text",
    "float_type": "number",
    "int_type": "whole number",
    "int_from_float": "whole number",
    "bool_type": "true or false",
    "tuple_type": "list",
    "list_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
}
_LIMITS = {
    "greater_than": ("DEF021", "gt"),
    "greater_than_equal": ("DEF022", "ge"),
    "less_than": ("DEF023", "lt"),
    "less_than_equal": ("DEF024", "le"),
}


def _model_issues(
    model: type[BaseModel],
    error: ValidationError,
    file: TomlFile,
    keys: Keys,
    place: str,
    known: Iterable[str],
) -> Iterator[Issue]:
    """Yield our issues for pydantic's."""
    names = {info.alias or name for name, info in model.model_fields.items()} | set(known)
    faults = error.errors(include_url=False)
    meant = {suggest(str(f["loc"][-1]), names) for f in faults if f["type"] == "extra_forbidden"}
    for fault in faults:
        where = tuple(fault["loc"])
        if _said_already(fault, faults, meant):
            continue
        line = file.line(*keys, *where)
        spot = " ".join([place, _dotted_key(where)]).strip()
        inner = fault.get("ctx", {}).get("error")
        if isinstance(inner, SocialBalanceError):
            for issue in inner.issues:
                both = place_inside(spot, issue.place)
                yield Issue(
                    issue.code, file=file.name, line=line, place=both, found=issue.found, values=issue.values
                )
        else:
            code, values = _code_and_values(fault, where, names if len(where) == 1 else ())
            yield Issue(code, file=file.name, line=line, place=spot, found=_value_met(fault), values=values)


def _said_already(fault: ErrorDetails, faults: Sequence[ErrorDetails], meant: set[str | None]) -> bool:
    """Tell whether a fault only follows from another: a key mistyped, an element of a list refused."""
    where = fault["loc"]
    if fault["type"] == "missing":
        return len(where) == 1 and where[0] in meant
    if fault["type"] == "too_short":
        return any(other["loc"][: len(where)] == where and other is not fault for other in faults)
    return False


def _code_and_values(fault: ErrorDetails, where: Keys, names: Iterable[str]) -> tuple[str, dict[str, object]]:
    """Return our code for a fault of the model, and what its text needs."""
    kind = fault["type"]
    context = fault.get("ctx", {})
    if kind == "extra_forbidden":
        return "DEF003", {"suggestion": suggest(str(where[-1]), names)}
    if kind == "missing":
        return "DEF004", {"name": str(where[-1])}
    if kind in _EXPECTED:
        return "DEF005", {"expected": Word(_EXPECTED[kind])}
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", context["expected"])
        return "DEF006", {"known": options, "suggestion": suggest(str(fault["input"]), options)}
    if kind == "string_pattern_mismatch":
        return "DEF007", {}
    if kind == "string_too_short":
        return "DEF008", {}
    if kind in ("too_short", "too_long"):
        limit = context.get("min_length", context.get("max_length"))
        return "DEF009", {"limit": limit, "length": context["actual_length"]}
    if kind in _LIMITS:
        code, name = _LIMITS[kind]
        return code, {"limit": context[name]}
    return "DEF025", {"reason": fault["msg"].removeprefix("Value error, ")}


def _dotted_key(where: Keys) -> str:
    """Return a way into a table as people write it; elements of lists are counted from 1."""
    text = ""
    for part in where:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _value_met(fault: ErrorDetails) -> str:
    """Return the value met as it is written in TOML."""
    value = fault["input"]
    if fault["type"] != "missing":
        return json.dumps(value, ensure_ascii=False)
    return ""
