"""A codebook as a reader meets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from social_balance.deliveries.columns import Code, Column
from social_balance.deliveries.label_texts import write_code
from social_balance.language.texts import heading, number
from social_balance.language.words import Lang, phrase
from social_balance.showing import parts
from social_balance.showing.view import ResultView

if TYPE_CHECKING:
    from social_balance.deliveries.codebook.book import Codebook

_MOST_CODES = 6  # a list of municipalities or occupations would fill the screen


def codebook_view(book: Codebook, lang: Lang) -> ResultView:
    """Return every column with its name in the delivery, its answers and what is no answer."""
    names = ("column_from", "column_kind", "answers", "no_answer")
    columns = (
        parts.Column(heading(_say("column", lang)), "text"),
        *(parts.Column(heading(_say(name, lang)), "text") for name in names),
    )
    title = book.title or _say("codebook", lang)
    caption = _say("codebook_caption", lang, count=len(book.columns))
    return ResultView(
        title, lang,
        parts.Table(None, caption, columns, tuple(_column_row(column, lang) for column in book.columns)),
        following=(
            'sb.read_survey("…", codebook=book)', ".to_toml()", 'sb.write_codebook(book, "kodebog.toml")',
        ),
    )  # fmt: skip


def _column_row(column: Column, lang: Lang) -> parts.Row:
    asked = ""
    if column.asked_if is not None:
        asked = _say("not_asked_unless", lang, condition=str(column.asked_if))
    detail = "; ".join(text for text in (column.label, asked) if text)
    answers = _codes_text(column.values)
    if column.range is not None and not answers:
        low, high = (number(end, 0, lang=lang) for end in column.range)
        answers = f"{low}–{high}"
    return parts.Row(
        (
            parts.Cell(column.name, detail=detail),
            parts.Cell(column.source),
            parts.Cell(phrase("column_kinds", column.kind, lang)),
            parts.Cell(answers),
            parts.Cell(_codes_text(column.missing)),
        )
    )


def _codes_text(codes: Mapping[Code, str]) -> str:
    """Return codes with their texts, the first few of many."""
    texts = [f"{write_code(code)} {text}".strip() for code, text in codes.items()]
    if len(texts) > _MOST_CODES:
        texts = [*texts[:_MOST_CODES], "…"]
    return " · ".join(texts)


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("showing", key, lang, **values)
