"""Which verdicts stay the same when weights, the mean or an indicator are chosen otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from social_balance.definitions.catalogue import Themes
from social_balance.estimates.scores import index_indicators
from social_balance.estimates.values import Estimates
from social_balance.language.faults import InputError, Issue
from social_balance.language.texts import VERDICTS, Lang, heading, in_language, say
from social_balance.language.values_in_words import joined
from social_balance.showing.view import ResultView, Shown, reading_language
from social_balance.verdicts.aggregates import Method
from social_balance.verdicts.ambition import Ambition, ambition
from social_balance.verdicts.indexes import Comparison, ThemeIndex, compare, index_of_scores
from social_balance.verdicts.multiplicity import Adjust

Cell: TypeAlias = tuple[str, str]  # theme, area
Row: TypeAlias = dict[str, Any]  # of the table of choices
FIGURES = (
    "development", "development_se", "development_low", "development_high",
    "narrowing", "narrowing_se", "narrowing_low", "narrowing_high",
)  # fmt: skip
STATES = ("own", "gap_state", "verdict")
WITHOUT = "without:"


@dataclass(frozen=True, repr=False)
class Robustness(Shown):
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
        summaries = [
            {"theme": theme, "area": area, **self._summary_row(theme, rows, lang)}
            for (theme, area), rows in cells.items()
        ]
        return pd.DataFrame(summaries).set_index(["theme", "area"])

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

    def _summary_row(self, theme: str, rows: list[Row], lang: Lang) -> dict[str, Any]:
        """What the choices come to in one theme and area."""
        [given] = [row for row in rows if row["choice"] == "given"]
        tried = [row for row in rows if row["tried"] == "tried" and row is not given]
        other = [row for row in tried if row["verdict"] != given["verdict"]]
        untried = [row for row in rows if row["tried"] == "not_tried" and row is not given]
        contradicted = any(_are_opposite(given, row) for row in other)
        code = _survival_of(other, untried)
        words = [say(f"robust_{code}", lang)]
        if other:
            words.append(say(f"robust_{_CONTRADICTED[contradicted]}", lang))
        words += self._outcome_sentences(
            theme, other, lambda row: f"{VERDICTS[row['verdict']].label(lang)}.", lang
        )
        if tried and untried and not other:
            words.append(say("robust_same_else", lang))
        words += self._outcome_sentences(theme, untried, lambda row: row["why"].message(lang), lang)
        return {
            "verdict": given["verdict"], "survives": code, "contradicted": contradicted,
            "n_tried": len(tried), "overturned_by": tuple(row["choice"] for row in other),
            "not_tried": tuple(row["choice"] for row in untried), "words": " ".join(words),
        }  # fmt: skip

    def _outcome_sentences(
        self, theme: str, rows: list[Row], word: Callable[[Row], str], lang: Lang
    ) -> list[str]:
        """Sentences, one for each outcome, with the choices that have it."""
        choices: dict[str, list[str]] = {}
        for row in rows:
            choices.setdefault(word(row), []).append(self.label(row["choice"], theme, lang))
        return [
            f"{heading(_as_alternatives(labels, lang))}: {outcome}" for outcome, labels in choices.items()
        ]

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.verdicts.views import robustness_view

        return robustness_view(self, reading_language(lang))


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
    question: dict[str, Any] = {
        "since": since, "until": until, "reference": reference, "margin": margin, "adjust": adjust,
        "alpha": alpha,
    }  # fmt: skip
    given = _rows_by_cell(ambition(index, **question))
    versus = Versus(index.role(reference), since, until)
    unknown = {cell: _absence_of_verdict(index, cell, row, versus) for cell, row in given.items()}
    rows = [_choice_row(cell, "given", given, issue) for cell, issue in unknown.items()]
    for choice in _other_choices(index):
        effects = {
            cell: issue or _effect_of_choice(index, choice.index, cell, versus)
            for cell, issue in unknown.items()
            if cell[0] in choice.themes
        }
        other = given
        # A table takes time: it is made only where some cell of it is looked at.
        if None in effects.values():
            other = _rows_by_cell(ambition(choice.index, **question))
        for cell, effect in effects.items():
            source = given if effect == "same" else other
            rows.append(_choice_row(cell, choice.name, source, effect))
    # Read as the table of the ambition is: by theme and area, not by choice.
    order = {cell: n for n, cell in enumerate(given)}
    rows.sort(key=lambda row: order[row["theme"], row["area"]])
    table = pd.DataFrame(rows).set_index(["theme", "area", "choice"])
    return Robustness(table, index.themes, since, until, versus.reference)


@dataclass(frozen=True)
class Versus:
    """What every area is held against: the reference's label, and the two years."""

    reference: str
    since: int
    until: int

    def compare(self, index: ThemeIndex, cell: Cell) -> Comparison:
        """Return what the comparison of one theme and area rests on."""
        theme, area = cell
        areas = [area, self.reference]
        return compare(index, index.themes[theme], since=self.since, until=self.until, areas=areas)


