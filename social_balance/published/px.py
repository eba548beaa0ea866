"""A PX file (PC-Axis) as one row a cell, in the language and by the character set that the file tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd

from social_balance.deliveries.charsets import is_of_another_charset
from social_balance.language.faults import InputError, Issue, suggest
from social_balance.published.cells import TIMES, Dimension, Totals, cells_to_rows, read_numbers, read_period

_KEY = re.compile(
    r"\s*(?P<word>[A-Z][A-Z0-9-]*)\s*(?:\[(?P<language>[\w-]+)\])?\s*"
    r'(?:\((?P<about>(?:"[^"]*"|[^")])*)\))?\s*='
)
_TEXT = re.compile(r'"([^"]*)"')
_VALUE = re.compile(r'(?:"[^"]*"|[^";]+)*+;')  # possessive: a file cut off is found so at once
_END = re.compile(r"\s*\Z")
_JOINED = re.compile(r'"\s*\n\s*"')  # a text that goes on in the next line
_RANGE = re.compile(r"TLIST\([AHQMW]1?\s*,\s*\"(\d{4})\"\s*-\s*\"(\d{4})\"\)")


@dataclass(frozen=True)
class _Entry:
    """One keyword with what it says, and where."""

    value: str
    line: int


_Key = tuple[str, str, str]  # keyword, language, variable


def px_cells(
    data: bytes,
    *,
    file: str = "",
    language: str | None = None,
    encoding: str | None = None,
    totals: Totals | None = None,
) -> pd.DataFrame:
    r"""Turn the bytes of a PX file into cells; see `social_balance.read_px`.

    Notes
    -----
    The variables of STUB come first and those of HEADING last, and the last one varies fastest.
    [Statistics Sweden, PX file format specification, 2013]

    Examples
    --------
    >>> text = '''CHARSET="ANSI";
    ... STUB="område";
    ... HEADING="tid";
    ... VALUES("område")="Gladsaxe","Gentofte";
    ... VALUES("tid")="2021","2024";
    ... CODES("område")="0159","0157";
    ... DATA=
    ... 451 486
    ... ".." "-";'''
    >>> px_cells(text.encode("cp1252"))[["område", "year", "value", "status"]].values.tolist()[1:]
    [['0159', 2024, 486.0, 'ok'], ['0157', 2021, nan, 'unavailable'], ['0157', 2024, 0.0, 'nil']]
    """
    text = _decode(data, file, encoding)
    entries = _read_keywords(text, file)
    # Keywords of a second language carry its mark; those without one are the file's own.
    spoken = _choose_language(entries, language, file)
    issues = [Issue("PXF003", file=file, place=word) for word in ("DATA",) if (word, "", "") not in entries]
    names = [*_texts_of(entries, "STUB", spoken), *_texts_of(entries, "HEADING", spoken)]
    if not names:
        issues.append(Issue("PXF003", file=file, place="STUB"))
    keyed = next((entry for (word, _, _), entry in entries.items() if word == "KEYS"), None)
    if keyed:
        issues.append(Issue("PXF006", file=file, line=keyed.line, place="KEYS"))
    dimensions = [_read_dimension(entries, name, spoken, file, issues) for name in names]
    if issues:
        raise InputError(issues)
    size = [len(dimension.codes) for dimension in dimensions]
    body = entries["DATA", "", ""]
    tokens = [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|([^\s,;"]+)', body.value)]
    # A file that was cut off would otherwise be read with its cells in the wrong places.
    if len(tokens) != int(np.prod(size)):
        told = {"count": len(tokens), "expected": int(np.prod(size))}
        raise InputError(Issue("PXF005", file=file, line=body.line, place="DATA", values=told))
    values, symbols, wrong = read_numbers(tokens, decimal=".", file=file, place="DATA")
    if wrong:
        raise InputError(wrong)
    at = [side.ravel().astype(np.intp) for side in np.indices(size)]
    return cells_to_rows(dimensions, at, values, symbols, totals=totals, file=file)


def _decode(data: bytes, file: str, encoding: str | None) -> str:
    """Return the text by the character set that was given, or that the file tells."""
    # The keyword is in ASCII whatever the rest is, so it can be read before the text.
    told = re.search(rb'CODEPAGE\s*=\s*"([^"]+)"', data[:4000])
    windows = re.search(rb'CHARSET\s*=\s*"ANSI"', data[:4000], re.IGNORECASE)
    named = encoding or (told[1].decode("latin-1") if told else None)
    if named is not None:
        try:
            "".encode(named)
        except LookupError:
            raise InputError(Issue("PXF002", file=file, place="CODEPAGE", found=named)) from None
    if named:
        tried = [named]
    else:
        tried = ["UTF-8", *(["Windows-1252"] if windows else [])]
    for name in tried:
        try:
            text = data.decode(name).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        # Nearly every byte is a letter in Windows-1252, so a DOS file passes without a fault.
        if name == "Windows-1252" and is_of_another_charset(text):
            continue
        return normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if named and not encoding:
        raise InputError(Issue("PXF010", file=file, place="CODEPAGE", found=named))
    # Without CHARSET a file is from DOS by the book, but many are Latin-1: nobody can tell by looking.
    raise InputError(Issue("PXF001", file=file, place="CHARSET", found=tried[-1]))


def _read_keywords(text: str, file: str) -> dict[_Key, _Entry]:
    """Every keyword with its value; the first line of a keyword that cannot be read is told."""
    found: dict[_Key, _Entry] = {}
    at = 0
    while not _END.match(text, at):
        key = _KEY.match(text, at)
        if key:
            value = _VALUE.match(text, key.end())
        else:
            value = None
        if key is None or value is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            line = text.count("\n", 0, start) + 1
            raise InputError(
                Issue("PXF004", file=file, line=line, found=text[start : start + 60].split("\n")[0])
            )
        about = _TEXT.findall(key["about"] or "")
        line = text.count("\n", 0, key.end()) + 1
        entry = _Entry(value[0][:-1], line)
        found[key["word"], key["language"] or "", about[0] if about else ""] = entry
        at = value.end()
    return found


def _choose_language(entries: dict[_Key, _Entry], wanted: str | None, file: str) -> str:
    """Return the mark of the language in the keywords, "" for the file's own."""
    own = _texts_of(entries, "LANGUAGE", "")
    known = list(dict.fromkeys([*own, *_texts_of(entries, "LANGUAGES", "")]))
    if wanted is None or [wanted] == own:
        return ""
    if not known:
        raise InputError(Issue("PXF009", file=file, place="LANGUAGES", found=wanted))
    if wanted not in known:
        told = {"known": known, "suggestion": suggest(wanted, known)}
        raise InputError(Issue("PXF007", file=file, place="LANGUAGES", found=wanted, values=told))
    return wanted


