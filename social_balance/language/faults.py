"""Faults as data: what is wrong, where it stands, what was found there and what to do about it."""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field
from functools import partial

LANGUAGES = ("da", "en")


class Word(str):
    """A word inside a message that has a Danish and an English form in ``WORDS``."""

    __slots__ = ()


class Place(str):
    """Where in a file or a table a fault stands: the kind of thing, its name and row; worded once, here.

    It is a text, the Danish one; `text` words it in another language. The name is the user's own and is
    never translated. A place that is written the same in every language, such as ``[indicator] direction``
    or an argument's name, is an ordinary text.

    Parameters
    ----------
    kind : str
        A key of ``PLACES``.
    name : object
        What it is called, or its number.
    row : int, optional
        The row inside it, counted from 1.
    detail : str
        What the user calls the spot in it, such as a category; written as it is.
    outer : str or Place
        What it stands in.

    Examples
    --------
    >>> Place.column("år 1", row=3)
    "kolonne 'år 1', række 3"
    >>> Place.column("år 1", row=3).text("en")
    "column 'år 1', row 3"
    """

    __slots__ = ("detail", "kind", "name", "outer", "row")

    kind: str
    name: object
    row: int | None
    detail: str
    outer: str

    def __new__(
        cls, kind: str, name: object, *, row: int | None = None, detail: str = "", outer: str = ""
    ) -> Place:
        """Word the place in Danish, the language in which it compares as a text."""
        place = super().__new__(cls, _place_words(kind, name, row, detail, outer, lang="da"))
        place.kind = kind
        place.name = name
        place.row = row
        place.detail = detail
        place.outer = outer
        return place

    def __reduce__(self) -> tuple[object, ...]:
        """Let it be copied and sent between processes."""
        return partial(Place, row=self.row, detail=self.detail, outer=self.outer), (self.kind, self.name)

    @classmethod
    def column(cls, name: object, *, row: int | None = None, outer: str = "") -> Place:
        """Return the place of a column, or of one row of it."""
        return cls("column", name, row=row, outer=outer)

    @classmethod
    def character(cls, number: int) -> Place:
        """Return the place of a character in a text, counted from 1."""
        return cls("character", number)

    @classmethod
    def margin(cls, name: str, *, category: str = "") -> Place:
        """Return the place of a margin of the population, or of one category of it."""
        return cls("margin", name, detail=category)

    @classmethod
    def theme(cls, name: object) -> Place:
        """Return the place of a theme."""
        return cls("theme", name)

    @classmethod
    def indicator(cls, name: object) -> Place:
        """Return the place of an indicator."""
        return cls("indicator", name)

    @classmethod
    def theme_and_area(cls, theme: object, area: object) -> Place:
        """Return the place of one area in one theme."""
        return cls("area", area, outer=cls.theme(theme))

    def inside(self, outer: str) -> Place:
        """Return the same place inside another."""
        return Place(self.kind, self.name, row=self.row, detail=self.detail, outer=outer)

    def text(self, lang: str = "da") -> str:
        """Return the place in a language."""
        return _place_words(self.kind, self.name, self.row, self.detail, self.outer, lang=lang)


def _place_words(kind: str, name: object, row: int | None, detail: str, outer: str, *, lang: str) -> str:
    column = LANGUAGES.index(lang)
    quoted = f"{name}" if isinstance(name, int) else f"'{name}'"
    parts = [place_text(outer, lang)] if outer else []
    parts.append(" ".join(filter(None, [PLACES[kind][column], quoted, detail])))
    if row is not None:
        parts.append(f"{PLACES['row'][column]} {row}")
    return ", ".join(parts)


def place_inside(outer: str, place: str) -> str:
    """Return a place inside another, either of which may be empty."""
    if isinstance(place, Place):
        return place.inside(outer)
    return ", ".join(part for part in (outer, place) if part)


def place_text(place: str, lang: str) -> str:
    """Return a place in a language; a place that is an ordinary text is the same in all."""
    return place.text(lang) if isinstance(place, Place) else place


@dataclass(frozen=True)
class Issue:
    """One fault, in a form that both people and programs can read.

    Parameters
    ----------
    code : str
        Stable code, a key of ``MESSAGES``; safe to test for and to search for.
    file : str
        The file as the user named it, or "" when the fault is in no file.
    line : int, optional
        Line in the file, counted from 1.
    place : str or Place
        The place inside the file or table: a `Place`, or a text that is the same in every language, such as
        ``[indicator] direction``.
    found : str
        The value met, as text; the template can use it as ``{found}``.
    values : Mapping
        What else the message template needs. ``suggestion`` fills ``{hint}`` ("Mente du …?").

    Raises
    ------
    KeyError
        When the code is unknown or the template lacks a value: the caller is at fault, not the user.

    Examples
    --------
    >>> print(Issue("DEF003", file="tryghed/tryg.toml", line=10, place="[indicator] directon",
    ...             values={"suggestion": "direction"}))
    tryghed/tryg.toml:10 [indicator] directon — feltet kendes ikke. Mente du 'direction'?
    """

    code: str
    _: KW_ONLY
    file: str = ""
    line: int | None = None
    place: str = ""
    found: str = ""
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse at once an issue that could not be put into words later."""
        needed = {name for template in MESSAGES[self.code] for name in _names(template)}
        lacking = needed - set(self.values) - {"found", "hint"}
        if lacking:
            raise KeyError(f"{self.code} needs {sorted(lacking)}")

    def text(self, lang: str = "da") -> str:
        """Return the whole fault on one line: file, line, place, message.

        Parameters
        ----------
        lang : {"da", "en"}
            Language of the message.

        Returns
        -------
        str
            Such as ``fil.toml:10 [indicator] directon — feltet kendes ikke.``

        Examples
        --------
        >>> Issue("DEF003", file="indices/tryghed/doemte.toml", line=2, place="[indicator] ide").text("en")
        'indices/tryghed/doemte.toml:2 [indicator] ide — the field is not known.'
        """
        where = f"{self.file}:{self.line}" if self.file and self.line else self.file
        if self.line and not self.file:
            where = f"{'linje' if lang == 'da' else 'line'} {self.line}"
        place = place_text(self.place, lang)
        start = " ".join(part for part in (where, place) if part)
        return f"{start} — {self.message(lang)}" if start else self.message(lang)

    def message(self, lang: str = "da") -> str:
        """Return the message alone, without file and place.

        Parameters
        ----------
        lang : {"da", "en"}
            Language of the message.

        Returns
        -------
        str
            What is wrong and what to do.
        """
        template = MESSAGES[self.code][LANGUAGES.index(lang)]
        words = {name: shown(value, lang) for name, value in self.values.items()}
        words["found"] = self.found
        words["hint"] = _hint(self.values.get("suggestion"), lang)
        return template.format_map(words)

    def __str__(self) -> str:
        """Return the Danish text."""
        return self.text("da")


class SocialBalanceError(ValueError):
    """Every fault found, in one exception.

    Parameters
    ----------
    issues : Issue or Iterable of Issue
        The faults, in the order they should be read.

    Attributes
    ----------
    issues : tuple of Issue
        The same faults.

    Examples
    --------
    >>> error = InputError([Issue("EXP009", place=Place.character(1))])
    >>> print(error)
    Der er 1 fejl:
    tegn 1 — betingelsen er tom. Skriv en betingelse, fx alder >= 18.
    """

    def __init__(self, issues: Issue | Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = (issues,) if isinstance(issues, Issue) else tuple(issues)
        super().__init__(self.issues)

    def text(self, lang: str = "da") -> str:
        """Return a header with the number of faults and one fault a line.

        Parameters
        ----------
        lang : {"da", "en"}
            Language of the messages.

        Returns
        -------
        str
            The text that is shown to the user.
        """
        count = len(self.issues)
        if lang == "da":
            header = f"Der er {count} fejl:"
        else:
            header = "There is 1 fault:" if count == 1 else f"There are {count} faults:"
        return "\n".join([header, *(issue.text(lang) for issue in self.issues)])

    def __str__(self) -> str:
        """Return the Danish text."""
        return self.text("da")


class DefinitionError(SocialBalanceError):
    """Faults in what people write: definitions, conditions, configuration, codebooks."""


class InputError(SocialBalanceError):
    """Faults in data: files, columns, values."""


class Faults:
    """Collects faults, so that all of them are told at once.

    Parameters
    ----------
    error : type of SocialBalanceError
        What is raised.

    Examples
    --------
    >>> faults = Faults()
    >>> faults.add(Issue("EXP009", place=Place.character(1)))
    >>> with faults.catch():
    ...     raise InputError(Issue("EXP004"))
    >>> [issue.code for issue in faults]
    ['EXP009', 'EXP004']
    >>> faults.raise_if_any()
    Traceback (most recent call last):
    social_balance.language.faults.InputError: Der er 2 fejl:
    ...
    """

    def __init__(self, error: type[SocialBalanceError] | None = None) -> None:
        self.error = error or InputError
        self.issues: list[Issue] = []

    def add(self, *issues: Issue | Iterable[Issue] | None) -> None:
        """Take in faults, one or many; None is none."""
        for each in issues:
            if isinstance(each, Issue):
                self.issues.append(each)
            elif each is not None:
                self.issues.extend(each)

    @contextmanager
    def catch(self) -> Iterator[None]:
        """Take in the faults that are raised inside, and go on."""
        try:
            yield
        except SocialBalanceError as error:
            self.issues.extend(error.issues)

    def raise_if_any(self) -> None:
        """Raise all faults in one exception, if there are any."""
        if self.issues:
            raise self.error(self.issues)

    def __iter__(self) -> Iterator[Issue]:
        """Go through the faults in the order they were found."""
        return iter(self.issues)

    def __len__(self) -> int:
        """Return how many faults there are."""
        return len(self.issues)


def rows_issue(code: str, column: str, rows: Iterable[bool], *, file: str = "") -> Issue:
    """Return the fault of some rows of a column: how many they are and the first, never who.

    Parameters
    ----------
    code : str
        Its message uses ``{count}`` and ``{row}``.
    column : str
        The column's name.
    rows : iterable of bool, one a row
        Which rows are wrong; at least one is.
    file : str
        The file, if it came from one.

    Examples
    --------
    >>> print(rows_issue("CAL003", "alder", [False, True, True]))
    kolonne 'alder' — ...
    """
    wrong = [number for number, is_wrong in enumerate(rows, start=1) if is_wrong]
    return Issue(code, file=file, place=Place.column(column), values={"count": len(wrong), "row": wrong[0]})


def absent_columns(needed: Iterable[str | None], known: Iterable[object], file: str = "") -> list[Issue]:
    """Return a fault for every column that is needed and not there, each once; None is needed by nobody.

    Examples
    --------
    >>> [issue.place for issue in absent_columns(["aar", None, "vægt", "aar"], ["year", "vægt"])]
    ["'aar'"]
    """
    names = [str(name) for name in known]
    return [
        Issue("EST001", file=file, place=f"'{name}'", values={"suggestion": suggest(name, names)})
        for name in dict.fromkeys(needed)
        if name is not None and name not in names
    ]


def unknown_choice(place: str, found: object, known: Iterable[str]) -> list[Issue]:
    """Return the fault of a choice that is none of those there are; none when it is.

    Examples
    --------
    >>> print(*unknown_choice("absent", "zeros", ["missing", "zero"]))
    absent — valget "zeros" kendes ikke. Mente du 'zero'? Vælg mellem "missing" og "zero".
    >>> unknown_choice("absent", "zero", ["missing", "zero"])
    []
    """
    names = list(known)
    if found in names:
        return []
    values = {"suggestion": suggest(str(found), names), "known": [f'"{name}"' for name in names]}
    return [Issue("REG041", place=place, found=f'"{found}"', values=values)]


def suggest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that looks most like the one written, or None when none is close.

    Parameters
    ----------
    word : str
        What was written.
    known : Iterable of str
        What could have been meant.

    Returns
    -------
    str or None
        The nearest known word.

    Examples
    --------
    >>> suggest("directon", ["direction", "title"])
    'direction'
    >>> suggest("xyz", ["direction", "title"]) is None
    True
    """
    by_fold = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), sorted(by_fold), n=1, cutoff=0.6)
    return by_fold[near[0]] if near else None


def shown(value: object, lang: str = "da") -> str:
    """Return a value as it is written inside a sentence.

    Parameters
    ----------
    value : object
        A `Word`, a number, a text, or a list of them.
    lang : {"da", "en"}
        Language; Danish has a decimal comma.

    Returns
    -------
    str
        The value in words.

    Examples
    --------
    >>> shown([1, 2.5, "tre"])
    '1, 2,5 og tre'
    """
    if isinstance(value, Word):
        return WORDS[value][LANGUAGES.index(lang)]
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, float):
        number = f"{value:.10g}"
        return number.replace(".", ",") if lang == "da" else number
    if isinstance(value, (list, tuple)):
        items = [shown(item, lang) for item in value]
        last = " og " if lang == "da" else " and "
        return last.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
    return str(value)


