"""A drawing as it stands in a page: the same picture in fewer bytes."""

from __future__ import annotations

import re

# Matplotlib writes for every program that draws; a page of ours says the font once and reads no metadata.
_TAG = re.compile(r"<[^>]+>")
_STILL = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_BETWEEN = re.compile(r">\s+<")
_USED = re.compile(r'(?:href="|url\()#([^")]+)')
_ID = re.compile(r' id="([^"]*)"')
_EMPTY = re.compile(r"<g\s*/>|<g>\s*</g>")
_FONT = re.compile(r"font-family:[^;\"]*;?")


def compact_svg(text: str) -> str:
    r"""Return an SVG element with no name, space or digit that nothing needs.

    Parameters
    ----------
    text : str
        The element as Matplotlib wrote it.

    Returns
    -------
    str
        The same picture, in the font of what it stands in; places are kept to a tenth of a point.

    Examples
    --------
    >>> path = '<path d="M 1.234 5 \nL 2 3.96 \nz\n" style="fill: none; stroke: #fff"/>'
    >>> compact_svg(f'<svg>\n <g id="a">\n  {path}</g></svg>')
    '<svg><g><path d="M1.2 5L2 4z" style="fill:none;stroke:#fff"/></g></svg>'
    """
    used = set(_USED.findall(text))
    text = _ID.sub(lambda found: found[0] if found[1] in used else "", text)
    text = _TAG.sub(_compact_tag, text)
    text = _BETWEEN.sub("><", text)
    while (shorter := _EMPTY.sub("", text)) != text:
        text = shorter
    return text


def _compact_tag(found: re.Match[str]) -> str:
    """Return one tag with short numbers, styles and paths."""
    tag = _STILL.sub("", found[0])
    if tag.startswith(("</", "<!", "<?")):
        return tag
    tag = _NUMBER.sub(lambda number: _to_a_tenth(number[0]), tag)
    tag = re.sub(r' style="([^"]*)"', _compact_style, tag)
    return re.sub(r' d="([^"]*)"', _compact_path, tag)


def _to_a_tenth(number: str) -> str:
    short = f"{float(number):.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def _compact_style(found: re.Match[str]) -> str:
    style = _FONT.sub("", found[1]).replace(": ", ":").replace("; ", ";").strip("; ")
    return f' style="{style}"' if style else ""


def _compact_path(found: re.Match[str]) -> str:
    path = re.sub(r" ?([A-Za-z]) ?", r"\1", re.sub(r"\s+", " ", found[1]).strip())
    return f' d="{path}"'
