"""Which verdicts stay the same when weights, the mean or an indicator are chosen otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from social_balance.definitions.catalogue import Themes
from social_balance.estimates.scores import counting
from social_balance.estimates.values import Estimates
from social_balance.language.faults import InputError, Issue
from social_balance.language.texts import VERDICTS, Lang, heading, in_language, say
from social_balance.verdicts.aggregates import Method
from social_balance.verdicts.ambition import Ambition, ambition
from social_balance.verdicts.indexes import ThemeIndex, compare, index_of_scores
from social_balance.verdicts.multiplicity import Adjust

Cell: TypeAlias = tuple[str, str]  # theme, area
Row: TypeAlias = dict[str, Any]
FIGURES = (
    "development", "development_se", "development_low", "development_high",
    "narrowing", "narrowing_se", "narrowing_low", "narrowing_high",
)  # fmt: skip
STATES = ("own", "gap_state", "verdict")
WITHOUT = "without:"


@dataclass(frozen=True)
class Robustness:
    """The verdict of every theme and area under other choices than the given ones.

    Parameters
    ----------
    rows : DataFrame, one row per (theme, area, choice)
        As `frame`, with ``why`` an Issue or None.
    themes : Themes
        The definitions, for the titles.
    since, until : int
    reference : str
        Label of the reference.
    """

    rows: pd.DataFrame
    themes: Themes
    since: int
    until: int
    reference: str

    def frame(self, *, lang: Lang = "da") -> pd.DataFrame:
        """Return what every choice gives.

        Parameters
        ----------
        lang : {"da", "en"}
            Language of ``why``.

        Returns
        -------
        DataFrame, one row per (theme, area, choice)
            development and narrowing, each with ``_se``, ``_low`` and ``_high`` (points of that index); own,
            gap_state, verdict; ``tried`` ("tried", "same": the choice changes nothing here, or "not_tried")
            and ``why`` it is not. Choices: "given", "equal", "geometric", "without:INDICATOR".
        """
        return self.rows.assign(why=[issue.message(lang) if issue else "" for issue in self.rows["why"]])

    def summary(self, *, lang: Lang = "da") -> pd.DataFrame:
        """Return, for every theme and area, whether its verdict survives every choice.

        Parameters
        ----------
        lang : {"da", "en"}
            Language of ``words``.

        Returns
        -------
        DataFrame, one row per (theme, area)
            ``verdict`` (the given one); ``survives``: "survives", "overturned" (another verdict under a
            choice), or "cannot_be_tried" (the same wherever it could be tried, but a choice could not be);
            ``contradicted`` (a choice shows the opposite direction: better against worse, a smaller gap
            against a larger); ``n_tried``; ``overturned_by`` and ``not_tried`` (tuples of choices);
            ``words``.
        """
        cells: dict[Cell, list[Row]] = {}
        for row in _records(self.rows):
            cells.setdefault((row["theme"], row["area"]), []).append(row)
        told = [{"theme": c[0], "area": c[1], **self._told(c[0], rows, lang)} for c, rows in cells.items()]
        return pd.DataFrame(told).set_index(["theme", "area"])

    def label(self, choice: str, theme: str, lang: Lang = "da") -> str:
        """Return a choice in words, such as "uden 'Dømte'".

        Parameters
        ----------
        choice : str
            As in the frame.
        theme : str
            Id of the theme.
        lang : {"da", "en"}
            Language.

        Returns
        -------
        str
            The words, as they stand inside a sentence.
        """
        if not choice.startswith(WITHOUT):
            return say(f"robust_{choice}", lang)
        title = in_language(self.themes[theme][choice.removeprefix(WITHOUT)].title, lang)
        return say("robust_without", lang, indicator=title)

    def _told(self, theme: str, rows: list[Row], lang: Lang) -> dict[str, Any]:
        """What the choices come to in one theme and area."""
        [given] = [row for row in rows if row["choice"] == "given"]
        tried = [row for row in rows if row["tried"] == "tried" and row is not given]
        other = [row for row in tried if row["verdict"] != given["verdict"]]
        untried = [row for row in rows if row["tried"] == "not_tried" and row is not given]
        code = "overturned" if other else "survives" if not untried else "cannot_be_tried"
        contradicted = any(_opposite(given, row) for row in other)
        words = [say(f"robust_{code}", lang)]
        if other:
            words.append(say("robust_contradicted" if contradicted else "robust_not_contradicted", lang))
        words += self._lines(theme, other, lambda row: f"{VERDICTS[row['verdict']].label(lang)}.", lang)
        words += [say("robust_same_else", lang)] if tried and untried and not other else []
        words += self._lines(theme, untried, lambda row: row["why"].message(lang), lang)
        return {
            "verdict": given["verdict"], "survives": code, "contradicted": contradicted,
            "n_tried": len(tried), "overturned_by": tuple(row["choice"] for row in other),
            "not_tried": tuple(row["choice"] for row in untried), "words": " ".join(words),
        }  # fmt: skip

    def _lines(self, theme: str, rows: list[Row], word: Callable[[Row], str], lang: Lang) -> list[str]:
        """Sentences, one for each outcome, with the choices that have it."""
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(word(row), []).append(self.label(row["choice"], theme, lang))
        return [f"{heading(_listed(labels, lang))}: {outcome}" for outcome, labels in found.items()]

    def _repr_html_(self) -> str:
        table = self.summary()[["verdict", "survives", "words"]]
        return f"<p>{say('internal')}</p>{table.to_html(max_rows=30)}"


def robustness(
    index: ThemeIndex,
    *,
    since: int,
    until: int,
    reference: str = "rest",
    margin: float | Mapping[str, float] = 2.0,
    adjust: Adjust = "bh",
    alpha: float = 0.05,
) -> Robustness:
    """Hold the ambition against indexes made by other choices, and see which verdicts change.

    Parameters
    ----------
    index : ThemeIndex
        The arithmetic index with its given weights.
    since, until, reference, margin, adjust, alpha
        As in `ambition`.

    Returns
    -------
    Robustness

    Raises
    ------
    InputError
        When the index is not arithmetic, and whatever `ambition` refuses.

    Notes
    -----
    The choices, one at a time: equal weights in every theme; the geometric mean in every theme; each
    indicator left out of its theme, with all other themes as given. The whole table is judged anew each time,
    so a corrected p-value is corrected within the family that the choice gives. A verdict survives when every
    choice gives the same verdict. A choice cannot be tried where the comparison would rest on too little of
    the theme's weight (`least_weight` of all of it), on nothing, or on a score without a logarithm; then no
    verdict of that theme and area is said to survive. It is a check of how much hangs on a choice, not a
    test: there is no null hypothesis, and a verdict that is lost may have been close to the line.
    [OECD/JRC, Handbook on Constructing Composite Indicators, 2008, on robustness and sensitivity]

    Examples
    --------
    >>> from social_balance.estimates.values import from_values
    >>> from social_balance.verdicts.indexes import theme_index
    >>> from social_balance.definitions.catalogue import read_indicators
    >>> index = theme_index(from_values(
    ...     [(k, area, year) for k in ("doemte", "tryg_i_nabolaget", "tryg_om_aftenen", "nabolagsproblemer")
    ...      for area in ("A", "rest") for year in (2021, 2024)],
    ...     [2.0, 1.0, 1.5, 1.4, 60, 75, 80, 81, 50, 66, 70, 71, 45, 30, 20, 19], [0.01] * 16,
    ...     names=("measure", "area", "year")), read_indicators("indices"))
    >>> robustness(index, since=2021, until=2024).summary().loc[("tryghed", "A"), "survives"]
    'survives'
    """
    if index.method != "arithmetic":
        raise InputError(Issue("RBU001", found=index.method))
    asked: dict[str, Any] = {
        "since": since, "until": until, "reference": reference, "margin": margin, "adjust": adjust,
        "alpha": alpha,
    }  # fmt: skip
    given = _cells(ambition(index, **asked))
    against, years = index.role(reference), {"since": since, "until": until}
    unknown = {cell: _unknown(index, cell, row, against, years) for cell, row in given.items()}
    rows = [_row(cell, "given", given, issue) for cell, issue in unknown.items()]
    for choice, other, touched in _choices(index):
        effects = {
            cell: issue or _effect(index, other, cell, against, years)
            for cell, issue in unknown.items()
            if cell[0] in touched
        }
        tried = any(effect is None for effect in effects.values())
        made = _cells(ambition(other, **asked)) if tried else given
        rows += [
            _row(c, choice, given if effect == "same" else made, effect) for c, effect in effects.items()
        ]
    place = {cell: n for n, cell in enumerate(given)}
    rows.sort(key=lambda row: place[row["theme"], row["area"]])
    table = pd.DataFrame(rows).set_index(["theme", "area", "choice"])
    return Robustness(table, index.themes, since, until, against)


def _cells(made: Ambition) -> dict[Cell, Row]:
    """Return the table of an ambition by theme and area."""
    return {(row["theme"], row["area"]): row for row in _records(made.frame()[[*FIGURES, *STATES]])}


def _records(table: pd.DataFrame) -> list[Row]:
    return [{str(k): v for k, v in row.items()} for row in table.reset_index().to_dict("records")]


def _choices(index: ThemeIndex) -> Iterator[tuple[str, ThemeIndex, tuple[str, ...]]]:
    """Every other choice as an index, with the themes that it is about."""
    everywhere = tuple(theme.id for theme in index.themes)
    yield "equal", _remade(index, index.scores, themes=_equal(index.themes)), everywhere
    yield "geometric", _remade(index, index.scores, method="geometric"), everywhere
    measure = index.scores.labels.get_level_values("measure")
    for theme in index.themes:
        for indicator in counting(theme):
            # Not taken out of the theme: its weight still counts in what the comparison has to rest on.
            status = index.scores.rows["status"].mask(measure == indicator.id, "left_out")
            scores = Estimates(index.scores.rows.assign(status=status), index.scores.matrix)
            yield f"{WITHOUT}{indicator.id}", _remade(index, scores), (theme.id,)


def _remade(
    index: ThemeIndex, scores: Estimates, *, themes: Themes | None = None, method: Method = "arithmetic"
) -> ThemeIndex:
    return index_of_scores(
        scores, themes or index.themes, areas=index.areas, least_weight=index.least_weight, method=method
    )


def _equal(themes: Themes) -> Themes:
    """The same themes with the same weight on every indicator."""
    return Themes(
        tuple(
            replace(theme, indicators=tuple(replace(indicator, weight=1.0) for indicator in theme))
            for theme in themes
        )
    )


def _unknown(
    index: ThemeIndex, cell: Cell, given: Row, against: str, years: Mapping[str, int]
) -> Issue | None:
    """Why there is no given verdict that a choice could change."""
    if given["verdict"] != "missing":
        return None
    theme, area = cell
    return compare(index, index.themes[theme], **years, areas=[area, against]).refused or Issue("RBU004")


def _effect(
    index: ThemeIndex, other: ThemeIndex, cell: Cell, against: str, years: Mapping[str, int]
) -> Issue | Literal["same"] | None:
    """What keeps a choice from being tried in a theme and area: an issue, or that it changes nothing."""
    theme, area = cell
    before = compare(index, index.themes[theme], **years, areas=[area, against])
    after = compare(other, other.themes[theme], **years, areas=[area, against])
    if after.rests_on == before.rests_on and (other.method == "arithmetic" or len(before.rests_on) == 1):
        return "same"
    if after.refused is None:
        return None
    if not after.rests_on:
        return Issue("RBU002")
    if after.refused.code == "IDX010":
        return Issue("RBU003", values=after.refused.values)
    return after.refused


def _row(cell: Cell, choice: str, made: Mapping[Cell, Row], effect: Issue | Literal["same"] | None) -> Row:
    """One theme and area under one choice; a verdict that is not there is never one that survives."""
    found = made[cell]
    if effect is None and found["verdict"] == "missing":
        effect = Issue("RBU004")
    if isinstance(effect, Issue):
        found = dict.fromkeys(FIGURES, np.nan) | dict.fromkeys(STATES, "missing")
        return {
            "theme": cell[0],
            "area": cell[1],
            "choice": choice,
            **found,
            "tried": "not_tried",
            "why": effect,
        }
    about = {"theme": cell[0], "area": cell[1], "choice": choice}
    return {**found, **about, "tried": effect or "tried", "why": None}


def _opposite(given: Row, other: Row) -> bool:
    """Whether two verdicts say contrary things of the area's own direction or of its gap."""
    directions = ({"better", "worse"}, {"smaller", "larger"})
    ends = [{row[of].removeprefix("slightly_") for row in (given, other)} for of in ("own", "gap_state")]
    return any(found == pair for found, pair in zip(ends, directions, strict=True))


def _listed(labels: list[str], lang: Lang) -> str:
    """Choices as alternatives: "lige vægte, uden 'a' eller uden 'b'"."""
    *first, last = labels
    return f"{', '.join(first)} {say('or', lang)} {last}" if first else last
