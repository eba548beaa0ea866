"""What a case that fails shows: its persons, and each figure expected beside the one computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from social_balance.definitions.cases import figures_as_written, is_same_figure
from social_balance.definitions.indicator import Case, Indicator
from social_balance.language.values_in_words import shown
from social_balance.language.words import phrase


@dataclass(frozen=True)
class ComparedFigure:
    """One figure of a case.

    Parameters
    ----------
    key : str
        As in ``expect``, such as ``"base"``.
    expected : float, optional
    computed : float
        What the case does not say is None.
    """

    key: str
    expected: float | None
    computed: float

    @property
    def differs(self) -> bool:
        """Whether the rule gives something else than what is written."""
        return self.expected is not None and not is_same_figure(self.computed, self.expected)


def compared_figures(indicator: Indicator, case: Case) -> list[ComparedFigure]:
    """Return every figure of a case; none where the rule gives no figures.

    Examples
    --------
    >>> from social_balance.definitions.catalogue import read_indicators
    >>> indicator = read_indicators("indices").indicator("doemte")
    >>> [figure.key for figure in compared_figures(indicator, indicator.cases[0])]
    ['base', 'positive', 'value']
    """
    got = figures_as_written(indicator, case)
    return [ComparedFigure(key, case.expect.get(key), value) for key, value in got.items()]


def case_table(indicator: Indicator, case: Case, lang: str) -> str:
    """Return the persons of a case and its figures, expected beside computed; "" where there are none.

    Examples
    --------
    >>> from social_balance.definitions.catalogue import read_indicators
    >>> indicator = read_indicators("indices").indicator("doemte")
    >>> print(case_table(indicator, indicator.cases[0], "en").splitlines()[-1].split()[0])
    value
    """
    figures = compared_figures(indicator, case)
    if not figures:
        return ""
    head = ("", phrase("case_table", "expected", lang), phrase("case_table", "computed", lang), "")
    rows = [head, *(_figure_cells(figure, lang) for figure in figures)]
    persons = case.frame.astype(object).where(case.frame.notna(), "").to_string(index=False)
    return f"{persons}\n\n{_aligned(rows)}"


def _figure_cells(figure: ComparedFigure, lang: str) -> tuple[str, str, str, str]:
    if figure.expected is None:
        expected = "–"
    else:
        expected = shown(figure.expected, lang)
    mark = phrase("case_table", "differs", lang) if figure.differs else ""
    return figure.key, expected, shown(figure.computed, lang), mark


def _aligned(rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows as lines: names to the left, figures to the right."""
    table = list(rows)
    widths = [max(len(row[i]) for row in table) for i in range(3)]
    lines = (
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}".rstrip()
        for row in table
    )
    return "\n".join(lines)