# Words that stand inside messages and differ between the languages; used as Word("text").
WORDS: dict[str, tuple[str, str]] = {
    "text": ("en tekst i anførselstegn", "a text in quotation marks"),
    "number": ("et tal", "a number"),
    "whole number": ("et helt tal", "a whole number"),
    "true or false": ("true eller false", "true or false"),
    "list": ("en liste i kantede parenteser, fx [1, 2]", "a list in square brackets, such as [1, 2]"),
    "table": ("en gruppe af felter", "a group of fields"),
    "condition": ("en betingelse, fx alder >= 18", "a condition, such as age >= 18"),
    "value": ("en kolonne, et tal eller en tekst i anførselstegn", "a column, a number or a quoted text"),
    "fixed value": ("et tal eller en tekst i anførselstegn", "a number or a quoted text"),
    "comparison": (
        "en sammenligning (==, !=, <, <=, >, >=, in eller is missing)",
        "a comparison (==, !=, <, <=, >, >=, in or is missing)",
    ),
    "and or or": ("and, or eller slutningen af betingelsen", "and, or or the end of the condition"),
    "open bracket": ("en ( med de værdier, der tæller med", "a ( with the values that count"),
    "comma or bracket": ("et komma eller en )", "a comma or a )"),
    "word in": ("ordet in", "the word in"),
    "word missing": ("missing eller not missing", "missing or not missing"),
    "column": ("navnet på en kolonne", "the name of a column"),
    "numbers": ("tal", "numbers"),
    "texts": ("tekst", "text"),
    "dates": ("datoer", "dates"),
    "toml twice": ("feltet eller overskriften står der allerede", "the field or heading is already there"),
    "toml equals": (
        "der mangler et lighedstegn efter navnet (navne skrives uden mellemrum, æ, ø og å)",
        "there is no equals sign after the name (names have no spaces and no æ, ø, å)",
    ),
    "toml statement": (
        "en linje begynder med et navn og et lighedstegn, med [ eller med #",
        "a line begins with a name and an equals sign, with [ or with #",
    ),
    "toml text": ("anførselstegnet lukkes ikke", "the quotation mark is never closed"),
    "toml list": ("listen lukkes ikke med ]", "the list is not closed with ]"),
    "toml braces": (
        "gruppen lukkes ikke med } på samme linje",
        "the group is not closed with } on the same line",
    ),
    "toml heading": ("overskriften lukkes ikke med ] eller ]]", "the heading is not closed with ] or ]]"),
    "toml backslash": (
        "en omvendt skråstreg skal skrives dobbelt, eller teksten skal stå i '…'",
        "a backslash is written twice, or the text stands in '…'",
    ),
    "toml rest": (
        "der står noget efter værdien; tekst skal stå i anførselstegn, og decimaler skrives med punktum",
        "something follows the value; text stands in quotation marks, and decimals have a point",
    ),
    "toml value": (
        "værdien mangler eller er ikke et tal, true, false, en liste eller en tekst i anførselstegn",
        "the value is missing or is not a number, true, false, a list or a quoted text",
    ),
    "toml other": ("den er ikke gyldig TOML", "it is not valid TOML"),
    "other": ("en anden slags værdier", "another kind of value"),
    "source survey": ("borgerundersøgelsen", "the survey"),
    "source count": ("optællinger", "counts"),
}

# What a place is called, by its kind.
PLACES: dict[str, tuple[str, str]] = {
    "column": ("kolonne", "column"),
    "row": ("række", "row"),
    "character": ("tegn", "character"),
    "line": ("linje", "line"),
    "cell": ("celle", "cell"),
    "sheet": ("ark", "sheet"),
    "area": ("område", "area"),
    "year": ("år", "year"),
    "theme": ("tema", "theme"),
    "indicator": ("indikator", "indicator"),
    "margin": ("randfordeling", "margin"),
}

