"""A result as a reader meets it: what it is, whether it may be published, its table, what to do next."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from social_balance.language.reader import notebook_language
from social_balance.language.words import Lang, phrase
from social_balance.showing.markup import Markup, table_element, tag
from social_balance.showing.parts import Row, Table
from social_balance.showing.screen import screen_rules
from social_balance.showing.terminal import WIDTH, rows_within, table_lines

# "" where there is nothing to say: a definition or a plan is no result about people.
State: TypeAlias = Literal["", "unreleased", "released", "confidential"]

MOST_ROWS = 60  # in a notebook, where the table scrolls inside a screen
MOST_LINES = 40  # of a table in a terminal, with what stands above and below it about a screen


@dataclass(frozen=True)
class ResultView:
    """What a result shows of itself, in one language; a notebook and a terminal show it as it is.

    Parameters
    ----------
    title : str
        What the result is.
    lang : str
        The language of every text in it.
    table : Table
        The figures in words.
    state : {"", "unreleased", "released", "confidential"}
        Whether it may be published.
    lead : tuple of str
        What to read first.
    notes : tuple of str
        What is hidden or thin, and why; what to be careful about.
    following : tuple of str
        What to write next.

    Examples
    --------
    >>> from social_balance.showing.parts import Cell, Column
    >>> columns = (Column("Område", "text"), Column("2024"))
    >>> table = Table(None, "Indeks", columns, (Row((Cell("Nord"), Cell("61"))),))
    >>> print(ResultView("Mit resultat", "da", table, state="unreleased", following=(".frame()",)))
    Mit resultat · IKKE FRIGIVET
    <BLANKLINE>
    Indeks
    Område  2024
    ------------
    Nord      61
    <BLANKLINE>
    Videre: .frame()
    """

    title: str
    lang: Lang
    table: Table
    state: State = ""
    lead: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    following: tuple[str, ...] = ()

    def html(self) -> str:
        """Return the view as HTML that can stand in any page: it brings its style and touches no other."""
        rows = first_rows(self.table.rows, MOST_ROWS)
        table = table_element(replace(self.table, rows=rows, notes=()), self.lang)
        notes = [*self._notes_beside(rows), *self.table.notes]
        parts = [
            tag("style", Markup(screen_rules())),
            tag("p", self.title, *self._state_element(), class_="title"),
            *(tag("p", text) for text in self.lead),
            table,
            *(tag("p", text, class_="note") for text in notes),
            *self._following_element(),
        ]
        return str(tag("section", *parts, class_="sb-view", lang=self.lang, aria_label=self.title))

    def text(self, *, width: int = WIDTH) -> str:
        """Return the view as plain text with lines of at most a width."""
        rows = rows_within(self.table, MOST_LINES, width)
        heading = self.title
        if self.state:
            heading += f" · {_say(self.state, self.lang).upper()}"
        # A table under a title of the same words is not told twice.
        caption = [] if self.table.title == self.title else textwrap.wrap(self.table.title, width)
        notes = [*self._notes_beside(rows), *self.table.notes]
        blocks = [
            textwrap.wrap(heading, width),
            [line for text in self.lead for line in textwrap.wrap(text, width)],
            [*caption, *table_lines(replace(self.table, rows=rows), width=width)],
            [line for text in notes for line in textwrap.wrap(text, width)],
            textwrap.wrap(self._following_text(), width),
        ]
        return "\n\n".join("\n".join(block) for block in blocks if block)

    def as_gt(self) -> Any:
        """Return the table as one of `great_tables`, to be dressed further.

        Raises
        ------
        InputError
            When that package is not installed.
        """
        from social_balance.showing.great import great_table

        state = _say(self.state, self.lang) if self.state else ""
        return great_table(self.table, title=self.title, subtitle=state, notes=self.notes)

    def _repr_html_(self) -> str:
        return self.html()

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()

    def _state_element(self) -> list[Markup]:
        if not self.state:
            return []
        return [tag("span", _say(self.state, self.lang), class_="state")]

    def _notes_beside(self, rows: tuple[Row, ...]) -> list[str]:
        left_out = _count_body(self.table.rows) - _count_body(rows)
        if not left_out:
            return list(self.notes)
        return [_say("more_rows", self.lang, count=left_out), *self.notes]

    def _following_text(self) -> str:
        if not self.following:
            return ""
        return f"{_say('following', self.lang)} {' · '.join(self.following)}"

    def _following_element(self) -> list[Markup]:
        if not self.following:
            return []
        codes: list[str] = []
        for each in self.following:
            codes += [" · " if codes else " ", tag("code", each)]
        return [tag("p", _say("following", self.lang), *codes, class_="next")]


class Shown:
    """What every result has in common: it shows itself in words, in a notebook and in a terminal."""

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it, to be handed on: ``.html()``, ``.text()``, ``.as_gt()``.

        Parameters
        ----------
        lang : {"da", "en"}, optional
            Language; left out: that of the result, else the one in ``SOCIAL_BALANCE_LANG``, else Danish.

        Returns
        -------
        ResultView
        """
        raise NotImplementedError

    def as_gt(self, lang: Lang | None = None) -> Any:
        """Return its table as one of `great_tables`, where that package is installed."""
        return self.style(lang).as_gt()

    def _repr_html_(self) -> str:
        return self.style().html()

    def __repr__(self) -> str:
        return self.style().text()


def reading_language(lang: Lang | None) -> Lang:
    """Return the language asked for, or that of whoever reads the notebook."""
    return lang or notebook_language()


def first_rows(rows: tuple[Row, ...], most: int) -> tuple[Row, ...]:
    """Return the first rows that people see at once, with the headings of their groups.

    Examples
    --------
    >>> from social_balance.showing.parts import Cell
    >>> rows = (Row((Cell("A"),), "group"), Row((Cell("1"),)), Row((Cell("B"),), "group"), Row((Cell("2"),)))
    >>> [row.cells[0].text for row in first_rows(rows, 1)]
    ['A', '1']
    """
    kept: list[Row] = []
    for row in rows:
        if _count_body(kept) == most:
            break
        kept.append(row)
    return tuple(kept)


def _count_body(rows: tuple[Row, ...] | list[Row]) -> int:
    return sum(row.kind != "group" for row in rows)


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("showing", key, lang, **values)
