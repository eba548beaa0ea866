"""A PX file (PC-Axis) as one row a cell, in the language and by the character set that the file tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd

from social_balance.deliveries.charsets import is_of_another_charset
from social_balance.deliveries.csv_text import missing_columns
from social_balance.language.faults import Faults, InputError, Issue, suggest
from social_balance.published.cells import (
    SYMBOLS,
    TIMES,
    Dimension,
    Totals,
    cells_to_rows,
    parents_of,
    read_numbers,
    read_period,
)

_KEY = re.compile(
    r"\s*(?P<word>[A-Z][A-Z0-9-]*)\s*(?:\[(?P<language>[\w-]+)\])?\s*"
    r'(?:\((?P<about>(?:"[^"]*"|[^")])*)\))?\s*='
)
_TEXT = re.compile(r'"([^"]*)"')
_VALUE = re.compile(r'(?:"[^"]*"|[^";]+)*+;')  # possessive: a file cut off is found so at once
_REST = re.compile(r".*\Z", re.DOTALL)
_END = re.compile(r"\s*\Z")
_JOINED = re.compile(r'"\s*\n\s*"')  # a text that goes on in the next line
_RANGE = re.compile(r'TLIST\((?P<scale>[AHQMW])1?\s*,\s*"(?P<first>\d{4,6})"\s*-\s*"(?P<last>\d{4,6})"\)')
_LETTER = {"A": "", "H": "H", "Q": "K", "M": "M", "W": "U"}
_PAIR = re.compile(r'"([^"]*)"\s*:\s*"([^"]*)"')
# Words in which an office says what its dots mean (DATASYMBOL), and what that is here.
_MEANINGS = (
    (
        "impossible",
        re.compile(r"not applicable|logically|kan ikke forekomme|ikke relevant|ej relevant|umuli", re.I),
    ),
    (
        "unavailable",
        re.compile(
            r"secre|confiden|fortrolig|diskret|konfid|sekre|salassa|not available|saknas"
            r"|ikke tilgængelig|ikke oplyst|oppgave mangler|uppgift|unreliable|usikker",
            re.I,
        ),
    ),
    ("pending", re.compile(r"not yet|pending|foreligger endnu|endnu ikke|ennå ikke|ännu", re.I)),
)


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
    time: str | None = None,
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
    dimensions = _read_dimensions(entries, spoken, time, file)
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
    shown = _data_symbols(entries, spoken)
    symbols = [shown.get(symbol, symbol) for symbol in symbols]
    at = [side.ravel().astype(np.intp) for side in np.indices(size)]
    meanings = {text: _meaning_of(text) for text in shown.values()}
    return cells_to_rows(dimensions, at, values, symbols, totals=totals, file=file, meanings=meanings)


def _read_dimensions(
    entries: dict[_Key, _Entry], language: str, time: str | None, file: str
) -> list[Dimension]:
    """Every variable in the order of the cells."""
    faults = Faults()
    if ("DATA", "", "") not in entries:
        faults.add(Issue("PXF003", file=file, place="DATA"))
    names = [*_texts_of(entries, "STUB", language), *_texts_of(entries, "HEADING", language)]
    if not names:
        faults.add(Issue("PXF003", file=file, place="STUB"))
    keyed = next((entry for (word, _, _), entry in entries.items() if word == "KEYS"), None)
    if keyed:
        faults.add(Issue("PXF006", file=file, line=keyed.line, place="KEYS"))
    if time is not None and time not in names:
        faults.add(missing_columns([time], names, file))
    dimensions = [
        _read_dimension(entries, name, language, file, faults, time=_is_time(name, time)) for name in names
    ]
    faults.raise_if_any()
    return dimensions


def _is_time(name: str, given: str | None) -> bool:
    """Whether a variable is the time by its name, or the one that the user says it is."""
    return name == given if given is not None else name.casefold() in TIMES


def _data_symbols(entries: dict[_Key, _Entry], language: str) -> dict[str, str]:
    """Return what the office shows in place of one dot, two dots and so on: DATASYMBOL1 to DATASYMBOL6."""
    shown = {"." * n: _texts_of(entries, f"DATASYMBOL{n}", language) for n in range(1, 7)}
    shown["." * 7] = _texts_of(entries, "DATASYMBOLSUM", language)
    return {dots: texts[0].strip() for dots, texts in shown.items() if texts and texts[0].strip()}


def _meaning_of(text: str) -> str:
    """Return the status that a sign or a word of an office stands for."""
    if text in SYMBOLS and SYMBOLS[text] != "nil":
        return SYMBOLS[text]
    # A dash for dots is no zero: the file itself writes its zeros as a dash.
    return next((status for status, words in _MEANINGS if words.search(text)), "other")


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
        value = None
        if key and key["word"] == "DATA":
            # The last keyword: cells may be parted by semicolons, and the last one is often forgotten.
            value = _REST.match(text, key.end())
        elif key:
            value = _VALUE.match(text, key.end())
        if key is None or value is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            line = text.count("\n", 0, start) + 1
            raise InputError(
                Issue("PXF004", file=file, line=line, found=text[start : start + 60].split("\n")[0])
            )
        about = _TEXT.findall(key["about"] or "")
        line = text.count("\n", 0, key.end()) + 1
        entry = _Entry(value[0].rstrip().removesuffix(";"), line)
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
    entries: dict[_Key, _Entry], name: str, language: str, file: str, faults: Faults, *, time: bool
) -> Dimension:
    """One variable with its codes, its texts, its periods, and which of them the file says are totals."""
    labels = _texts_of(entries, "VALUES", language, name)
    codes = _texts_of(entries, "CODES", language, name)
    period = entries.get(("TIMEVAL", language, name)) or entries.get(("TIMEVAL", "", name))
    if not labels:
        faults.add(Issue("PXF003", file=file, place=f'VALUES("{name}")'))
    elif codes and len(codes) != len(labels):
        told: dict[str, Any] = {"count": len(codes), "expected": len(labels)}
        faults.add(Issue("PXF008", file=file, place=f'CODES("{name}")', values=told))
    periods = None
    if period is not None:
        listed = _periods_of_timeval(period.value)
        periods = listed or [_with_scale(code, period.value) for code in codes or labels]
        if len(periods) != len(labels):
            told = {"count": len(periods), "expected": len(labels)}
            faults.add(Issue("PXF008", file=file, line=period.line, place=f'TIMEVAL("{name}")', values=told))
        elif not codes and not all(map(read_period, labels)):
            # Labels such as "1. kvartal 2021" say the period only to people; TIMEVAL says it to programs.
            codes = periods
    totals = _totals_told(entries, name, language, codes or labels, labels)
    return Dimension(
        name, tuple(codes or labels), tuple(labels) if codes else None, time or period is not None, totals,
        tuple(periods) if periods is not None and all(map(read_period, periods)) else None,
    )  # fmt: skip


def _totals_told(
    entries: dict[_Key, _Entry], name: str, language: str, codes: Sequence[str], labels: Sequence[str]
) -> frozenset[str]:
    """Categories that the file says are totals: what the variable is eliminated to, and those over others.

    ELIMINATION=YES says that the variable is added up when it is left out: then none of them is a total.
    """
    told = frozenset(_texts_of(entries, "ELIMINATION", language, name))
    entry = entries.get(("HIERARCHIES", language, name)) or entries.get(("HIERARCHIES", "", name))
    if entry is None:
        return told
    pairs = _PAIR.findall(_JOINED.sub("", entry.value))
    return told | parents_of(pairs, codes) | parents_of(pairs, labels)


def _periods_of_timeval(value: str) -> list[str]:
    """Periods of a TIMEVAL: a range, or a list, of years, half-years, quarters, months or weeks."""
    span = _RANGE.search(value)
    if span:
        return _periods_between(span["first"], span["last"], span["scale"])
    return [_with_scale(text, value) for text in _TEXT.findall(value)]


def _periods_between(first: str, last: str, scale: str) -> list[str]:
    """Every period from one to another; of weeks a year has 52 or 53, which the file has to list."""
    many = {"A": 1, "H": 2, "Q": 4, "M": 12}.get(scale)
    if many is None:
        return []
    numbers = [int(text[:4]) * many + int(text[4:] or 1) - 1 for text in (first, last)]
    digits = len(first) - 4
    texts = [f"{at // many}{at % many + 1:0{digits}d}" for at in range(numbers[0], numbers[1] + 1)]
    return [_with_scale(text if digits else text[:4], f"TLIST({scale}") for text in texts]


def _with_scale(text: str, value: str) -> str:
    """Return a period such as 200501 with the letter that the scale of TIMEVAL gives it: 2005M01."""
    scale = re.search(r"TLIST\(([AHQMW])", value)
    if scale is None or not re.fullmatch(r"\d{5,6}", text):
        return text
    return f"{text[:4]}{_LETTER[scale[1]]}{text[4:]}"
