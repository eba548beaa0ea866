"""The figures of a report, each drawn once and written in the formats asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from matplotlib.axes import Axes

from social_balance.figures import gaps, overview, style, targets, theme
from social_balance.language.texts import Lang, say
from social_balance.report.document import Picture
from social_balance.report.material import Drawing, Files, Material
from social_balance.yearly.status import Tables


def draw_pictures(
    tables: Tables, wanted: list[Picture], *, kinds: Iterable[Drawing], lang: Lang
) -> dict[Drawing, dict[str, bytes]]:
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
    chosen = sorted(kinds)
    files: dict[Drawing, dict[str, bytes]] = {kind: {} for kind in chosen}
    if not chosen:
        return files
    for picture in wanted:
        ax = _draw_picture(tables, picture, lang)
        title = f"{say('figure', lang)} {picture.number}. {picture.title}"
        for kind in chosen:
            files[kind][picture.name] = _WRITERS[kind](ax, title)
    return files


def svg_files(material: Material) -> Files:
    """Return every figure as a file of lines."""
    return _figure_files(material, "svg")


def png_files(material: Material) -> Files:
    """Return every figure as a file of dots."""
    return _figure_files(material, "png")


def _figure_files(material: Material, kind: Drawing) -> Files:
    """Return the figures of one kind by their path."""
    return {f"figures/{name}.{kind}": drawing for name, drawing in material.drawings[kind].items()}


_WRITERS: dict[Drawing, Callable[[Axes, str], bytes]] = {
    "svg": style.svg_bytes,
    # A PNG has no title of its own that a reader would be shown.
    "png": lambda ax, title: style.png_bytes(ax),
}


def _draw_picture(tables: Tables, picture: Picture, lang: Lang) -> Axes:
    """Draw one figure on a page of its own."""
    # On a page that no window knows of: a report makes many figures, and pyplot would keep them all.
    match picture.family:
        case "overview":
            ax = style.page_axes(overview.layout(tables))
            return overview.plot_overview(tables, ax=ax, lang=lang, number=picture.number)
        case "gaps":
            ax = style.page_axes(gaps.layout(tables, picture.themes))
            return gaps.plot_gaps(tables, themes=picture.themes, ax=ax, lang=lang, number=picture.number)
        case "theme":
            ax = style.page_axes(theme.layout(tables))
            return theme.plot_theme(tables, picture.theme, ax=ax, lang=lang, number=picture.number)
        case "targets":
            followed = tables.neighbours.targets
            assert followed is not None
            ax = style.page_axes(targets.layout(followed, picture.theme))
            return targets.plot_targets(
                followed, goal=picture.theme, ax=ax, lang=lang, number=picture.number, released=True
            )
