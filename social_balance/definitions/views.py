"""Themes and indicators as a reader meets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from social_balance.definitions.explanations import facts_in_words, rule_in_words
from social_balance.language.texts import heading, in_language, unit_name
from social_balance.language.words import Lang, phrase
from social_balance.showing.cells import grouped_rows
from social_balance.showing.columns import column_heading
from social_balance.showing.parts import Cell, Column, Row, Table
from social_balance.showing.view import ResultView

if TYPE_CHECKING:
    from social_balance.definitions.catalogue import Themes
    from social_balance.definitions.indicator import Indicator


def themes_view(themes: Themes, lang: Lang) -> ResultView:
    """Return every indicator under its theme, with where it comes from and what is good."""
    names = ("indicator", "source", "direction", "unit")
    columns = (
        Column(heading(column_heading(names[0], lang)), "text"), Column(_say("id", lang), "text"),
        *(Column(heading(column_heading(name, lang)), "text") for name in names[1:]),
    )  # fmt: skip
    title = _say("themes", lang, themes=len(themes), indicators=len(themes.indicators))
    first = themes.indicators[0].id if themes.indicators else "…"
    rows = grouped_rows(_theme_rows(themes, lang))
    return ResultView(
        title, lang, Table(None, _say("themes_caption", lang), columns, rows),
        following=(f'themes.indicator("{first}")', f'print(sb.explain(themes.indicator("{first}")))'),
    )  # fmt: skip


def indicator_view(indicator: Indicator, lang: Lang) -> ResultView:
    """Return one indicator: what is said of it, and its rule by year in words."""
    rows = [Row((Cell(name), Cell(text))) for name, text in facts_in_words(indicator, lang)]
    for version in indicator.versions:
        name, lines = rule_in_words(indicator, version, lang)
        # The first sentence says what the figure is, the others what goes into it.
        rows.append(Row((Cell(name), Cell(lines[0], detail=" · ".join(lines[1:])))))
    columns = (Column(heading(_say("fact", lang)), "text"), Column(heading(_say("said", lang)), "text"))
    return ResultView(
        heading(in_language(indicator.title, lang)), lang,
        Table(None, _say("indicator_caption", lang), columns, tuple(rows)),
        following=("print(sb.explain(indicator))", ".cases", f".version({indicator.versions[-1].from_year})"),
    )  # fmt: skip


def _theme_rows(themes: Themes, lang: Lang) -> Iterator[tuple[str, Row]]:
    """Yield each indicator with the title of its theme."""
    for theme in themes:
        title = heading(in_language(theme.title, lang))
        for indicator in theme:
            texts = (
                in_language(indicator.title, lang),
                indicator.id,
                phrase("sources", indicator.source, lang),
                phrase("indicator_directions", indicator.direction, lang),
                unit_name(indicator.unit, place="table", lang=lang),
            )
            yield title, Row(tuple(Cell(text) for text in texts))


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("showing", key, lang, **values)