def _texts_of(entries: dict[_Key, _Entry], word: str, language: str, about: str = "") -> list[str]:
    """The texts of a keyword, in the language where it has one."""
    entry = entries.get((word, language, about)) or entries.get((word, "", about))
    if entry:
        return _TEXT.findall(_JOINED.sub("", entry.value))
    return []


def _read_dimension(
    entries: dict[_Key, _Entry], name: str, language: str, file: str, issues: list[Issue]
) -> Dimension:
    """One variable with its codes, its texts, and whether it is time."""
    labels = _texts_of(entries, "VALUES", language, name)
    codes = _texts_of(entries, "CODES", language, name)
    period = entries.get(("TIMEVAL", language, name)) or entries.get(("TIMEVAL", "", name))
    time = period is not None or name.casefold() in TIMES
    if not labels:
        issues.append(Issue("PXF003", file=file, place=f'VALUES("{name}")'))
    elif codes and len(codes) != len(labels):
        told: dict[str, Any] = {"count": len(codes), "expected": len(labels)}
        issues.append(Issue("PXF008", file=file, place=f'CODES("{name}")', values=told))
    if period is not None and not codes and not all(map(read_period, labels)):
        # Labels such as "1. kvartal 2021" say the period only to people; TIMEVAL says it to programs.
        codes = _periods_of_timeval(period.value)
        if len(codes) != len(labels):
            told = {"count": len(codes), "expected": len(labels)}
            issues.append(
                Issue("PXF008", file=file, line=period.line, place=f'TIMEVAL("{name}")', values=told)
            )
    return Dimension(name, tuple(codes or labels), tuple(labels) if codes else None, time)


def _periods_of_timeval(value: str) -> list[str]:
    """Periods of a TIMEVAL: a range of years, or a list with quarters and months as StatBank writes them."""
    years = _RANGE.search(value)
    if years:
        return [str(year) for year in range(int(years[1]), int(years[2]) + 1)]
    scale = re.search(r"TLIST\(([AHQMW])", value)
    if scale:
        part = {"A": "", "H": "H", "Q": "K", "M": "M", "W": "U"}[scale[1]]
    else:
        part = ""
    return [
        text[:4] + (part + text[4:] if part and text[4:].isdigit() else text[4:])
        for text in _TEXT.findall(value)
    ]
