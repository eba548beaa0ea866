"""Tables and signs as HTML, every text escaped: for the report and for a notebook."""

from __future__ import annotations

import html
from collections.abc import Iterable

from social_balance.language.texts import Lang, say
from social_balance.showing.palette import PALETTE
from social_balance.showing.parts import Badge, Cell, Row, Table


class Markup(str):
    """Text that is HTML already; everything else is escaped on its way in."""

    __slots__ = ()


def tag(name: str, *children: str, **attributes: str) -> Markup:
    """Return an element; children that are not Markup are escaped, attributes always.

    Parameters
    ----------
    name : str
        Name of the element.
    *children : str
        What stands inside it.
    **attributes : str
        Attributes; a trailing underscore is dropped and others become hyphens; empty ones are left out.

    Returns
    -------
    Markup
        The element.

    Examples
    --------
    >>> tag("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    inside = "".join(
        child if isinstance(child, Markup) else html.escape(child, quote=False) for child in children
    )
    return Markup(f"<{name}{given}>{inside}</{name}>")


def table_element(table: Table, lang: Lang) -> Markup:
    """Return a table with its title above and its notes below."""
    element = table_grid(table, tag("caption", with_table_number(table, lang)))
    return tag("div", tag("div", element, class_="scroll"), *notes_element(table, lang), class_="table")


def table_grid(table: Table, *caption: Markup, labelled_by: str = "") -> Markup:
    """Return the rows and their heads, with a caption inside or named by an element outside.

    Parameters
    ----------
    table : Table
    *caption : Markup
        The caption element, where it stands inside the table.
    labelled_by : str
        The id of the element that names the table, where that stands outside.

    Returns
    -------
    Markup
        The table element.
    """
    head = tag("thead", tag("tr", *(tag("th", c.title, scope="col", class_=c.kind) for c in table.columns)))
    return tag("table", *caption, head, *_table_bodies(table), aria_labelledby=labelled_by)


def notes_element(table: Table, lang: Lang) -> list[Markup]:
    """Return the notes below a table, where it has any."""
    if not table.notes:
        return []
    return [tag("p", f"{say('note', lang)}: {' '.join(table.notes)}", class_="note")]


def with_table_number(table: Table, lang: Lang) -> str:
    """Return the title as ``Tabel 1. …``, or alone when the table is in no paper."""
    if table.number is None:
        return table.title
    return f"{say('table', lang)} {table.label}. {table.title}"


def _table_bodies(table: Table) -> Iterable[Markup]:
    """Return the rows; every group row opens a body of its own, so that it stays with its rows."""
    groups: list[list[Row]] = [[]]
    for row in table.rows:
        if row.kind == "group" and groups[-1]:
            groups.append([])
        groups[-1].append(row)
    return [tag("tbody", *(_row_element(row, table) for row in rows)) for rows in groups if rows]


_ROW_CLASSES = {"total": "total"}


def _row_element(row: Row, table: Table) -> Markup:
    """Return one row; its first cell is its heading."""
    # A group stands in one cell across the table and heads the rows below it.
    if row.kind == "group":
        head = tag("th", *_cell_parts(row.cells[0]), colspan=str(len(table.columns)), scope="rowgroup")
        return tag("tr", head, class_="group")
    # The first cell is a heading, so that a screen reader says which row a number is in.
    first, *others = zip(row.cells, table.columns, strict=True)
    cells = [tag("th", *_cell_parts(first[0]), scope="row", class_=first[1].kind)]
    cells += [tag("td", *_cell_parts(cell), class_=column.kind) for cell, column in others]
    return tag("tr", *cells, class_=_ROW_CLASSES.get(row.kind, ""))


def _cell_parts(cell: Cell) -> list[str]:
    """Return the parts of a cell."""
    parts: list[str] = [tag("span", cell.text, lang=cell.lang) if cell.lang else cell.text]
    if cell.badge:
        parts = [badge_element(cell.badge)]
    if cell.detail:
        parts.append(tag("span", cell.detail, class_="detail"))
    return parts


def tone_rules(within: str = "") -> str:
    """Return the colours of the signs, those of the figures, as rules of a page or within a part of one."""
    return "".join(
        f"{within}.badge.{tone}{{background:{colours.fill};color:{colours.ink};border-color:{colours.line}}}\n"
        for tone, colours in PALETTE.items()
    )


def badge_element(badge: Badge) -> Markup:
    """Return a verdict: the sign is for the eye, the words for everyone."""
    # A screen reader would say "black up-pointing triangle" before the word.
    sign = tag("span", badge.symbol, aria_hidden="true")
    return tag("span", sign, " ", badge.label, class_=f"badge {badge.tone}")
