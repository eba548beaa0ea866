"""Faults as data: what is wrong, where it stands, what was found there and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field

from social_balance.language.places import Place, place_inside, place_text
from social_balance.language.reader import notebook_language
from social_balance.language.tables import DEFAULT, fields_of, languages, table_faults, template
from social_balance.language.values_in_words import Word, shown, suggest

__all__ = [
    "DefinitionError", "Faults", "InputError", "Issue", "Place", "SocialBalanceError", "Word",
    "absent_columns", "known_language", "language_issues", "place_inside", "place_text", "rows_issue",
    "shown", "suggest", "text_of", "unknown_choice",
]  # fmt: skip


@dataclass(frozen=True)
class Issue:
    """One fault, in a form that both people and programs can read.

    Parameters
    ----------
    code : str
        Stable code, a key of the table ``faults``; safe to test for and to search for.
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
        lacking = fields_of(template("faults", self.code)) - set(self.values) - {"found", "hint"}
        if lacking:
            raise KeyError(f"{self.code} needs {sorted(lacking)}")

    def text(self, lang: str = DEFAULT) -> str:
        """Return the whole fault on one line: file, line, place, message.

        Parameters
        ----------
        lang : str
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
            where = f"{template('places', 'line', known_language(lang))} {self.line}"
        place = place_text(self.place, lang)
        start = " ".join(part for part in (where, place) if part)
        return f"{start} — {self.message(lang)}" if start else self.message(lang)

    def message(self, lang: str = DEFAULT) -> str:
        """Return the message alone, without file and place.

        Parameters
        ----------
        lang : str
            Language of the message.

        Returns
        -------
        str
            What is wrong and what to do.
        """
        words = {name: shown(value, known_language(lang)) for name, value in self.values.items()}
        words["found"] = self.found
        words["hint"] = _hint_in_words(self.values.get("suggestion"), lang)
        return _template_or_default("faults", self.code, lang).format_map(words)

    def __str__(self) -> str:
        """Return the text in the default language."""
        return self.text()


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

    def text(self, lang: str = DEFAULT) -> str:
        """Return a header with the number of faults and one fault a line.

        Parameters
        ----------
        lang : str
            Language of the messages.

        Returns
        -------
        str
            The text that is shown to the user.
        """
        count = len(self.issues)
        heading = _template_or_default("fault_list", "one" if count == 1 else "many", known_language(lang))
        header = heading.format(count=count)
        return "\n".join([header, *(issue.text(lang) for issue in self.issues)])

    def __str__(self) -> str:
        """Return the text in the default language."""
        return self.text(notebook_language())


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


def rows_issue(
    code: str, column: str, rows: Iterable[bool], *, file: str = "", found: str = "", **values: object
) -> Issue:
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
    found : str
        The value met.
    **values
        What else the message uses.

    Examples
    --------
    >>> print(rows_issue("CAL003", "alder", [False, True, True]))
    kolonne 'alder' — ...
    """
    wrong = [number for number, is_wrong in enumerate(rows, start=1) if is_wrong]
    values = {"count": len(wrong), "row": wrong[0], **values}
    return Issue(code, file=file, place=Place.column(column), found=found, values=values)


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


def text_of(table: str, key: str, lang: str = DEFAULT) -> str:
    """Return a text of a language's tables, the names in braces not filled in.

    Parameters
    ----------
    table, key : str
        Where it stands.
    lang : str
        Language.

    Raises
    ------
    InputError
        When there is no such language.
    DefinitionError
        When the language lacks the text, or cannot be read: every fault of the language at once.
    KeyError
        When no language has the text: the caller is at fault, not the translator.

    Examples
    --------
    >>> text_of("lists", "and", "en")
    'and'
    >>> text_of("lists", "and", "eng")
    Traceback (most recent call last):
    social_balance.language.faults.InputError: Der er 1 fejl:
    lang — valget "eng" kendes ikke. Mente du 'en'? Vælg mellem "da" og "en".
    """
    try:
        return template(table, key, known_language(lang))
    except (KeyError, ValueError) as error:
        if isinstance(error, SocialBalanceError):
            raise
        if issues := language_issues(lang):
            raise DefinitionError(issues) from None
        raise


def known_language(lang: str) -> str:
    """Return the language when there is one of that name, and raise when there is not."""
    if issues := unknown_choice("lang", lang, languages()):
        raise InputError(issues)
    return lang


def language_issues(lang: str) -> list[Issue]:
    """Return what a language lacks beside the default one, as faults that a translator can act on.

    Examples
    --------
    >>> language_issues("en")
    []
    """
    return [
        Issue(each.code, file=each.file, place=each.place, found=each.found) for each in table_faults(lang)
    ]


def _template_or_default(table: str, key: str, lang: str) -> str:
    try:
        return template(table, key, lang)
    except (KeyError, ValueError):
        # A fault is told in the default language rather than not at all.
        return template(table, key)


def _hint_in_words(suggestion: object, lang: str) -> str:
    """Return the friendly question after a word that was not known."""
    if not suggestion:
        return ""
    return " " + _template_or_default("fault_list", "hint", lang).format(suggestion=suggestion)