@dataclass(frozen=True)
class Choice:
    """Another choice: its name, the index that it makes, and the themes that it is about."""

    name: str
    index: ThemeIndex
    themes: tuple[str, ...]


def _rows_by_cell(amb: Ambition) -> dict[Cell, Row]:
    """Return the table of an ambition by theme and area."""
    return {(row["theme"], row["area"]): row for row in _records(amb.frame()[[*FIGURES, *STATES]])}


def _records(table: pd.DataFrame) -> list[Row]:
    return [{str(k): v for k, v in row.items()} for row in table.reset_index().to_dict("records")]


def _other_choices(index: ThemeIndex) -> Iterator[Choice]:
    everywhere = tuple(theme.id for theme in index.themes)
    even = _equally_weighted(index.themes)
    yield Choice("equal", _remade_index(index, index.scores, themes=even), everywhere)
    yield Choice("geometric", _remade_index(index, index.scores, method="geometric"), everywhere)
    measure = index.scores.labels.get_level_values("measure")
    for theme in index.themes:
        for indicator in index_indicators(theme):
            # Not taken out of the theme: its weight still counts in what the comparison has to rest on.
            status = index.scores.rows["status"].mask(measure == indicator.id, "left_out")
            scores = replace(index.scores, rows=index.scores.rows.assign(status=status))
            yield Choice(f"{WITHOUT}{indicator.id}", _remade_index(index, scores), (theme.id,))


def _remade_index(
    index: ThemeIndex, scores: Estimates, *, themes: Themes | None = None, method: Method = "arithmetic"
) -> ThemeIndex:
    return index_of_scores(
        scores, themes or index.themes, areas=index.areas, least_weight=index.least_weight, method=method
    )


def _equally_weighted(themes: Themes) -> Themes:
    """The same themes with the same weight on every indicator."""
    return Themes(
        tuple(
            replace(theme, indicators=tuple(replace(indicator, weight=1.0) for indicator in theme))
            for theme in themes
        )
    )


def _absence_of_verdict(index: ThemeIndex, cell: Cell, given: Row, versus: Versus) -> Issue | None:
    """Why there is no given verdict that a choice could change."""
    if given["verdict"] != "missing":
        return None
    return versus.compare(index, cell).refused or Issue("RBU004")


def _effect_of_choice(
    index: ThemeIndex, other: ThemeIndex, cell: Cell, versus: Versus
) -> Issue | Literal["same"] | None:
    """What keeps a choice from being tried in a theme and area: an issue, or that it changes nothing."""
    # The same indicators with the same weights are the same index, unless the mean is another.
    before = versus.compare(index, cell)
    after = versus.compare(other, cell)
    if after.rests_on == before.rests_on and (other.method == "arithmetic" or len(before.rests_on) == 1):
        return "same"
    if after.refused is None:
        return None
    if not after.rests_on:
        return Issue("RBU002")
    if after.refused.code == "IDX010":
        return Issue("RBU003", values=after.refused.values)
    return after.refused


def _choice_row(
    cell: Cell, choice: str, source: Mapping[Cell, Row], effect: Issue | Literal["same"] | None
) -> Row:
    """One theme and area under one choice; a verdict that is not there is never one that survives."""
    row = source[cell]
    about = {"theme": cell[0], "area": cell[1], "choice": choice}
    # The choice could be made and still gave no verdict, as where a figure has no spread.
    if effect is None and row["verdict"] == "missing":
        effect = Issue("RBU004")
    if isinstance(effect, Issue):
        empty = dict.fromkeys(FIGURES, np.nan) | dict.fromkeys(STATES, "missing")
        return {**about, **empty, "tried": "not_tried", "why": effect}
    return {**row, **about, "tried": effect or "tried", "why": None}


_CONTRADICTED = {True: "contradicted", False: "not_contradicted"}


def _survival_of(other: list[Row], untried: list[Row]) -> str:
    """Say whether a verdict survives; what could not be tried is not survived."""
    if other:
        return "overturned"
    if untried:
        return "cannot_be_tried"
    return "survives"


def _are_opposite(given: Row, other: Row) -> bool:
    """Whether two verdicts say contrary things of the area's own direction or of its gap."""
    directions = ({"better", "worse"}, {"smaller", "larger"})
    ends = [{_plain_direction(row[of]) for row in (given, other)} for of in ("own", "gap_state")]
    return any(pair == opposites for pair, opposites in zip(ends, directions, strict=True))


def _plain_direction(state: str) -> str:
    """Return the direction of a state, whatever its size: a gap that is overtaken has shrunk."""
    return {"overtaken": "smaller"}.get(state, state.removeprefix("slightly_"))


def _as_alternatives(labels: list[str], lang: Lang) -> str:
    """Choices as alternatives: "lige vægte, uden 'a' eller uden 'b'"."""
    return joined(labels, lang, last="or")
