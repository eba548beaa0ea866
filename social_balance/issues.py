"""Faults as data: what is wrong, where it stands, what was found there and what to do about it."""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LANGUAGES = ("da", "en")


class Word(str):
    """A word inside a message that has a Danish and an English form in ``WORDS``."""

    __slots__ = ()


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
    place : str
        The place inside the file or table, such as ``[indicator] direction`` or ``kolonne 'q12'``.
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
    >>> print(Issue("DEF003", "tryghed/tryg.toml", 10, "[indicator] directon",
    ...             values={"suggestion": "direction"}))
    tryghed/tryg.toml:10 [indicator] directon — feltet kendes ikke. Mente du 'direction'?
    """

    code: str
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
        """
        where = f"{self.file}:{self.line}" if self.file and self.line else self.file
        if self.line and not self.file:
            where = f"{'linje' if lang == 'da' else 'line'} {self.line}"
        start = " ".join(part for part in (where, self.place) if part)
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
        words = {name: _shown(value, lang) for name, value in self.values.items()}
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
    >>> error = InputError([Issue("EXP009", place="tegn 1")])
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


# Words that stand inside messages and differ between the languages; used as Word("text").
WORDS: dict[str, tuple[str, str]] = {
    "text": ("en tekst i anførselstegn", "a text in quotation marks"),
    "number": ("et tal", "a number"),
    "whole number": ("et helt tal", "a whole number"),
    "true or false": ("true eller false", "true or false"),
    "list": ("en liste i kantede parenteser, fx [1, 2]", "a list in square brackets, such as [1, 2]"),
    "table": ("en gruppe af felter", "a group of fields"),
    "condition": ("en betingelse, fx alder >= 18", "a condition, such as age >= 18"),
}

# ONE table of every message: code -> (Danish, English). Templates use {names} from Issue.values,
# {found} for the value met and {hint} for " Mente du 'x'?" made from values["suggestion"].
# Append new codes at the end of the block of their prefix; never change the meaning of a code.
MESSAGES: dict[str, tuple[str, str]] = {
    # EXP: conditions -------------------------------------------------------------------------------
    "EXP001": (
        "betingelser kan ikke kalde funktioner, og her står '{found}('. Skriv fx alder >= 18 eller "
        "q12 in (1, 2).",
        "conditions cannot call functions, and this one says '{found}('. Write for example age >= 18 or "
        "q12 in (1, 2).",
    ),
    "EXP002": (
        "et enkelt lighedstegn kan ikke bruges i en betingelse. Skriv == for 'er lig med'.",
        "a single equals sign cannot be used in a condition. Write == for 'is equal to'.",
    ),
    "EXP003": (
        "tegnet '{found}' kan ikke bruges i en betingelse.{advice}",
        "the character '{found}' cannot be used in a condition.{advice}",
    ),
    "EXP004": (
        "parentesen lukkes ikke. Tilføj en ) hvor den skal slutte.",
        "the bracket is never closed. Add a ) where it should end.",
    ),
    "EXP005": (
        "her står en ) uden at en parentes er åbnet. Slet den, eller tilføj en ( før den.",
        "there is a ) here although no bracket is open. Delete it, or add a ( before it.",
    ),
    "EXP006": (
        "anførselstegnet lukkes ikke. Afslut teksten med {found}.",
        "the quotation mark is never closed. End the text with {found}.",
    ),
    "EXP007": (
        "her mangler {expected}; der står '{found}'.",
        "{expected} is missing here; it says '{found}'.",
    ),
    "EXP008": (
        "betingelsen slutter for tidligt: her mangler {expected}.",
        "the condition ends too early: {expected} is missing here.",
    ),
    "EXP009": (
        "betingelsen er tom. Skriv en betingelse, fx alder >= 18.",
        "the condition is empty. Write a condition, such as age >= 18.",
    ),
    "EXP020": (
        "kolonnen '{found}' findes ikke i data.{hint} Data har kolonnerne {known}.",
        "the column '{found}' is not in the data.{hint} The data have the columns {known}.",
    ),
    # DEF: definitions of indicators ------------------------------------------------------------------
    "DEF001": (
        "filen er ikke gyldig TOML: {reason}. Ret linjen, og prøv igen.",
        "the file is not valid TOML: {reason}. Correct the line and try again.",
    ),
    "DEF002": (
        "filen er ikke gemt som UTF-8 (byte {position} kan ikke læses). Gem den som UTF-8 i editoren.",
        "the file is not saved as UTF-8 (byte {position} cannot be read). Save it as UTF-8 in the editor.",
    ),
    "DEF003": (
        "feltet kendes ikke.{hint}",
        "the field is not known.{hint}",
    ),
    "DEF004": (
        "feltet mangler. Tilføj {name}.",
        "the field is missing. Add {name}.",
    ),
    # CFG: configuration ------------------------------------------------------------------------------
    # CBK: codebooks ----------------------------------------------------------------------------------
    # INP: data files, columns, values ----------------------------------------------------------------
    # ARE: areas --------------------------------------------------------------------------------------
    # DSN: survey design ------------------------------------------------------------------------------
    # EST: estimation ---------------------------------------------------------------------------------
    # IDX: indexes ------------------------------------------------------------------------------------
    # AMB: ambition -----------------------------------------------------------------------------------
    # REL: release ------------------------------------------------------------------------------------
    # REP: report -------------------------------------------------------------------------------------
}


def _names(template: str) -> list[str]:
    """Return the names that a template uses."""
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]


def _shown(value: object, lang: str) -> str:
    """Return a value as it is written inside a sentence."""
    if isinstance(value, Word):
        return WORDS[value][LANGUAGES.index(lang)]
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, float):
        number = f"{value:.10g}"
        return number.replace(".", ",") if lang == "da" else number
    if isinstance(value, (list, tuple)):
        shown = [_shown(item, lang) for item in value]
        last = " og " if lang == "da" else " and "
        return last.join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
    return str(value)


def _hint(suggestion: object, lang: str) -> str:
    """Return the friendly question after a word that was not known."""
    if not suggestion:
        return ""
    return f" Mente du '{suggestion}'?" if lang == "da" else f" Did you mean '{suggestion}'?"