# ONE table of every message: code -> (Danish, English). Templates use {names} from Issue.values,
# {found} for the value met and {hint} for " Mente du 'x'?" made from values["suggestion"].
# Append new codes at the end of the block of their prefix; never change the meaning of a code.
MESSAGES: dict[str, tuple[str, str]] = {
    # EXP: conditions -------------------------------------------------------------------------------
    "EXP001": (
        "betingelser kan ikke kalde funktioner: '{found}('. Skriv fx alder >= 18 eller q12 in (1, 2).",
        "conditions cannot call functions: '{found}('. Write for example age >= 18 or q12 in (1, 2).",
    ),
    "EXP002": (
        "et enkelt lighedstegn kan ikke bruges i en betingelse. Skriv == for 'er lig med'.",
        "a single equals sign cannot be used in a condition. Write == for 'is equal to'.",
    ),
    "EXP003": (
        "tegnet '{found}' kan ikke bruges i en betingelse.{hint}",
        "the character '{found}' cannot be used in a condition.{hint}",
    ),
    "EXP004": (
        "parentesen lukkes ikke. Tilføj en ), hvor den skal slutte.",
        "the bracket is never closed. Add a ) where it should end.",
    ),
    "EXP005": (
        "her står en ), uden at en parentes er åbnet. Slet den, eller tilføj en ( før den.",
        "there is a ) here although no bracket is open. Delete it, or add a ( before it.",
    ),
    "EXP006": (
        "anførselstegnet lukkes ikke. Afslut teksten med {found}.",
        "the quotation mark is never closed. End the text with {found}.",
    ),
    "EXP007": (
        "her står '{found}', men der skulle stå {expected}.{hint}",
        "this says '{found}' where there should be {expected}.{hint}",
    ),
    "EXP008": (
        "betingelsen slutter for tidligt: her mangler {expected}.",
        "the condition ends too early: {expected} is missing here.",
    ),
    "EXP009": (
        "betingelsen er tom. Skriv en betingelse, fx alder >= 18.",
        "the condition is empty. Write a condition, such as age >= 18.",
    ),
    "EXP010": (
        "in kan ikke kædes sammen med en anden sammenligning. Skriv to betingelser med and imellem.",
        "in cannot be chained with another comparison. Write two conditions with and between them.",
    ),
    "EXP011": (
        "betingelser kan ikke regne: '{found}'. Lav en ny kolonne i kodebogen, og brug den.",
        "conditions cannot calculate: '{found}'. Make a new column in the codebook and use that.",
    ),
    "EXP012": (
        "her sammenlignes to faste værdier. Den ene side skal være navnet på en kolonne.",
        "two fixed values are compared here. One side has to be the name of a column.",
    ),
    "EXP013": (
        "tallet '{found}' kan læses på to måder. Skriv hele tal uden punktum (100000) og decimaler med flere "
        "eller færre end tre cifre (2.5).",
        "the number '{found}' can be read in two ways. Write whole numbers without a point (100000) and "
        "decimals with more or fewer than three digits (2.5).",
    ),
    "EXP014": (
        "tallet '{found}' begynder med 0. Er det en kode, skal den stå i anførselstegn: '{found}'.",
        "the number '{found}' begins with 0. If it is a code, put it in quotation marks: '{found}'.",
    ),
    "EXP015": (
        "listen blander tal og tekst. Skriv enten tal eller tekster i anførselstegn.",
        "the list mixes numbers and texts. Write either numbers or texts in quotation marks.",
    ),
    "EXP016": (
        "betingelsen har for mange parenteser inden i hinanden. Skriv den enklere, eller del den op.",
        "the condition has too many brackets inside each other. Write it more simply, or divide it.",
    ),
    "EXP017": (
        "listen er tom. Skriv mindst én værdi, fx (1, 2).",
        "the list is empty. Write at least one value, such as (1, 2).",
    ),
    "EXP018": (
        "not kan kun bruges i 'not in' og 'is not missing'. Vend i stedet sammenligningen om, fx != for ==.",
        "not can only be used in 'not in' and 'is not missing'. Turn the comparison, such as != for ==.",
    ),
    "EXP019": (
        "et manglende svar sammenlignes ikke. Skriv '{column} is missing' eller '{column} is not missing'.",
        "a missing answer is not compared. Write '{column} is missing' or '{column} is not missing'.",
    ),
    "EXP020": (
        "kolonnen '{found}' findes ikke i data.{hint} Data har kolonnerne {known}.",
        "the column '{found}' is not in the data.{hint} The data have the columns {known}.",
    ),
    "EXP021": (
        "kolonnen indeholder {kind}, men betingelsen '{condition}' sammenligner den med {other}.",
        "the column holds {kind}, but the condition '{condition}' compares it with {other}.",
    ),
    "EXP022": (
        "kolonnen blander tal og tekst. Ret kolonnen, så den kun har én slags værdier.",
        "the column mixes numbers and texts. Correct the column so that it has one kind of value.",
    ),
    "EXP023": (
        "kolonnen indeholder {kind} og kan ikke bruges i en betingelse. Lav den om til tal eller tekst.",
        "the column holds {kind} and cannot be used in a condition. Turn it into numbers or text.",
    ),
    "EXP024": (
        "decimaler skrives med punktum i en betingelse: 2.5, ikke 2,5.",
        "decimals are written with a point in a condition: 2.5, not 2,5.",
    ),
    # DEF: definitions of indicators ------------------------------------------------------------------
    # DEF001-029: any TOML file that a person writes; DEF030- : definitions of indicators and themes.
    "DEF001": (
        "filen kan ikke åbnes. Kontrollér, at den findes, og at du har adgang til den.",
        "the file cannot be opened. Check that it exists and that you have access to it.",
    ),
    "DEF002": (
        "filen er ikke gemt som UTF-8; linjen skal formentlig være '{found}'. Gem filen igen som UTF-8.",
        "the file is not saved as UTF-8; the line is probably meant as '{found}'. Save the file as UTF-8.",
    ),
    "DEF003": (
        "feltet kendes ikke.{hint}",
        "the field is not known.{hint}",
    ),
    "DEF004": (
        "feltet mangler. Tilføj {name} = …",
        "the field is missing. Add {name} = …",
    ),
    "DEF005": (
        "her står {found}, men der skal stå {expected}.",
        "this says {found}, but it has to be {expected}.",
    ),
    "DEF006": (
        "{found} kan ikke bruges her.{hint} Vælg mellem {known}.",
        "{found} cannot be used here.{hint} Choose among {known}.",
    ),
    "DEF007": (
        "{found} er ikke et gyldigt id. Brug små bogstaver a-z, tal og understreg, og begynd med et bogstav.",
        "{found} is not a valid id. Use small letters a-z, digits and underscores, and begin with a letter.",
    ),
    "DEF008": (
        "feltet er tomt. Skriv en tekst.",
        "the field is empty. Write a text.",
    ),
    "DEF009": (
        "listen har {length} værdier, men skal have {limit}.",
        "the list has {length} values but should have {limit}.",
    ),
    "DEF010": (
        "linjen kan ikke læses: {reason}. Der står: {found}",
        "the line cannot be read: {reason}. It says: {found}",
    ),
    "DEF021": (
        "{found} er for lidt. Tallet skal være større end {limit}.",
        "{found} is too little. The number has to be greater than {limit}.",
    ),
    "DEF022": (
        "{found} er for lidt. Tallet skal være mindst {limit}.",
        "{found} is too little. The number has to be at least {limit}.",
    ),
    "DEF023": (
        "{found} er for meget. Tallet skal være mindre end {limit}.",
        "{found} is too much. The number has to be less than {limit}.",
    ),
    "DEF024": (
        "{found} er for meget. Tallet må højst være {limit}.",
        "{found} is too much. The number may be at most {limit}.",
    ),
    "DEF025": (
        "{found} kan ikke bruges her ({reason}).",
        "{found} cannot be used here ({reason}).",
    ),
    "DEF030": (
        "målet '{found}' kendes ikke.{hint} Vælg mellem {known}.",
        "the measure '{found}' is not known.{hint} Choose among {known}.",
    ),
    "DEF031": (
        "id er '{found}', men filen hedder '{name}.toml'. Brug samme navn begge steder.",
        "the id is '{found}', but the file is called '{name}.toml'. Use the same name in both places.",
    ),
    "DEF032": (
        "id '{found}' er allerede brugt i {other}. To indikatorer kan ikke have samme id.",
        "the id '{found}' is already used in {other}. Two indicators cannot have the same id.",
    ),
    "DEF033": (
        "temamappen mangler filen tema.toml. Opret den med et [theme] for mappens indikatorer.",
        "the theme folder has no file tema.toml. Make one with a [theme] for the folder's indicators.",
    ),
    "DEF034": (
        "id er '{found}', men mappen hedder '{name}'. Brug samme navn begge steder.",
        "the id is '{found}', but the folder is called '{name}'. Use the same name in both places.",
    ),
    "DEF035": (
        "værste og bedste mål er begge {worst}. De to tal i goalposts skal være forskellige.",
        "the worst and the best goalpost are both {worst}. The two numbers in goalposts have to differ.",
    ),
    "DEF036": (
        "goalposts er [værst, bedst] = [{worst}, {best}], men direction = '{direction}' siger det modsatte. "
        "Byt om på tallene, eller ret direction.",
        "goalposts are [worst, best] = [{worst}, {best}], but direction = '{direction}' says the opposite. "
        "Swap the numbers, or correct direction.",
    ),
    "DEF037": (
        "versionen begynder i {year}, men versionen før den begynder i {before}. Skriv den ældste version "
        "først.",
        "the version begins in {year}, but the one before it begins in {before}. Write the oldest version "
        "first.",
    ),
    "DEF038": (
        "versionen gælder til og med {until}, men den næste begynder allerede i {next}. Et år kan kun have "
        "én "
        "version.",
        "the version holds until {until}, but the next one already begins in {next}. A year can have only "
        "one "
        "version.",
    ),
    "DEF039": (
        "versionen slutter i {until}, før den begynder i {year}.",
        "the version ends in {until}, before it begins in {year}.",
    ),
    "DEF040": (
        "versionen kan ikke sammenlignes med den forrige (comparable = false), men der står ikke hvorfor. "
        "Skriv grunden i change.",
        "the version cannot be compared with the one before (comparable = false), but there is no reason. "
        "Write it in change.",
    ),
    "DEF041": (
        "indikatoren er ikke opgjort i {year}",
        "the indicator is not measured in {year}",
    ),
    "DEF042": (
        "versionen har intet eksempel. Tilføj en [[case]] med et år, hvor versionen gælder.",
        "the version has no worked case. Add a [[case]] with a year in which the version holds.",
    ),
    "DEF043": (
        "eksemplet er fra {year}, men ingen version gælder det år. Ret året, eller tilføj en [[version]].",
        "the case is of {year}, but no version holds that year. Correct the year, or add a [[version]].",
    ),
    "DEF044": (
        "tabellen har ingen rækker. Skriv kolonnernes navne i første linje og en række pr. linje derunder.",
        "the table has no rows. Write the names of the columns in the first line and one row a line below.",
    ),
    "DEF045": (
        "rækken har {cells} felter, men der er {columns} kolonner. Der skal være en | mellem hvert felt.",
        "the row has {cells} cells, but there are {columns} columns. There has to be a | between cells.",
    ),
    "DEF046": (
        "kolonnernes navne skal være udfyldt og forskellige; her står '{found}'.",
        "the names of the columns have to be filled in and to differ; this says '{found}'.",
    ),
    "DEF047": (
        "vægten '{found}' kan ikke bruges. En vægt er et tal på 0 eller derover.",
        "the weight '{found}' cannot be used. A weight is a number of 0 or more.",
    ),
    "DEF048": (
        "'{found}' er skrevet med komma. Skriv decimaler med punktum, fx 0.25.",
        "'{found}' is written with a comma. Write decimals with a point, such as 0.25.",
    ),
    "DEF049": (
        "eksemplet mangler {missing}, som reglen bruger. Tilføj det i tabellen (et tomt felt betyder "
        "ubesvaret).",
        "the case lacks {missing}, which the rule uses. Add it to the table (an empty cell means no answer).",
    ),
    "DEF050": (
        "eksemplet har ingen af de kolonner, som reglen bruger ({missing}), og afprøver den derfor ikke.",
        "the case has none of the columns that the rule uses ({missing}), so it does not test the rule.",
    ),
    "DEF051": (
        'det fremgår ikke, hvilket område eksemplets tal gælder. Skriv area = "…" med et af områderne: '
        "{known}.",
        'it is not clear which area the figures of the case are about. Write area = "…" with one of: '
        "{known}.",
    ),
    "DEF052": (
        "eksemplet er halvt om halvt: tælleren er præcis halvdelen, så tallet bliver det samme, hvis reglen "
        "vendes om. Gør delene ulige store, fx med vægten 3 i én række.",
        "the case is half and half: the numerator is exactly half, so the figure is the same when the rule "
        "is "
        "turned around. Make the parts unequal, such as a weight of 3 in one row.",
    ),
    "DEF053": (
        "eksemplet giver {key} = {got}, men der står {expected} i expect. Regn efter, og ret enten reglen "
        "eller "
        "eksemplet.",
        "the case gives {key} = {got}, but expect says {expected}. Calculate again, and correct either the "
        "rule "
        "or the case.",
    ),
    "DEF054": (
        "intet eksempel opdager, hvis nævneren (base) fjernes. Tilføj en række, der ikke er i nævneren, fx "
        "et "
        "ubesvaret felt eller en person uden for aldersgrænsen.",
        "no case notices when the denominator (base) is removed. Add a row that is not in the base, such as "
        "an "
        "unanswered cell or a person outside the age limits.",
    ),
    "DEF055": (
        "intet eksempel opdager, hvis tælleren vendes om. Tilføj et eksempel, hvor delene er ulige store.",
        "no case notices when the numerator is turned around. Add a case in which the parts are unequal.",
    ),
    "DEF056": (
        "reglen handler om områder, så tabellen skal have en kolonne med navnet area ('rest' er resten).",
        "the rule is about areas, so the table needs a column called area ('rest' is the rest).",
    ),
    "DEF057": (
        "et tal for hele kommunen (level = 'whole') kan ikke indgå i områdernes indeks. Skriv direction = "
        "'context'.",
        "a figure for the whole municipality (level = 'whole') cannot enter the areas' index. Write "
        "direction = "
        "'context'.",
    ),
    "DEF058": (
        "målet dissimilarity er ét tal for hele kommunen. Skriv level = 'whole'.",
        "the measure dissimilarity is one figure for the whole municipality. Write level = 'whole'.",
    ),
    "DEF059": (
        "mappen findes ikke eller har ingen temaer. Et tema er en mappe med filen tema.toml.",
        "the folder does not exist or has no themes. A theme is a folder with the file tema.toml.",
    ),
    "DEF060": (
        "filen ligger ikke i en temamappe. Flyt den til mappen for dens tema.",
        "the file is not in a theme folder. Move it to the folder of its theme.",
    ),
    "DEF061": (
        "temaet har ingen indikatorer. Tilføj mindst én definitionsfil i mappen.",
        "the theme has no indicators. Add at least one definition file to the folder.",
    ),
    "DEF062": (
        "'{found}' kendes ikke.{hint} Der findes {known}.",
        "'{found}' is not known.{hint} There are {known}.",
    ),
    "DEF063": (
        "skriv [[{name}]] med to kantede parenteser på hver side, for der kan være flere.",
        "write [[{name}]] with two square brackets on each side, for there can be several.",
    ),
    "DEF064": (
        "to eksempler har samme navn. Giv dem hver sin sætning.",
        "two cases have the same name. Give each its own sentence.",
    ),
    "DEF065": (
        "gruppen mangler. Tilføj {name} med dens felter.",
        "the group is missing. Add {name} with its fields.",
    ),
    "DEF066": (
        "tabellen har kolonnen year, men ingen rækker fra {years}. Tilføj dem, eller slet kolonnen.",
        "the table has the column year but no rows of {years}. Add them, or delete the column.",
    ),
    "DEF070": (
        "low og high hører sammen. Skriv begge eller ingen af dem, og lad dem være forskellige.",
        "low and high go together. Write both or neither, and let them differ.",
    ),
    "DEF071": (
        "reversed nævner {strangers}, som ikke står i items.",
        "reversed names {strangers}, which is not in items.",
    ),
    "DEF072": (
        "reglen skal have enten value med low og high eller positive, og ikke begge dele.",
        "the rule has either value with low and high, or positive, and not both.",
    ),
    "DEF073": (
        "et antal skal have enten value (en kolonne, der lægges sammen) eller positive (en betingelse, der "
        "tælles), og ikke begge dele.",
        "a total has either value (a column that is added up) or positive (a condition that is counted), and "
        "not both.",
    ),
    "DEF074": (
        "en rate skal have enten value (en kolonne med antal hændelser) eller positive (en betingelse, der "
        "tælles), og ikke begge dele.",
        "a rate has either value (a column with the number of events) or positive (a condition that is "
        "counted), and not both.",
    ),
    # CFG: configuration ------------------------------------------------------------------------------
    "CFG001": (
        "gruppen kendes ikke i en konfiguration.{hint} Der kan være {known}.",
        "the group is not known in a configuration.{hint} There can be {known}.",
    ),
    "CFG002": (
        "konfigurationen nævner ingen data. Tilføj mindst én [[survey]], [register], [[table]] eller "
        "[counts].",
        "the configuration names no data. Add at least one [[survey]], [register], [[table]] or [counts].",
    ),
    "CFG003": (
        "gruppen mangler. Tilføj den øverst i filen.",
        "the group is missing. Add it at the top of the file.",
    ),
    "CFG004": (
        "der kan være flere, så gruppen skrives med dobbelte parenteser: [[{key}]].",
        "there can be several, so the group is written with double brackets: [[{key}]].",
    ),
    "CFG005": (
        "skriv et årstal og et antal for hvert område, fx 2024 = {{ vaerebro_park = 2903, rest = 45210 }}.",
        "write a year and a number for each area, such as 2024 = {{ vaerebro_park = 2903, rest = 45210 }}.",
    ),
    "CFG006": (
        "befolkningen skal gives for netop {needed}.",
        "the population has to be given for exactly {needed}.",
    ),
    "CFG007": (
        "since ({since}) skal ligge før until ({until}), og begge skal stå i years.",
        "since ({since}) has to be before until ({until}), and both have to be in years.",
    ),
    "CFG008": (
        "året har to undersøgelser. Giv hver sit år.",
        "the year has two surveys. Give each its own year.",
    ),
    "CFG009": (
        "der er kun én bølge ({year}), så en udvikling kan ikke beregnes. Tilføj en [[survey]] for et andet "
        "år, "
        "eller tag undersøgelsen ud.",
        "there is only one wave ({year}), so no development can be computed. Add a [[survey]] for another "
        "year, "
        "or take the survey out.",
    ),
    "CFG010": (
        "filen findes ikke i mappen {folder}. Ret navnet, eller læg filen der.",
        "the file is not in the folder {folder}. Correct the name, or put the file there.",
    ),
    "CFG011": (
        "mappen med definitioner findes ikke. Ret stien, eller tag feltet ud for at bruge pakkens egne.",
        "the folder of definitions does not exist. Correct the path, or leave the field out to use the "
        "package's.",
    ),
    "CFG012": (
        "mappen er ikke tom. Vælg en ny mappe, så intet overskrives.",
        "the folder is not empty. Choose a new folder, so that nothing is overwritten.",
    ),
    "CFG013": (
        "ingen af konfigurationens kilder bruges af definitionerne, som kræver {needed}.",
        "none of the sources in the configuration is used by the definitions, which need {needed}.",
    ),
    "CFG014": (
        "befolkningen mangler for {year}. Tilføj året, eller tag gruppen ud.",
        "the population is missing for {year}. Add the year, or take the group out.",
    ),
    # TAB: tables of counts in a configuration ----------------------------------------------------------
    "TAB001": (
        'feltet bruges ikke, når form er "{found}". Tag det ud, eller ret form.',
        'the field is not used when form is "{found}". Take it out, or correct form.',
    ),
    "TAB002": (
        "filen {file} har ikke kolonnen '{found}'.{hint} Den har {known}.",
        "the file {file} does not have the column '{found}'.{hint} It has {known}.",
    ),
    "TAB003": (
        'når form er "csv", skal her stå navnet på en kolonne.',
        'when form is "csv", this has to be the name of a column.',
    ),
    "TAB004": (
        "tabellen har alle sine tal i én kolonne. Skriv, hvilke celler der skal med, fx "
        "{{ YDELSE = \"Kontanthjælp\" }}, og ikke '{found}'.",
        "the table has all its numbers in one column. Write which cells to take, such as "
        "{{ YDELSE = \"Kontanthjælp\" }}, and not '{found}'.",
    ),
    "TAB005": (
        'skriv en kategori eller en liste af kategorier for hver kolonne, fx {{ "KØN" = "I alt", '
        '"ALDER" = ["18 år", "19 år"] }}. Kategorier er tekst og står i anførselstegn.',
        'write a category or a list of categories for each column, such as {{ "KØN" = "I alt", '
        '"ALDER" = ["18 år", "19 år"] }}. Categories are text and stand in quotation marks.',
    ),
    "TAB006": (
        "kategorien '{found}' er ikke i kolonnen {column}.{hint} Der er {known}.",
        "the category '{found}' is not in the column {column}.{hint} There are {known}.",
    ),
    "TAB007": (
        "tallene er delt op efter '{found}' ({known}). Vælg med where eller her, hvilke der skal med; "
        "vælges flere, lægges de sammen.",
        "the numbers are divided by '{found}' ({known}). Choose with where or here which to take; if "
        "several are chosen, they are added up.",
    ),
    "TAB008": (
        "skriv med part, hvilken del af året der skal bruges: {known}.",
        "write with part which part of the year to use: {known}.",
    ),
    "TAB009": (
        "ingen celler i {file} passer til alt det valgte. Ret where, numerator eller denominator.",
        "no cells in {file} fit all that is chosen. Correct where, numerator or denominator.",
    ),
    "TAB010": (
        'en tabel med formen "{found}" siger ikke selv, hvilken indikator den er. Tilføj measure med '
        "indikatorens id.",
        'a table of the form "{found}" does not itself say which indicator it is. Add measure with the id '
        "of the indicator.",
    ),
    "TAB011": (
        "indicator er en kolonne med flere indikatorer, og measure er den eneste. Behold den ene.",
        "indicator is a column with several indicators, and measure is the only one. Keep one of them.",
    ),
    "TAB012": (
        "nævneren mangler. Tilføj denominator (hvilke celler) eller denominators (en anden fil).",
        "the denominator is missing. Add denominator (which cells) or denominators (another file).",
    ),
    "TAB013": (
        "nævneren er både her og i denominators. Behold den ene, eller skriv denominator inden i "
        "denominators.",
        "the denominator is both here and in denominators. Keep one of them, or write denominator inside "
        "denominators.",
    ),
    "TAB014": (
        "ingen af definitionerne har indikatoren '{found}'.{hint}",
        "none of the definitions has the indicator '{found}'.{hint}",
    ),
    "TAB015": (
        "'{found}' er en indikator fra {source}. En tabel kan kun give indikatorer fra register.",
        "'{found}' is an indicator from {source}. A table can only give indicators from the register.",
    ),
    "TAB016": (
        "året {found} er ikke med for '{indicator}', som har {known}. Tilføj rækkerne, eller tag året ud af "
        "years.",
        "the year {found} is not there for '{indicator}', which has {known}. Add the rows, or take the year "
        "out of years.",
    ),
    "TAB017": (
        "'{found}' kan både regnes af tabellen og af {register}, som har alle kolonnerne. Tag den ud af "
        "tabellen, eller skriv den i leave_out under [register].",
        "'{found}' can be made both of the table and of {register}, which has all the columns. Take it out "
        "of the table, or write it in leave_out under [register].",
    ),
    "TAB018": (
        "der er valgt både dele og en total af '{found}', så nogen ville tælle med to gange. Vælg enten "
        "delene eller totalen.",
        "both parts and a total of '{found}' are chosen, so some would count twice. Choose either the parts "
        "or the total.",
    ),
    "TAB019": (
        'giv kolonnernes egne navne: en fil, eller mapping = {{ Dato1 = "Periode", Numerisk1 = "Antal" }}.',
        "give the columns their own names: a file, or mapping = "
        '{{ Dato1 = "Periode", Numerisk1 = "Antal" }}.',
    ),
    # CBK: codebooks ----------------------------------------------------------------------------------
    "CBK001": (
        "kodebogen har ingen kolonner. Tilføj mindst én, fx [column.helbred].",
        "the codebook has no columns. Add at least one, such as [column.helbred].",
    ),
    "CBK002": (
        "feltet kan ikke bruges, når kolonnens type er {type}.",
        "the field cannot be used when the type of the column is {type}.",
    ),
    "CBK003": (
        'en kolonne med koder skal have values. Tilføj fx values = {{ 1 = "Ja", 2 = "Nej" }}.',
        'a column of codes has to have values. Add for example values = {{ 1 = "Yes", 2 = "No" }}.',
    ),
    "CBK004": (
        "koden '{found}' er ikke et tal. Skriv koden, som den står i filen, fx 1 = \"Ja\".",
        "the code '{found}' is not a number. Write the code as it is in the file, such as 1 = \"Yes\".",
    ),
    "CBK005": (
        "koden {found} står også under {other}. En kode er enten et svar eller manglende: fjern den ét af "
        "stederne.",
        "the code {found} is under {other} as well. A code is either an answer or missing: take it out of "
        "one of them.",
    ),
    "CBK006": (
        "koderne {other} og {found} har samme tekst '{text}'. Giv dem hver sin tekst.",
        "the codes {other} and {found} have the same text '{text}'. Give each a text of its own.",
    ),
    "CBK007": (
        "koden {found} passer ikke med range fra {low} til {high}: svar skal ligge inden for, manglende "
        "uden for.",
        "the code {found} does not go with the range from {low} to {high}: answers have to be inside, "
        "missing codes outside.",
    ),
    "CBK008": (
        "det laveste tal skal stå først; der står {low} og {high}.",
        "the lowest number has to come first; it says {low} and {high}.",
    ),
    "CBK009": (
        "kolonnen '{found}' i filen bruges også af '{other}'. Skriv den rigtige kolonne ét af stederne.",
        "the column '{found}' of the file is used by '{other}' as well. Write the right column in one of "
        "them.",
    ),
    "CBK010": (
        "betingelsen bruger '{found}', som ikke er en kolonne i kodebogen.{hint}",
        "the condition uses '{found}', which is no column of the codebook.{hint}",
    ),
    "CBK011": (
        "en kolonne kan ikke afgøre, hvem den selv er stillet til. Brug filterspørgsmålets kolonne.",
        "a column cannot decide who is asked the question itself. Use the column of the filter question.",
    ),
    "CBK012": (
        "en skala kan kun vendes, når dens ender er kendt. Skriv range = [laveste, højeste].",
        "a scale can only be turned when its ends are known. Write range = [lowest, highest].",
    ),
    "CBK013": (
        "'{found}' er ikke en kolonne i kodebogen.{hint}",
        "'{found}' is no column of the codebook.{hint}",
    ),
    "CBK014": (
        "kolonnen '{found}' står her mere end én gang. Tag gentagelsen ud.",
        "the column '{found}' is here more than once. Take the repetition out.",
    ),
    "CBK015": (
        "'{found}' har ikke samme skala som '{other}' (fra {low} til {high}). Et batteri skal have én skala: "
        "ret values eller range, eller tag kolonnen ud.",
        "'{found}' is not on the scale of '{other}' (from {low} to {high}). A battery has to have one scale: "
        "correct values or range, or take the column out.",
    ),
    "CBK016": (
        "koden {counted} kan ikke være et svar i '{found}'. Skriv i counted den kode, der betyder nævnt.",
        "the code {counted} cannot be an answer in '{found}'. Write in counted the code for mentioned.",
    ),
    "CBK017": (
        "navnet '{found}' er brugt til noget andet i kodebogen. Vælg et andet.",
        "the name '{found}' is used for something else in the codebook. Choose another.",
    ),
    "CBK018": (
        "filen findes i forvejen, og rettelser i den ville gå tabt, så intet er skrevet. Vælg et andet navn.",
        "the file is there already, and edits in it would be lost, so nothing was written. Choose another "
        "name.",
    ),
    "CBK019": (
        "filen kan ikke skrives: {reason}. Kontrollér mappe og navn.",
        "the file cannot be written: {reason}. Check folder and name.",
    ),
    # INP: data files, columns, values ----------------------------------------------------------------
    "INP001": (
        "filen findes ikke eller kan ikke åbnes.{hint} Kontrollér mappe og navn.",
        "the file does not exist or cannot be opened.{hint} Check the folder and the name.",
    ),
    "INP002": (
        "filer af typen '{found}' kan ikke læses her. Brug {known}.",
        "files of the type '{found}' cannot be read here. Use {known}.",
    ),
    "INP003": (
        "filen kan ikke læses som {kind}; den er formentlig beskadiget eller afbrudt under overførslen. "
        "Hent den igen hos leverandøren.",
        "the file cannot be read as {kind}; it is probably damaged or was cut off on its way. Get it again "
        "from those who delivered it.",
    ),
    "INP004": (
        "filen er hverken gemt som UTF-8 eller Windows-1252. Gem den igen som 'CSV UTF-8'.",
        "the file is saved neither as UTF-8 nor as Windows-1252. Save it again as 'CSV UTF-8'.",
    ),
    "INP005": (
        "filen har ingen rækker. Kontrollér, at det er den rigtige fil.",
        "the file has no rows. Check that it is the right file.",
    ),
    "INP006": (
        "kolonnen findes ikke.{hint} Her er kolonnerne {known}.",
        "the column is not there.{hint} The columns are {known}.",
    ),
    "INP007": (
        "koden {found} har ingen tekst i kodebogen (antal rækker: {count}; første: {row}). Tilføj den "
        "under values eller missing, eller ret data.",
        "the code {found} has no text in the codebook (rows: {count}; first: {row}). Add it to values or "
        "missing, or correct the data.",
    ),
    "INP008": (
        "værdien {found} ligger uden for {low} til {high} (antal rækker: {count}; første: {row}). Ret "
        "data, eller tilføj koden under missing.",
        "the value {found} is outside {low} to {high} (rows: {count}; first: {row}). Correct the data, or "
        "add the code to missing.",
    ),
    "INP009": (
        "her skal stå et tal, men der står '{found}' (antal rækker: {count}; første: {row}). Ret data, "
        "eller ret kolonnens type i kodebogen.",
        "this has to be a number, but it says '{found}' (rows: {count}; first: {row}). Correct the data, "
        "or the type of the column in the codebook.",
    ),
    "INP010": (
        "samme id står i mere end én række: {found} (antal id'er: {values}; gentagelser: {count}; første i "
        "række {row}). Tag gentagelserne ud.",
        "the same id is in more than one row: {found} (ids: {values}; repetitions: {count}; first in row "
        "{row}). Take the repetitions out.",
    ),
    "INP011": (
        "id'et mangler (antal rækker: {count}; første: {row}). Udfyld det, eller tag rækkerne ud.",
        "the id is missing (rows: {count}; first: {row}). Fill it in, or take the rows out.",
    ),
    "INP012": (
        "vægten mangler (antal rækker: {count}; første: {row}). Giv alle en vægt, eller tag rækkerne ud.",
        "the weight is missing (rows: {count}; first: {row}). Give every row a weight, or take the rows out.",
    ),
    "INP013": (
        "vægten er nul eller negativ (antal rækker: {count}; første: {row}; laveste: {lowest}). Ret "
        "vægtene, eller tag rækkerne ud.",
        "the weight is zero or negative (rows: {count}; first: {row}; lowest: {lowest}). Correct the "
        "weights, or take the rows out.",
    ),
    "INP014": (
        "nogle har svaret uden at være spurgt: {condition} er ikke opfyldt (antal rækker: {count}; første: "
        "{row}). Ret data, eller ret asked_if i kodebogen.",
        "some have answered without being asked: {condition} does not hold (rows: {count}; first: {row}). "
        "Correct the data, or asked_if in the codebook.",
    ),
    "INP015": (
        "koden {number} hedder '{found}' i filen, men '{expected}' i kodebogen. Svarmulighederne er måske "
        "ændret: ret kodebogen, så den passer til filen.",
        "the code {number} is '{found}' in the file but '{expected}' in the codebook. The answers may have "
        "changed: correct the codebook so that it fits the file.",
    ),
    "INP016": (
        "koden {number} '{found}' er med i filen, men ikke i kodebogen. Tilføj den under values eller "
        "missing.",
        "the code {number} '{found}' is in the file but not in the codebook. Add it to values or missing.",
    ),
    "INP017": (
        "filen kalder koden {found} manglende, men kodebogen regner den for et svar (antal rækker: "
        "{count}; første: {row}). Tilføj den under missing.",
        "the file calls the code {found} missing, but the codebook takes it for an answer (rows: {count}; "
        "first: {row}). Add it to missing.",
    ),
    "INP018": (
        "flere kolonner har dette navn. Giv dem hver sit navn.",
        "several columns have this name. Give each a name of its own.",
    ),
    "INP019": (
        "'{found}' kan læses på to måder: med tusindtalspunktum eller med decimalpunktum (antal rækker: "
        "{count}; første: {row}). Skriv decimalkomma, og fjern punktummet i tusinder.",
        "'{found}' can be read in two ways: with a thousands separator or with a decimal point (rows: "
        "{count}; first: {row}). Write a decimal comma, and take the full stop out of thousands.",
    ),
    "INP020": (
        "pakken {package} mangler, og uden den kan {found}-filer ikke læses. Kør: pip install "
        '"social-balance[spss]"',
        "the package {package} is missing, and {found} files cannot be read without it. Run: pip install "
        '"social-balance[spss]"',
    ),
    "INP021": (
        "linjen har {fields} felter, men overskriften har {expected} (antal linjer: {count}). Ret "
        "linjerne, eller sæt tekst med skilletegn i anførselstegn.",
        "the line has {fields} fields, but the header has {expected} (lines: {count}). Correct the lines, "
        "or put text with separators in quotation marks.",
    ),
    "INP022": (
        "yderligere {values} forskellige værdier er forkerte på samme måde (antal rækker: {count}; første: "
        "{row}).",
        "a further {values} different values are wrong in the same way (rows: {count}; first: {row}).",
    ),
    "INP023": (
        "den samme person står flere gange i samme år (antal gentagelser: {count}; første i række {row}: "
        "{found}). Tag gentagelserne ud.",
        "the same person is there more than once in a year (repetitions: {count}; first in row {row}: "
        "{found}). Take the repetitions out.",
    ),
    "INP024": (
        "værdien mangler (antal rækker: {count}; første: {row}). Udfyld den, eller tag rækkerne ud.",
        "the value is missing (rows: {count}; first: {row}). Fill it in, or take the rows out.",
    ),
    "INP025": (
        "året {found} er ikke med. Filen har {known}.",
        "the year {found} is not there. The file has {known}.",
    ),
    "INP026": (
        "teksten er omsat forkert, før den blev gemt, fx '{found}'. Gem den igen fra det oprindelige "
        "program som 'CSV UTF-8'.",
        "the text was converted wrongly before it was saved, such as '{found}'. Save it again from the "
        "original program as 'CSV UTF-8'.",
    ),
    "INP027": (
        "kolonne nummer {number} har værdier, men intet navn. Skriv et navn i overskriften.",
        "column number {number} has values but no name. Write a name in the header.",
    ),
    "INP028": (
        "ingen kolonner fortæller, hvorfor svar mangler. Læs filen med read_survey og en kodebog.",
        "no columns tell why answers are missing. Read the file with read_survey and a codebook.",
    ),
    # ARE: areas --------------------------------------------------------------------------------------
    "ARE001": (
        "[areas.{needed}] mangler. Skriv både rest (resten af kommunen) og whole (hele kommunen): det er "
        "ikke det samme.",
        "[areas.{needed}] is missing. Write both rest (the rest of the municipality) and whole (all of "
        "it): they are not the same.",
    ),
    "ARE002": (
        "der er ingen områder ud over rest og whole. Tilføj mindst ét, fx [areas.vaerebro_park].",
        "there are no areas besides rest and whole. Add at least one, such as [areas.vaerebro_park].",
    ),
    "ARE003": (
        "id'et er '{found}', men skal være '{needed}' her.",
        "the id is '{found}' but has to be '{needed}' here.",
    ),
    "ARE004": (
        "id'et '{found}' kan ikke bruges. Brug små bogstaver, tal og _, begynd med et bogstav, og lad "
        "rest, whole og eget være.",
        "the id '{found}' cannot be used. Use small letters, digits and _, begin with a letter, and leave "
        "rest, whole and eget alone.",
    ),
    "ARE005": (
        "navnet '{found}' betyder allerede {other}. Et navn kan kun høre til ét område: fjern det ét af "
        "stederne.",
        "the name '{found}' already means {other}. A name can belong to one area only: take it out of one "
        "of them.",
    ),
    "ARE006": (
        "området '{found}' kendes ikke (antal rækker: {count}; første: {row}).{hint} Ret data, eller skriv "
        "navnet i aliases eller parts for det rigtige område.",
        "the area '{found}' is not known (rows: {count}; first: {row}).{hint} Correct the data, or write "
        "the name in aliases or parts of the right area.",
    ),
    "ARE007": (
        "her står hele kommunen ({found}) som bopæl (antal rækker: {count}; første: {row}). Skriv området "
        "eller resten af kommunen.",
        "the whole municipality ({found}) is given as where someone lives (rows: {count}; first: {row}). "
        "Write the area or the rest of the municipality.",
    ),
    "ARE008": (
        "området mangler (antal rækker: {count}; første: {row}). Udfyld det, eller tag rækkerne ud: ingen "
        "regnes stiltiende med til resten af kommunen.",
        "the area is missing (rows: {count}; first: {row}). Fill it in, or take the rows out: nobody is "
        "silently counted with the rest of the municipality.",
    ),
    "ARE009": (
        "intet område har id'et '{found}'.{hint}",
        "no area has the id '{found}'.{hint}",
    ),
    "ARE020": (
        "'{found}' hører ikke til noget område i {year} (antal rækker: {count}; første: {row}). Skriv, hvor "
        "delen hører til i det år, under parts for et område eller for rest.",
        "'{found}' belongs to no area in {year} (rows: {count}; first: {row}). Write where the part belongs "
        "in that year, in parts of an area or of rest.",
    ),
    "ARE021": (
        "områderne er afgrænset på en ny måde fra {years}, så et navn viser ikke uden året, hvilket område "
        "det er. Giv årene med year=…, eller opgør efter år.",
        "the areas are drawn otherwise from {years}, so without the year a name does not tell which area it "
        "is. Give the years with year=…, or count by year.",
    ),
    "ARE022": (
        "'{found}' omfattede i {year} også {parts}, som er uden for området efter afgrænsningen i {drawn} "
        "(antal rækker: {count}; første: {row}). Skriv navnet på delen i rækkerne, eller lad hvert år have "
        "sin egen afgrænsning.",
        "'{found}' also covered {parts} in {year}, not part of the area as it is drawn in {drawn} (rows: "
        "{count}; first: {row}). Write the name of the part in the rows, or let each year have its own "
        "drawing.",
    ),
    "ARE023": (
        "'{found}' hører til fra {since} til {until}, men det første år skal stå først.",
        "'{found}' belongs from {since} until {until}, but the first year has to come first.",
    ),
    "ARE024": (
        "afgrænset på en ny måde fra {year} ({parts}): årene før og efter kan ikke sammenlignes.",
        "drawn otherwise from {year} ({parts}): the years before and after cannot be compared.",
    ),
    # DSN: survey design ------------------------------------------------------------------------------
    "DSN001": (
        "kolonnen, som designet bygger på, findes ikke i data.{hint}",
        "the column that the design rests on is not in the data.{hint}",
    ),
    "DSN002": (
        "vægten mangler eller er ikke et tal (antal rækker: {count}; første: {row}). Giv alle en vægt, eller "
        "tag rækkerne ud.",
        "the weight is missing or is not a number (rows: {count}; first: {row}). Give every row a weight, "
        "or take the rows out.",
    ),
    "DSN003": (
        "vægten er negativ (antal rækker: {count}; første: {row}). Ret vægtene, eller tag rækkerne ud.",
        "the weight is negative (rows: {count}; first: {row}). Correct the weights, or take the rows out.",
    ),
    "DSN004": (
        "værdien mangler (antal rækker: {count}; første: {row}). Designet kræver den for alle.",
        "the value is missing (rows: {count}; first: {row}). The design needs it for every row.",
    ),
    "DSN005": (
        "befolkningstallet mangler eller er ikke det samme i hele stratummet (antal rækker: {count}; første: "
        "{row}). Skriv ét tal pr. stratum.",
        "the population is missing or not the same in the whole stratum (rows: {count}; first: {row}). "
        "Give one number a stratum.",
    ),
    "DSN006": (
        "befolkningstallet er mindre end stikprøven (antal rækker: {count}; første: {row}). Kontrollér, at "
        "det "
        "tæller de enheder, der er trukket (personer, husstande …).",
        "the population is smaller than the sample (rows: {count}; first: {row}). Check that it counts the "
        "units that were drawn (persons, households …).",
    ),
    "DSN007": (
        "{count} stratum har kun én stikprøveenhed, så usikkerheden kan ikke beregnes. Slå strata sammen, "
        'eller vælg lonely_psu="average", "centre" eller "certainty".',
        "{count} stratum has a single sampling unit, so the uncertainty cannot be computed. Merge strata, or "
        'choose lonely_psu="average", "centre" or "certainty".',
    ),
    "DSN008": (
        "personen er to gange i samme bølge: {found} (antal rækker for meget: {count}; første: {row}). Et "
        "person-id må kun stå én gang om året.",
        "the person is twice in the same wave: {found} (rows too many: {count}; first: {row}). A person "
        "id may "
        "stand once a year only.",
    ),
    "DSN009": (
        "designet kender personer igen fra bølge til bølge, men data har ingen kolonne 'year'. Giv hver "
        "række "
        "bølgens år, og kryds strata med det.",
        "the design knows persons again from wave to wave, but the data have no column 'year'. Give "
        "every row "
        "the year of its wave, and cross the strata with it.",
    ),
    "DSN010": (
        "{count} stratum dækker flere år, selv om personer kendes igen mellem bølgerne. Hver bølge er en "
        "stikprøve for sig: sæt 'year' i strata.",
        "{count} stratum covers several years, though persons are known again between the waves. Each "
        "wave is "
        "a sample of its own: put 'year' in strata.",
    ),
    "DSN011": (
        'betydningen \'{found}\' af fælles personer kendes ikke.{hint} Vælg "deliberate" eller "chance".',
        'the meaning \'{found}\' of shared persons is not known.{hint} Choose "deliberate" or "chance".',
    ),
    "DSN012": (
        "replikatvægte siger selv, hvordan bølgerne hænger sammen, og kan ikke bruges sammen med et "
        "person-id. "
        'Fjern person, eller vælg overlap="chance".',
        "replicate weights say themselves how the waves hang together, and cannot be used with a person id. "
        'Remove person, or choose overlap="chance".',
    ),
    # CAL: calibration of weights ---------------------------------------------------------------------
    "CAL001": (
        "kolonnen findes ikke i data, men der er opgivet totaler for den.{hint}",
        "the column is not in the data, but totals are given for it.{hint}",
    ),
    "CAL002": (
        "{count} af totalerne er ikke et tal på mindst 0: {categories}. Skriv antallet i befolkningen.",
        "{count} of the totals is not a number of at least 0: {categories}. Write the population count.",
    ),
    "CAL003": (
        "værdien mangler (antal rækker: {count}; første: {row}). En person uden værdi hører ikke til nogen "
        "total: giv værdien, eller tag rækkerne ud.",
        "the value is missing (rows: {count}; first: {row}). A person without a value belongs to no total: "
        "give the value, or take the rows out.",
    ),
    "CAL004": (
        "der er svarpersoner i {count} kategori(er) uden total: {categories}. Giv totaler for dem, eller ret "
        "kodningen, så data og totaler bruger de samme navne.",
        "there are respondents in {count} categories without a total: {categories}. Give totals for them, or "
        "recode, so that data and totals use the same names.",
    ),
    "CAL005": (
        "der er ingen svarpersoner med vægt i {count} kategori(er), som befolkningen har: {categories}. Slå "
        "dem sammen med nabokategorier.",
        "there are no respondents with a weight in {count} categories that the population has: {categories}. "
        "Merge them with neighbouring categories.",
    ),
    "CAL006": (
        "totalen er 0 i {count} kategori(er), som har svarpersoner: {categories}. Ret totalen, eller tag "
        "rækkerne ud.",
        "the total is 0 in {count} categories that have respondents: {categories}. Correct the total, or "
        "take the rows out.",
    ),
    "CAL007": (
        "totalerne er uenige med {other}: {here} mod {there}{category}. Brug totaler fra samme kilde og dag.",
        "the totals disagree with {other}: {here} against {there}{category}. Use totals from the same source "
        "and day.",
    ),
    "CAL008": (
        "vægtene kan ikke ramme totalen: {reached} mod {wanted} ({gap} pct. ved siden af) efter {steps} "
        "trin. Slå kategorier sammen, udelad en margin, eller giv videre grænser.",
        "the weights cannot hit the total: {reached} against {wanted} ({gap} per cent off) after {steps} "
        "steps. Merge categories, leave a margin out, or give wider bounds.",
    ),
    "CAL009": (
        "grænserne '{found}' kan ikke bruges. Skriv to tal med 1 imellem, fx bounds=(0.3, 3): det mindste og "
        "det største, som en vægt må ganges med.",
        "the bounds '{found}' cannot be used. Write two numbers on each side of 1, such as bounds=(0.3, 3): "
        "the least and the most that a weight may be multiplied by.",
    ),
    "CAL010": (
        "metoden 'logit' kræver grænser. Skriv fx bounds=(0.3, 3).",
        "the method 'logit' needs bounds. Write for example bounds=(0.3, 3).",
    ),
    "CAL011": (
        'efterstratificering har ingen grænser. Vælg method="linear", "rake" eller "logit", eller '
        "udelad bounds.",
        'post-stratification has no bounds. Choose method="linear", "rake" or "logit", or leave bounds out.',
    ),
    "CAL012": (
        "efterstratificering bruger én krydset margin, men her er {count} totaltabeller. Kryds dem i én, "
        'eller vælg method="rake".',
        "post-stratification uses one crossed margin, but here are {count} tables of totals. Cross them into "
        'one, or choose method="rake".',
    ),
    "CAL013": (
        "vægtene i kategorien skal ganges med {ratio}, og grænserne er {low} og {high}. Giv videre grænser, "
        "slå kategorier sammen, eller gang først alle vægte op.",
        "the weights of the category have to be multiplied by {ratio}, and the bounds are {low} and {high}. "
        "Give wider bounds, merge categories, or scale all weights first.",
    ),
    "CAL014": (
        "kolonnens værdier er ikke tal (antal rækker: {count}; første: {row}), men der er opgivet én sum for "
        "den. Giv en total for hver kategori, eller ret værdierne.",
        "the column's values are not numbers (rows: {count}; first: {row}), but one sum is given for it. "
        "Give a total for each category, or correct the values.",
    ),
    "CAL015": (
        'der er ingen totaler at kalibrere til. Giv mindst én margin, fx {{"sex": {{1: 4800, 2: 5200}}}}.',
        "there are no totals to calibrate to. Give at least one margin, such as "
        '{{"sex": {{1: 4800, 2: 5200}}}}.',
    ),
    "CAL016": (
        "metoden kendes ikke. Vælg en af {known}.{hint}",
        "the method is not known. Choose one of {known}.{hint}",
    ),
    "CAL017": (
        'kolonnen findes allerede. Giv de nye vægte et andet navn med name="…".',
        'the column is already there. Give the new weights another name with name="…".',
    ),
    "CAL018": (
        "kategorierne passer ikke til marginens kolonner: {categories}. En margin over flere kolonner har "
        "kategorier med en værdi for hver, og hver kategori står én gang.",
        "the categories do not fit the margin's columns: {categories}. A margin of several columns has "
        "categories with a value for each, and each category occurs once.",
    ),
    "CAL019": (
        "en negativ vægt kan ikke kalibreres igen (antal rækker: {count}; første: {row}). Brug "
        'method="rake", eller giv grænser i det første trin.',
        'a negative weight cannot be calibrated again (rows: {count}; first: {row}). Use method="rake", or '
        "give bounds in the first step.",
    ),
    "CAL020": (
        "ingen har svaret i {count} klasse(r): {categories}. Slå dem sammen med klasser, der ligner.",
        "nobody answered in {count} classes: {categories}. Merge them with classes that are alike.",
    ),
    "CAL021": (
        "værdien siger ikke, om personen har svaret (antal rækker: {count}; første: {row}). Skriv 1 eller 0, "
        "True eller False.",
        "the value does not say whether the person answered (rows: {count}; first: {row}). Write 1 or 0, "
        "True or False.",
    ),
    "CAL022": (
        "vægtene kan ikke holdes mellem {low} og {high}, når summen skal være den samme: gennemsnittet er "
        "{mean}. Giv videre grænser.",
        "the weights cannot be kept between {low} and {high} with the same sum: their mean is {mean}. Give "
        "wider limits.",
    ),
    "CAL023": (
        "aldersgrænserne '{found}' kan ikke bruges. Skriv dem stigende, fx [18, 30, 50, 67].",
        "the age limits '{found}' cannot be used. Write them in rising order, such as [18, 30, 50, 67].",
    ),
    "CAL024": (
        'residuals="sweeps" er kun for raking til antal personer. Udelad det.',
        'residuals="sweeps" is only for raking to numbers of persons. Leave it out.',
    ),
    "CAL025": (
        "alle vægte ligger uden for trim={found}, så ingen kan tage imod det, der skæres af. Giv videre "
        "grænser.",
        "every weight is outside trim={found}, so none can take what is cut off. Give wider limits.",
    ),
    "CAL030": (
        "tabellen er ikke den, der blev kalibreret: {found_rows} rækker mod {rows}, eller andre vægte. "
        "Kalibrér de rækker, der skal bruges, og udpeg dele af dem med nævneren (base).",
        "the table is not the one that was calibrated: {found_rows} rows against {rows}, or other weights. "
        "Calibrate the rows that are to be used, and pick parts of them with the base.",
    ),
    # REW: replicate weights ---------------------------------------------------------------------------
    "REW001": (
        "kolonnen med replikatvægte findes ikke i data.{hint}",
        "the column of replicate weights is not in the data.{hint}",
    ),
    "REW002": (
        "{found} kendes ikke. Vælg mellem {known}.{hint}",
        "{found} is not known. Choose among {known}.{hint}",
    ),
    "REW003": (
        "replikatvægte af typen {type} skal have en faktor, og den kan ikke gættes. Skriv scale=… eller "
        "rscales=…, som leverancen oplyser dem.",
        "replicate weights of type {type} need a factor, and it cannot be guessed. Write scale=… or "
        "rscales=… "
        "as the delivery states them.",
    ),
    "REW004": (
        "replikatvægten er negativ (antal rækker: {count}; første: {row}). Ret vægtene, eller bed om nye.",
        "the replicate weight is negative (rows: {count}; first: {row}). Correct the weights, or ask for new "
        "ones.",
    ),
    "REW005": (
        "replikatvægten mangler eller er ikke et tal (antal rækker: {count}; første: {row}). Giv alle rækker "
        "en vægt; den må gerne være 0.",
        "the replicate weight is missing or is not a number (rows: {count}; first: {row}). Give every row a "
        "weight; it may be 0.",
    ),
    "REW006": (
        "der er {given} faktorer, men {wanted} kolonner med replikatvægte. Giv én faktor til hver, eller én "
        "til alle.",
        "there are {given} factors but {wanted} columns of replicate weights. Give one to each, or one "
        "to all.",
    ),
    "REW007": (
        "Fays rho mangler eller ligger uden for 0 til 1 ({found}). Skriv det tal, som leverancen oplyser, fx "
        "rho=0.5; det skal være mindst 0 og under 1.",
        "Fay's rho is missing or outside 0 to 1 ({found}). Write the number that the delivery states, "
        "such as "
        "rho=0.5; it has to be at least 0 and below 1.",
    ),
    "REW008": (
        'rho={found} hører til type="Fay", men typen er {type}. Tag rho ud, eller ret typen.',
        'rho={found} belongs to type="Fay", but the type is {type}. Take rho out, or correct the type.',
    ),
    "REW009": (
        "en faktor er negativ eller ikke et tal. Skriv tal, der er 0 eller derover.",
        "a factor is negative or not a number. Write numbers of 0 or more.",
    ),
    "REW010": (
        "der skal være mindst 2 replikater, men der er {found}.",
        "there have to be at least 2 replicates, but there are {found}.",
    ),
    "REW011": (
        "replikatvægtene erstatter vægten, så designet skal også have den: skriv weights=…",
        "the replicate weights take the place of the weight, so the design needs that too: write weights=…",
    ),
    "REW012": (
        "befolkningstallet bruges ikke sammen med leverede replikatvægte. Læg korrektionen i rscales, og tag "
        "population ud af designet.",
        "the population is not used with replicate weights of a delivery. Put the correction in rscales, and "
        "take population out of the design.",
    ),
    "REW013": (
        "replikatvægte laves af første trin alene, så et befolkningstal kan kun bruges, når der er ét "
        "trin. Tag "
        "population eller de senere trin ud af designet, eller regn uden replikater.",
        "replicate weights are made of the first stage alone, so a population can be used only when there is "
        "one stage. Take population or the later stages out of the design, or estimate without replicates.",
    ),
    "REW014": (
        'stratummet har kun én stikprøveenhed, og lonely_psu="{rule}" kan ikke laves med replikatvægte. Slå '
        'strata sammen, eller vælg "certainty".',
        'the stratum has a single sampling unit, and lonely_psu="{rule}" cannot be made with replicate '
        'weights. Merge strata, or choose "certainty".',
    ),
    "REW016": (
        "vægten er kalibreret af calibrate, og det er replikatvægtene ikke. Regn uden replikater (så bruges "
        "residualerne), eller få leveret kalibrerede replikatvægte.",
        "the weight was calibrated by calibrate, and the replicate weights were not. Estimate without "
        "replicates (the residuals are then used), or have calibrated replicate weights delivered.",
    ),
    # STB: tables that others publish ---------------------------------------------------------------
    "STB001": (
        "her skal stå et tal eller et af tegnene - . .. ..., men der står '{found}' (antal celler: "
        "{count}; første i række {row}). Ret filen, eller hent den igen.",
        "this has to be a number or one of the signs - . .. ..., but it says '{found}' (cells: {count};"
        " first in row {row}). Correct the file, or get it again.",
    ),
    "STB002": (
        "perioden '{found}' kan ikke læses (antal: {count}). Den skal være som 2021, 2021K1, 2021M03, "
        "2021H1, 2021U05 eller 2021/22. Er kolonnen ikke tiden, så nævn den rigtige med time=.",
        "the period '{found}' cannot be read (number: {count}). It has to be like 2021, 2021K1, "
        "2021M03, 2021H1, 2021U05 or 2021/22. If the column is not the time, name the right one with "
        "time=.",
    ),
    "STB003": (
        "den samme celle står flere gange: {found} (antal gentagelser: {count}; første i række {row}). "
        "Tag gentagelserne ud.",
        "the same cell stands more than once: {found} (repeats: {count}; first in row {row}). Take the "
        "repeats out.",
    ),
    "STB004": (
        "'{found}' kan læses på to måder (antal celler: {count}; første i række {row}). Sig, hvad "
        'decimaltegnet er: decimal="," eller decimal=".".',
        "'{found}' can be read in two ways (cells: {count}; first in row {row}). Say what the decimal "
        'mark is: decimal="," or decimal=".".',
    ),
    "STB005": (
        "'{found}' er nævnt i totals=, men findes ikke i filen.{hint} Her er {known}.",
        "'{found}' is named in totals= but is not in the file.{hint} There are {known}.",
    ),
    "STB006": (
        "koden {found} har to navne: '{one}' og '{other}'. Ret filen, så en kode har ét navn.",
        "the code {found} has two names: '{one}' and '{other}'. Correct the file so that a code has one"
        " name.",
    ),
    "STB007": (
        "her skal stå kode og navn med mellemrum imellem, men der står '{found}'. Hent filen med både "
        'koder og navne, eller brug presentation="single".',
        "this has to be a code and a name with a space between, but it says '{found}'. Get the file "
        'with both codes and names, or use presentation="single".',
    ),
    "STB008": (
        "tabellen ville få {count} celler med dem, der er udeladt. Hent færre kategorier, eller lad de "
        'udeladte celler være med absent="leave".',
        "the table would have {count} cells with those left out. Get fewer categories, or leave the "
        'cells out with absent="leave".',
    ),
    "STB009": (
        "overskriften '{found}' er et navn, som læseren selv bruger. Giv kolonnen et andet navn i filen.",
        "the heading '{found}' is a name that the reader uses itself. Give the column another name in "
        "the file.",
    ),
    "STB010": (
        "kategorien '{found}' står flere gange (antal kategorier: {count}). Hent filen med koder, så de"
        " kan skelnes.",
        "the category '{found}' stands more than once (categories: {count}). Get the file with codes, "
        "so that they can be told apart.",
    ),
    "STB011": (
        "filen har kun tal og ingen kolonner, der siger, hvad de er tal for. Hent den med en linje for hver "
        "celle.",
        "the file has only numbers and no columns that say what they are of. Get it with a line for each "
        "cell.",
    ),
    # PXF: PX files ---------------------------------------------------------------------------------
    "PXF001": (
        "filens tegnsæt er ikke {found}, og filen siger ikke hvilket den har. Nævn det med encoding=, "
        'fx "cp1252" eller "cp850".',
        "the character set of the file is not {found}, and the file does not say which it has. Name it "
        'with encoding=, such as "cp1252" or "cp850".',
    ),
    "PXF002": (
        "tegnsættet '{found}' kendes ikke. Nævn det rigtige med encoding=.",
        "the character set '{found}' is not known. Name the right one with encoding=.",
    ),
    "PXF003": (
        "nøgleordet mangler i filen. Hent filen igen som PX.",
        "the keyword is missing in the file. Get the file again as PX.",
    ),
    "PXF004": (
        "her skal stå et nøgleord og en værdi, der slutter med semikolon, men der står '{found}'. Filen"
        " er formentlig afbrudt undervejs; hent den igen.",
        "this has to be a keyword and a value that ends with a semicolon, but it says '{found}'. The "
        "file was probably cut off on its way; get it again.",
    ),
    "PXF005": (
        "der er {count} celler, men variablene giver {expected}. Filen er formentlig afbrudt undervejs;"
        " hent den igen.",
        "there are {count} cells, but the variables make {expected}. The file was probably cut off on "
        "its way; get it again.",
    ),
    "PXF006": (
        "filen udelader rækker med nuller (KEYS), og den form læses ikke. Hent den uden KEYS, eller som CSV.",
        "the file leaves rows of zeros out (KEYS), and that form is not read. Get it without KEYS, or "
        "as CSV.",
    ),
    "PXF007": (
        "sproget '{found}' er ikke i filen.{hint} Her er {known}.",
        "the language '{found}' is not in the file.{hint} There are {known}.",
    ),
    "PXF008": (
        "der er {count}, men variablen har {expected} værdier. Hent filen igen.",
        "there are {count}, but the variable has {expected} values. Get the file again.",
    ),
    "PXF009": (
        "filen siger ikke, hvilke sprog den har, så '{found}' kan ikke vælges. Udelad language=.",
        "the file does not say which languages it has, so '{found}' cannot be chosen. Leave language= out.",
    ),
    "PXF010": (
        "filen siger, at tegnsættet er {found}, men det er det ikke. Nævn det rigtige med encoding=, fx "
        '"cp1252" eller "cp850".',
        "the file says that its character set is {found}, but it is not. Name the right one with encoding=, "
        'such as "cp1252" or "cp850".',
    ),
    # JST: JSON-stat files --------------------------------------------------------------------------
    "JST001": (
        "filen er ikke JSON i UTF-8. Hent den igen som JSON-stat.",
        "the file is not JSON in UTF-8. Get it again as JSON-stat.",
    ),
    "JST002": (
        "filen har ikke netop ét datasæt, der passer.{hint} Nævn et med dataset=; her er {known}.",
        "the file does not have exactly one data set that fits.{hint} Name one with dataset=; there are"
        " {known}.",
    ),
    "JST003": (
        "datasættet mangler id og size, eller de er ikke lige lange. Hent filen igen som JSON-stat.",
        "the data set lacks id and size, or they are not of one length. Get the file again as JSON-stat.",
    ),
    "JST004": (
        "der er {count} kategorier, men size siger {expected}. Hent filen igen.",
        "there are {count} categories, but size says {expected}. Get the file again.",
    ),
    "JST005": (
        "der er {count} værdier, men dimensionerne giver {expected}. Hent filen igen.",
        "there are {count} values, but the dimensions make {expected}. Get the file again.",
    ),
    "JST006": (
        "'{found}' er ikke et tal, eller cellen findes ikke (antal: {count}). Hent filen igen.",
        "'{found}' is not a number, or there is no such cell (number: {count}). Get the file again.",
    ),
    "JST007": (
        "filen har intet datasæt. Hent den igen som JSON-stat.",
        "the file has no data set. Get it again as JSON-stat.",
    ),
    # JOB: extracts with technical headings ---------------------------------------------------------
    "JOB001": (
        "navnetabellen skal have kolonnerne TekniskNavn og EgetNavn. Her er kolonnerne {known}.",
        "the table of names has to have the columns TekniskNavn and EgetNavn. The columns are {known}.",
    ),
    "JOB002": (
        "filen har CPR-numre. Her læses kun tabeller med antal; tag kolonnen ud, og tæl op først.",
        "the file has person numbers. Only tables of counts are read here; take the column out, and "
        "count first.",
    ),
    "JOB003": (
        "kolonnen '{found}' har intet navn i navnetabellen.{hint} Den har {known}.",
        "the column '{found}' has no name in the table of names.{hint} It has {known}.",
    ),
    "JOB004": (
        "navnetabellen nævner kolonnen, men den er ikke i filen. Er det navnetabellen til en anden tabel?",
        "the table of names has the column, but the file has not. Is it the names of another table?",
    ),
    "JOB005": (
        "der er ingen kolonne med tal (Numerisk1 …), som ikke er nævnt i dimensions= eller time=.",
        "there is no column of numbers (Numerisk1 …) that is not named in dimensions= or time=.",
    ),
    "JOB006": (
        "'{found}' er ikke et teknisk navn: Dato, Numerisk, Tekst eller Klokkeslaet med et nummer efter.",
        "'{found}' is not a technical name: Dato, Numerisk, Tekst or Klokkeslaet with a number after it.",
    ),
    "JOB007": (
        "navnet '{found}' er givet til to kolonner. Giv hver sit navn i navnetabellen.",
        "the name '{found}' is given to two columns. Give each its own name in the table of names.",
    ),
    "JOB008": (
        "'{found}' er hverken en dato eller en periode (antal rækker: {count}; første: {row}). Datoer "
        "skal være som 2024-01-31 eller 31-01-2024.",
        "'{found}' is neither a date nor a period (rows: {count}; first: {row}). Dates have to be like "
        "2024-01-31 or 31-01-2024.",
    ),
    "JOB009": (
        "kolonnen '{found}' har et tomt navn i navnetabellen. Giv den et navn.",
        "the column '{found}' has an empty name in the table of names. Give it a name.",
    ),
    # CNT: figures from counts ----------------------------------------------------------------------
    "CNT001": (
        "tælleren er større end nævneren: {found} (antal rækker: {count}; første: {row}). Er de byttet "
        "om, eller er det to forskellige grupper?",
        "the numerator is larger than the denominator: {found} (rows: {count}; first: {row}). Are they "
        "the other way round, or of two different groups?",
    ),
    "CNT002": (
        "antal kan ikke være negative: {found} (antal rækker: {count}; første: {row}). Ret tabellen.",
        "counts cannot be negative: {found} (rows: {count}; first: {row}). Correct the table.",
    ),
    "CNT003": (
        "her skal stå hele antal, men der står {found} (antal rækker: {count}; første: {row}). Er det "
        "procenter eller tal pr. 1.000, så hent antallene i stedet.",
        "these have to be whole counts, but it says {found} (rows: {count}; first: {row}). If they are "
        "percentages or numbers per 1,000, get the counts instead.",
    ),
    "CNT004": (
        "den samme indikator, det samme område og det samme år står flere gange: {found} (antal "
        "gentagelser: {count}; første i række {row}). Læg dem sammen, eller tag totalerne ud.",
        "the same indicator, area and year stand more than once: {found} (repeats: {count}; first in "
        "row {row}). Add them up, or take the totals out.",
    ),
    "CNT005": (
        "{found}: hele kommunen har {whole}, men delene giver {parts}. Ret tabellen, eller tag totalen "
        "ud, så regnes den af delene.",
        "{found}: the whole municipality has {whole}, but the parts make {parts}. Correct the table, or"
        " take the total out, and it is made of the parts.",
    ),
    "CNT006": (
        "intet helt antal ud af {base} giver {found} procent (antal rækker: {count}; første: {row}). "
        "Kolonnen ser ud til at være procenter; hent antallene i stedet.",
        "no whole numerator of {base} gives {found} per cent (rows: {count}; first: {row}). The column "
        "looks like percentages; get the counts instead.",
    ),
    "CNT007": (
        "tabellen har indikatoren '{found}', som ingen af definitionerne kender.{hint}",
        "the table has the indicator '{found}', which none of the definitions knows.{hint}",
    ),
    "CNT008": (
        "tabellen har ikke indikatoren '{found}'.{hint} Den har {known}.",
        "the table does not have the indicator '{found}'.{hint} It has {known}.",
    ),
    "CNT009": (
        "målet '{found}' kan ikke regnes af en tæller og en nævner. Det kræver personer; brug et register.",
        "the measure '{found}' cannot be made of a numerator and a denominator. It needs persons; use a"
        " register.",
    ),
    "CNT010": (
        'antal er opgjort efter område og år, så by= skal være ["area", "year"], ikke {found}.',
        'counts are by area and year, so by= has to be ["area", "year"], not {found}.',
    ),
    "CNT011": (
        'rest="subtract" kræver hele kommunen og intet tal for resten: {found}.',
        'rest="subtract" needs the whole municipality and no number for the rest: {found}.',
    ),
    "CNT012": (
        "året skal være et helt årstal, men der står {found} (antal rækker: {count}; første: {row}). "
        "Vælg først én periode pr. år.",
        "the year has to be a whole year, but it says {found} (rows: {count}; first: {row}). Pick one "
        "period a year first.",
    ),
    "CNT013": (
        "{found}: hele kommunen er mindre end områderne tilsammen. Er tallene fra samme opgørelse?",
        "{found}: the whole municipality is smaller than the areas together. Are the numbers of one source?",
    ),
    "CNT014": (
        "indikatoren mangler i rækken (antal rækker: {count}; første: {row}). Udfyld den, eller giv "
        "tabellen ét navn med measure=.",
        "the indicator is missing in the row (rows: {count}; first: {row}). Fill it in, or give the "
        "table one name with measure=.",
    ),
    "CNT015": (
        "nævneren mangler, men tælleren er der: {found} (antal rækker: {count}; første: {row}). Udfyld "
        "nævneren, eller lad også tælleren være tom.",
        "the denominator is missing but the numerator is there: {found} (rows: {count}; first: {row}). "
        "Fill in the denominator, or leave the numerator empty too.",
    ),
    "CNT016": (
        "her skal stå et antal, men der står '{found}' (antal rækker: {count}; første: {row}). Skriv et tal, "
        "eller lad cellen være tom, hvis antallet ikke er oplyst.",
        "this has to be a number, but it says '{found}' (rows: {count}; first: {row}). Write a number, or "
        "leave the cell empty if the count is not told.",
    ),
    # EST: estimation ---------------------------------------------------------------------------------
    "EST001": (
        "kolonnen findes ikke i data.{hint}",
        "the column is not in the data.{hint}",
    ),
    "EST002": (
        "kolonnen skal være tal, men har teksten {found}. Læs filen med read_survey og en kodebog, eller ret "
        "teksten til tal.",
        "the column has to be numbers but has the text {found}. Read the file with read_survey and a "
        "codebook, "
        "or turn the text into numbers.",
    ),
    "EST010": (
        "etiketten findes ikke. Der er {known}.",
        "there is no such label. There are {known}.",
    ),
    "EST011": (
        "ingen række passer. Se de mulige værdier med .labels.",
        "no row matches. See the possible values with .labels.",
    ),
    "EST012": (
        "nævneren er nul eller mangler, så forholdet findes ikke.",
        "the denominator is zero or missing, so there is no ratio.",
    ),
    "EST013": (
        "rækken findes ikke blandt estimaterne. Se dem med .labels.",
        "the row is not among the estimates. See them with .labels.",
    ),
    "EST014": (
        "estimaterne har ikke de samme etiketter ({found}). Beregn dem med samme by=.",
        "the estimates do not have the same labels ({found}). Make them with the same by=.",
    ),
    "EST015": (
        "rækken findes i to af estimaterne. Beregn hver indikator ét sted.",
        "the row occurs in two of the estimates. Compute each indicator in one place.",
    ),
    "EST020": (
        'indikatoren har en regel for hvert år, så data skal deles op efter år: tilføj "year" i by=.',
        'the indicator has a rule for each year, so the data have to be split by year: add "year" to by=.',
    ),
    "EST021": (
        "tabellen har ingen rækker. Kontrollér, at filen og filtrene er de rigtige.",
        "the table has no rows. Check that the file and the filters are the right ones.",
    ),
    "EST022": (
        "målet bygger på hvem der er hvor og kræver en fuldtælling; det kan ikke beregnes af en stikprøve. "
        "Brug "
        "et register.",
        "the measure rests on who is where and needs a full count; it cannot be made from a sample. Use a "
        "register.",
    ),
    "EST030": (
        "intervallet '{found}' kendes ikke.{hint} Vælg blandt {known}.",
        "the interval '{found}' is not known.{hint} Choose among {known}.",
    ),
    "EST031": (
        "der er {count} værdi(er) blandt dem, der tæller med; en tabel kræver mindst to. Vælg et andet "
        "spørgsmål, eller slå færre kategorier sammen.",
        "there are {count} value(s) among those who take part; a table needs at least two. Choose another "
        "question, or merge fewer categories.",
    ),
    "EST032": (
        "så mange felter i tabellen er tomme, at der ikke er nogen test. Slå kategorier sammen.",
        "so many cells of the table are empty that there is no test. Merge categories.",
    ),
    "EST033": (
        'årene kan kun vælges i et register, der opgøres efter år. Tilføj "year" i by=, eller vælg rækkerne '
        "ud først.",
        'years can only be chosen of a register that is split by year. Add "year" to by=, or pick the rows '
        "first.",
    ),
    "EST034": (
        "der er ingen indikatorer at beregne. Giv et mål for hvert navn, eller temaer med indikatorer fra "
        "denne kilde; navne alene kan kun bruges om tabeller med antal.",
        "there are no indicators to make. Give a measure for each name, or themes with indicators of this "
        "source; names alone can only be used of tables of counts.",
    ),
    "EST024": (
        "målet kræver, at det vides, hvem der bor i resten af kommunen. Angiv områderne med areas=.",
        "the measure has to know who lives in the rest of the municipality. Give the areas with areas=.",
    ),
    # RTE: rates standardised and years pooled -----------------------------------------------------------
    "RTE001": (
        "tallene er ikke delt op efter det. De er delt op efter {known}. Tag det med i by, når de beregnes.",
        "the figures are not divided by that. They are divided by {known}. Put it in by when they are made.",
    ),
    "RTE002": (
        "standardbefolkningen mangler gruppen. Giv den et antal, eller tag gruppen ud af tallene.",
        "the standard population lacks the group. Give it a number, or take the group out of the figures.",
    ),
    "RTE003": (
        "{found} er ikke et antal personer i en standardbefolkning. Antallet skal være 0 eller mere, og "
        "mindst ét skal være over 0.",
        "{found} is no number of persons in a standard population. It has to be 0 or more, and not all 0.",
    ),
    "RTE004": (
        "{found} år kan ikke lægges sammen. Vinduet skal være et helt tal på mindst 2.",
        "{found} years cannot be pooled. The window has to be a whole number of at least 2.",
    ),
    # REG: registers over time ------------------------------------------------------------------------
    "REG040": (
        "valget '{found}' af lagged kendes ikke.{hint} Vælg mellem {known}.",
        "the choice '{found}' of lagged is not known.{hint} Choose between {known}.",
    ),
    "REG041": (
        "valget {found} kendes ikke.{hint} Vælg mellem {known}.",
        "the choice {found} is not known.{hint} Choose between {known}.",
    ),
    "REG042": (
        "datoen mangler eller kan ikke læses (antal rækker: {count}; første: {row}). Skriv den som "
        "2024-01-31.",
        "the date is missing or cannot be read (rows: {count}; first: {row}). Write it like 2024-01-31.",
    ),
    "REG043": (
        "perioden slutter, før den begynder (antal rækker: {count}; første: {row}).",
        "the spell ends before it begins (rows: {count}; first: {row}).",
    ),
    "REG044": (
        "en person bor to steder samme dag (antal perioder: {count}; første i række {row}). Ret perioderne. "
        'Er den sidste dag flyttedagen, så vælg last_day="excluded".',
        "a person lives in two places on one day (spells: {count}; first in row {row}). Correct the spells. "
        'If the last day is the day of moving, choose last_day="excluded".',
    ),
    "REG045": (
        "der er {dates} datoer til {events} hændelser. Giv én dato for hver hændelse, eller én for alle.",
        "there are {dates} dates for {events} events. Give one date for each event, or one for all.",
    ),
    "REG046": (
        "personerne er tal det ene sted og tekst det andet, så ingen ville blive fundet. Brug samme slags.",
        "persons are numbers in one place and text in the other, so nobody would be found. Use one kind.",
    ),
    "REG047": (
        "året skal være et helt tal som 2024, men her står {found}. Gør kolonnen til hele tal.",
        "the year has to be a whole number such as 2024, but this is {found}. Make the column whole numbers.",
    ),
    # IDX: indexes ------------------------------------------------------------------------------------
    "IDX001": (
        "området findes ikke i indekset. Der er {known}.",
        "the area is not in the index. There are {known}.",
    ),
    "IDX002": (
        "et temaindeks kræver estimater efter område og år, men her er {found}. Beregn dem med "
        'by=["area", "year"].',
        "a theme index needs estimates by area and year, but these are by {found}. Make them with "
        'by=["area", "year"].',
    ),
    "IDX010": (
        "{since} og {until} sammenlignes ikke: {share} procent af temaets vægt er til stede og målt ens i "
        "begge år, og der kræves mindst {least}.",
        "{since} and {until} are not compared: {share} per cent of the theme's weight is present and "
        "measured alike in both years, and at least {least} is required.",
    ),
    "IDX011": (
        "brud i målingen: {why}",
        "a break in how it is measured: {why}",
    ),
    "IDX012": (
        "indikatoren er ikke målt i {years}.",
        "the indicator is not measured in {years}.",
    ),
    "IDX013": (
        "der er intet brugbart tal for {places}.",
        "there is no usable figure for {places}.",
    ),
    "IDX014": (
        "{since} og {until} sammenlignes ikke: en score, som metoden '{method}' regner på, er 0 eller "
        "derunder ({places}).",
        "{since} and {until} are not compared: a score that the method '{method}' works on is 0 or below "
        "({places}).",
    ),
    "IDX015": (
        "metoden kendes ikke: '{found}'. Vælg mellem {known}.",
        "the method is not known: '{found}'. Choose between {known}.",
    ),
    "IDX016": (
        "base_year er {found}. Et indeks med base 100 kræver et af årene {known}, og kun det har et "
        "base_year.",
        "base_year is {found}. An index with base 100 needs one of the years {known}, and no other has a "
        "base_year.",
    ),
    "IDX017": (
        "kun det aritmetiske indeks kan deles i bidrag; dette er '{found}'. Brug theme_index uden method.",
        "only the arithmetic index divides into contributions; this one is '{found}'. Use theme_index "
        "without method.",
    ),
    "IDX018": (
        "tallene for {since} og {until} bygger begge på {shared} og kan derfor ikke vise en udvikling mellem "
        "to perioder.",
        "the figures of {since} and {until} both rest on {shared}, so they cannot show a development between "
        "two periods.",
    ),
    # AMB: ambition -----------------------------------------------------------------------------------
    "AMB001": (
        "året findes ikke i indekset. Der er {known}.",
        "the year is not in the index. There are {known}.",
    ),
    "AMB002": (
        "korrektionen '{found}' kendes ikke.{hint} Vælg blandt {known}.",
        "the correction '{found}' is not known.{hint} Choose among {known}.",
    ),
    "AMB003": (
        "since ({since}) skal ligge før until ({until}).",
        "since ({since}) has to be before until ({until}).",
    ),
    "AMB010": (
        "der er ingen påstand om det. Der er {known}.",
        "nothing is claimed about it. There are {known}.",
    ),
    "AMB011": (
        "rækkerne kan ikke handle om '{found}'. Vælg theme eller indicator.",
        "rows cannot be about '{found}'. Choose theme or indicator.",
    ),
    "AMB012": (
        "undergrupper kræver estimater efter område, år og {by}, men her er {found}. Beregn dem med "
        'by=["area", "year", "{by}"].',
        "subgroups need estimates by area, year and {by}, but these are by {found}. Make them with "
        'by=["area", "year", "{by}"].',
    ),
    # PRG: progress -----------------------------------------------------------------------------------
    "PRG001": (
        "fremdrift kræver mindst to målinger, men her er kun [{found}]. Indekset har {known}.",
        "progress needs two waves or more, but here are only [{found}]. The index has {known}.",
    ),
    "PRG002": (
        "målåret {found} skal ligge efter den seneste måling ({last}).",
        "the target year {found} has to be after the last wave ({last}).",
    ),
    "PRG003": (
        "vejen '{found}' kendes ikke. Vælg line eller concatenate_influence.",
        "the path '{found}' is not known. Choose line or concatenate_influence.",
    ),
    # PLN: planning a survey --------------------------------------------------------------------------
    "PLN001": (
        "et område skrives som (antal voksne, antal svar) eller (antal voksne, antal svar, svar i den "
        "tidligere bølge), "
        "men her står {found}. Skriv None for et ukendt, stort antal voksne.",
        "an area is written (adults, answers) or (adults, answers, answers in the earlier wave), but here "
        "is {found}. "
        "Write None for a number of adults that is large and not known.",
    ),
    "PLN002": (
        "der skal være mindst {least} svar, så der er to udvalgsenheder, men her er {found}.",
        "at least {least} answers are needed, so that there are two sampling units, but here are {found}.",
    ),
    "PLN003": (
        "der kan ikke være {found} svar, når området har {population} voksne og andelen af svar er "
        "{response}.",
        "there cannot be {found} answers when the area has {population} adults and the share who answer is "
        "{response}.",
    ),
    "PLN004": (
        "tallet skal ligge mellem {low} og {high}, men er {found}.",
        "the number has to lie between {low} and {high}, but is {found}.",
    ),
    "PLN005": (
        "tallet skal være større end 0, men er {found}.",
        "the number has to be above 0, but is {found}.",
    ),
    "PLN006": (
        "området er ikke med i planen.{hint} Der er {known}.",
        "the area is not in the plan.{hint} There are {known}.",
    ),
    "PLN007": (
        "temaet er ikke med i planen.{hint} Der er {known}.",
        "the theme is not in the plan.{hint} There are {known}.",
    ),
    "PLN008": ("'{found}' kendes ikke. Vælg {known}.", "'{found}' is not known. Choose {known}."),
    "PLN009": (
        "resten af kommunen mangler. Skriv den som areas['rest'] = (antal voksne, antal svar), for en "
        "mindskelse er i "
        "forhold til den, og giv mindst ét område.",
        "the rest of the municipality is missing. Write it as areas['rest'] = (adults, answers), since a "
        "narrowing is "
        "held against it, and give at least one area.",
    ),
    "PLN010": (
        "området '{found}' har intet tal i den tidligere undersøgelse. Ret navnet, eller giv sd og deff.",
        "the area '{found}' has no figure in the earlier survey. Correct the name, or give sd and deff.",
    ),
    "PLN011": (
        "den tidligere undersøgelse har ingen tal fra en stikprøve at regne spredningen ud fra.",
        "the earlier survey has no figures from a sample to work the spread out from.",
    ),
    "PLN012": (
        "waves og overlap kan ikke bruges sammen: at samle bølger er regnet ud for bølger, der er trukket "
        "hver for sig.",
        "waves and overlap cannot be used together: pooling waves is worked out for waves drawn "
        "independently.",
    ),
    "PLN013": (
        "opsætningen har ingen borgerundersøgelse eller intet antal voksne ([population]) for dens sidste "
        "år, så der er "
        "intet at planlægge ud fra.",
        "the configuration has no survey, or no number of adults ([population]) for its last year, so there "
        "is nothing "
        "to plan from.",
    ),
    "PLN014": (
        "en mangler: {needed}. Giv et tal for hver.",
        "one is missing: {needed}. Give a number for each.",
    ),
    # CRI: the ministry's criteria --------------------------------------------------------------------
    "CRI001": (
        "kolonnen mangler. Hver række skal have et område og listens år.",
        "the column is missing. Every row needs an area and the year of the list.",
    ),
    "CRI002": (
        "kolonnen kendes ikke.{hint} Tag den ud, eller giv den et af navnene {known}.",
        "the column is not known.{hint} Take it out or give it one of the names {known}.",
    ),
    "CRI003": (
        "cellen er tom. Skriv området og året, eller tag rækken ud.",
        "the cell is empty. Write the area and the year, or take the row out.",
    ),
    "CRI004": (
        "området står mere end én gang i samme år: {found}. Der skal være én række for hvert område og år.",
        "the area is there more than once in one year: {found}. There has to be one row an area and year.",
    ),
    "CRI005": (
        "'{found}' er ikke et tal. Skriv et tal med punktum, eller lad cellen stå tom.",
        "'{found}' is not a number. Write a number with a point, or leave the cell empty.",
    ),
    "CRI006": (
        "{found} kan ikke være et antal personer eller et årstal. Skriv et helt tal, der ikke er under 0.",
        "{found} cannot be a number of persons or a year. Write a whole number that is not under 0.",
    ),
    "CRI007": (
        "{found} ligger uden for det mulige. Andele er i procent fra 0 til 100, også for dømte; indkomsten "
        "er i procent af regionens.",
        "{found} is not possible. Shares are in per cent from 0 to 100, of those convicted too; income is "
        "in per cent of the region's.",
    ),
    "CRI008": (
        "tabellen har ingen rækker, så der er ingen områder at placere.",
        "the table has no rows, so there is no area to place.",
    ),
    "CRI009": (
        "der var ingen liste i {found}. Den første er fra {first}.",
        "there was no list in {found}. The first is of {first}.",
    ),
    "CRI010": (
        "ingen række er fra {found}. Der er {known}.",
        "no row is of {found}. There are {known}.",
    ),
    "CRI011": (
        "listed nævner området '{found}', som ikke er i tabellen.",
        "listed names the area '{found}', which is not in the table.",
    ),
    "CRI012": (
        "antal år i træk ({found}) skal være 1 eller mere; loven siger 5 i dag.",
        "the number of years in a row ({found}) has to be 1 or more; the law says 5 today.",
    ),
    "CRI013": (
        "listed og tabellens tal siger hver sit om {found}. Ret det, der er forkert; et område kan være "
        "opgjort på andre tal, end ministeriet brugte.",
        "listed and the figures of the table contradict each other on {found}. Correct what is wrong; the "
        "area may have been counted on other figures than the ministry used.",
    ),
    "CRI014": (
        "området '{found}' er ikke blandt de placerede.{hint} Der er {known}.",
        "the area '{found}' is not among those placed.{hint} There are {known}.",
    ),
    "CRI015": (
        "afsnittet '{found}' gjaldt ikke i nogen af årene. Vælg 61a (fra 2010) eller 61b (fra 2021).",
        "the section '{found}' did not hold in any of the years. Choose 61a (from 2010) or 61b (from 2021).",
    ),
    # TGT: targets and complaints ---------------------------------------------------------------------
    "TGT001": (
        "kolonnen mangler.",
        "the column is missing.",
    ),
    "TGT002": (
        "målreglen '{found}' kendes ikke.{hint} Vælg blandt {known}.",
        "the rule '{found}' of a target is not known.{hint} Choose among {known}.",
    ),
    "TGT003": (
        "reglen {found} skal have et tal (level).",
        "the rule {found} needs a number (level).",
    ),
    "TGT004": (
        "der er et mål for '{found}', men ingen række i serien.{hint}",
        "there is a target for '{found}' but no row in the series.{hint}",
    ),
    "TGT005": (
        "'{found}' er ikke et tal.",
        "'{found}' is not a number.",
    ),
    "TGT006": (
        "indikatoren står mere end én gang i samme år: {found}.",
        "the indicator is there more than once in one year: {found}.",
    ),
    "TGT007": (
        "{found} kan ikke være et antal klagesager. Skriv et helt tal, der ikke er under 0.",
        "{found} cannot be a number of complaints. Write a whole number that is not under 0.",
    ),
    "TGT008": (
        "et gennemsnit kan ikke være af {found} år. Skriv 1 eller mere.",
        "a mean cannot be of {found} years. Write 1 or more.",
    ),
    "TGT009": (
        "fra {before} til {after} er {told} procentpoint og ikke {told} procent (det er {relative} procent).",
        "from {before} to {after} is {told} percentage points, not {told} per cent (that is {relative}).",
    ),
    "TGT010": (
        "fra {before} til {after} er {relative} procent og ikke {told} procent; {told} procent er ændringen "
        "i forhold til slutværdien.",
        "from {before} to {after} is {relative} per cent, not {told} per cent; {told} per cent is the change "
        "relative to where it ended.",
    ),
    "TGT011": (
        "fra {before} til {after} er {right} og ikke {told} {called}.",
        "from {before} to {after} is {right}, not {told} {called}.",
    ),
    "TGT012": (
        "ingen af procenttallene sætter en øvre grænse for, hvor mange de er af. Tag et med, der er over 0.",
        "none of the percentages sets an upper limit to how many they are of. Give one that is over 0.",
    ),
    # REG: registers on an engine ---------------------------------------------------------------------
    "REG001": (
        "et register kan være en Parquet- eller CSV-fil, en mappe med Parquet-filer eller en tabel fra "
        "pandas, DuckDB, Polars eller Spark, og her kom {found}.",
        "a register can be a Parquet or CSV file, a folder of Parquet files, or a table of pandas, DuckDB, "
        "Polars or Spark, and this is {found}.",
    ),
    "REG002": (
        "kolonnen skal være tal, men er {found}. Lav den om til tal, eller ret definitionen.",
        "the column has to be numbers but is {found}. Turn it into numbers, or correct the definition.",
    ),
    "REG003": (
        "værdien mangler (antal rækker: {count}). Udfyld den, eller tag rækkerne ud.",
        "the value is missing (rows: {count}). Fill it in, or take the rows out.",
    ),
    "REG004": (
        "den samme person står flere gange i samme år (antal gentagelser: {count}; en af dem: {found}). Tag "
        "gentagelserne ud.",
        "the same person is there more than once in a year (repetitions: {count}; one of them: {found}). "
        "Take the repetitions out.",
    ),
    "REG005": (
        "mappen har ingen Parquet-filer. Kontrollér, at det er den rigtige mappe.",
        "the folder has no Parquet files. Check that it is the right folder.",
    ),
    # REL: release ------------------------------------------------------------------------------------
    "REL001": (
        "kun en status fra aarsstatus() kan frigives; her er en {found}.",
        "only a status from aarsstatus() can be released; this is a {found}.",
    ),
    "REL002": (
        "mindste antal personer ({found}) skal være 1 eller mere; kommunens praksis er 5.",
        "the smallest number of persons ({found}) has to be 1 or more; the municipality's practice is 5.",
    ),
    # RBU: robustness ---------------------------------------------------------------------------------
    "RBU001": (
        "valgene prøves ud fra det aritmetiske indeks; dette er '{found}'. Brug theme_index uden method.",
        "the choices are tried from the arithmetic index; this one is '{found}'. Use theme_index without "
        "method.",
    ),
    "RBU002": (
        "så er der ingen indikator tilbage at sammenligne på.",
        "no indicator is then left to compare on.",
    ),
    "RBU003": (
        "så er kun {share} procent af temaets vægt tilbage at sammenligne på, og der kræves mindst {least}.",
        "only {share} per cent of the theme's weight is then left to compare on, and at least {least} is "
        "required.",
    ),
    "RBU004": (
        "der er ingen konklusion at holde op imod.",
        "there is no verdict to hold it against.",
    ),
    # REP: report -------------------------------------------------------------------------------------
    "REP001": (
        "en rapport kan kun skrives af et frigivet resultat, og her kom {found}. Kald release(status) først.",
        "a report can only be written from a released result, and this is {found}. Call "
        "release(status) first.",
    ),
    "REP002": (
        "formatet '{found}' kan ikke skrives.{hint} Vælg blandt {known}.",
        "the format '{found}' cannot be written.{hint} Choose among {known}.",
    ),
    "REP003": (
        "mappen har filer i sig, men intet manifest fra en tidligere Årsstatus, så intet er skrevet. Vælg en "
        "ny eller tom mappe.",
        "the folder has files in it but no manifest of an earlier Årsstatus, so nothing was written. Choose "
        "a new or an empty folder.",
    ),
    "REP004": (
        "her ligger en fil, og resultatet skal ligge i en mappe. Vælg et andet navn.",
        "there is a file here, and the result needs a folder. Choose another name.",
    ),
    "REP005": (
        "filen er ikke skrevet af Årsstatus og ville blive overskrevet, så intet er skrevet. Flyt den, eller "
        "vælg en anden mappe.",
        "the file was not written by the Årsstatus and would be overwritten, so nothing was written. Move it "
        "or choose another folder.",
    ),
    "REP006": (
        "mappen kan ikke skrives: {reason}. Det tidligere resultat er urørt.",
        "the folder cannot be written: {reason}. The earlier result is untouched.",
    ),
    "REP007": (
        "der er ikke valgt noget format. Vælg blandt {known}.",
        "no format was chosen. Choose among {known}.",
    ),
}


def _names(template: str) -> list[str]:
    """Return the names that a template uses."""
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]


def _hint(suggestion: object, lang: str) -> str:
    """Return the friendly question after a word that was not known."""
    if not suggestion:
        return ""
    return f" Mente du '{suggestion}'?" if lang == "da" else f" Did you mean '{suggestion}'?"
