"""The figures of a report, each drawn once and written in the formats asked for."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes

from social_balance.figures import gaps, overview, style, theme
from social_balance.language.texts import Lang, say
from social_balance.report.document import Picture
from social_balance.yearly.status import Tables


def drawings(
    tables: Tables, wanted: list[Picture], *, kinds: Iterable[str], lang: Lang
) -> dict[str, dict[str, bytes]]:
    """Return the files of every figure: kind, then name of the figure, then bytes.

    Parameters
    ----------
    tables : Release
        What was released.
    wanted : list of Picture
        The figures of the document.
    kinds : Iterable of {"svg", "png"}
        What is needed.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    dict of str to dict
        The bytes by kind and name.
    """
    kinds = sorted(set(kinds))
    files: dict[str, dict[str, bytes]] = {kind: {} for kind in kinds}
    for picture in wanted if kinds else []:
        ax = _draw(tables, picture, lang)
        title = f"{say('figure', lang)} {picture.number}. {picture.title}"
        for kind in kinds:
            written = style.svg_bytes(ax, title) if kind == "svg" else style.png_bytes(ax)
            files[kind][picture.name] = written
    return files


def _draw(tables: Tables, picture: Picture, lang: Lang) -> Axes:
    """Draw one figure on a page of its own."""
    match picture.family:
        case "overview":
            ax = style.page_axes(overview.layout(tables))
            return overview.plot_overview(tables, ax=ax, lang=lang, number=picture.number)
        case "gaps":
            ax = style.page_axes(gaps.layout(tables))
            return gaps.plot_gaps(tables, ax=ax, lang=lang, number=picture.number)
        case "theme":
            ax = style.page_axes(theme.layout(tables))
            return theme.plot_theme(tables, picture.theme, ax=ax, lang=lang, number=picture.number)
