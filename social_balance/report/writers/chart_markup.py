"""What python-pptx leaves out of a chart: intervals, language, colours, and ids that the schema allows."""

from __future__ import annotations

from typing import Any

from social_balance.report.document import Chart, Series
from social_balance.showing.palette import PALETTE

# Told apart by lightness too, so that they are in print without colour.
_FILLS = (PALETTE["good"].fill, "#e0a458", PALETTE["good_light"].fill, PALETTE["bad"].fill)


def finish_chart(drawn: Any, chart: Chart, *, size: float) -> None:
    """Finish a chart of bars.

    Parameters
    ----------
    drawn : pptx.chart.chart.Chart
        As python-pptx made it.
    chart : Chart
        What it shows.
    size : float
        Points of its text.
    """
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    space: Any = drawn._chartSpace

    drawn.font.size = Pt(size)
    drawn.has_title = False
    drawn.has_legend = True
    drawn.legend.position = XL_LEGEND_POSITION.TOP
    drawn.legend.include_in_layout = False
    # The first category stands at the top, as in every table.
    drawn.category_axis.reverse_order = True
    axis = drawn.value_axis
    axis.has_title = True
    axis.axis_title.text_frame.text = chart.unit
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = _rgb("#dfe3e6")
    axis.tick_labels.number_format = "0"
    axis.tick_labels.number_format_is_linked = False
    plot = drawn.plots[0]
    plot.gap_width = 45
    plot.overlap = 0
    for place, (bars, series) in enumerate(zip(plot.series, chart.series, strict=True)):
        bars.format.fill.solid()
        bars.format.fill.fore_color.rgb = _rgb(_FILLS[place % len(_FILLS)])
        bars.invert_if_negative = False
        _add_intervals(bars._element, series)
    _place_axes(drawn, chart)
    _number_axes(space)


def _rgb(colour: str) -> Any:
    """Return a colour as python-pptx takes it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.lstrip("#").upper())


def _place_axes(drawn: Any, chart: Chart) -> None:
    """Put names at the edge, where bars below 0 do not stand on them, and the scale at the foot."""
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_TICK_LABEL_POSITION

    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    # The order of the categories is turned round, so that their last is at the foot.
    drawn.category_axis.crosses = XL_AXIS_CROSSES.MAXIMUM
    if chart.scale:
        axis = drawn.value_axis
        axis.minimum_scale, axis.maximum_scale = chart.scale
        axis.major_unit = (chart.scale[1] - chart.scale[0]) / 5


def _add_intervals(element: Any, series: Series) -> None:
    """Add the interval of every bar, in the place among its children that the schema asks for."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    if not any(limit is not None for limit in series.low):
        return
    sides = {"plus": _distances(series, series.high), "minus": _distances(series, series.low)}
    literals = "".join(
        f'<c:{side}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(lengths)}"/>'
        + "".join(f'<c:pt idx="{i}"><c:v>{length:g}</c:v></c:pt>' for i, length in enumerate(lengths))
        + f"</c:numLit></c:{side}>"
        for side, lengths in sides.items()
    )
    markup = (
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{literals}<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="1F2428"/>'
        "</a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    element.find(qn("c:cat")).addprevious(parse_xml(markup))


def _distances(series: Series, limits: tuple[float | None, ...]) -> list[float]:
    """Return how far each limit is from its bar; 0 where there is none, which draws nothing."""
    return [
        round(abs(limit - value), 1) if limit is not None and value is not None else 0.0
        for value, limit in zip(series.values, limits, strict=True)
    ]


def _number_axes(space: Any) -> None:
    """Give the axes ids that the schema allows: python-pptx writes negative ones."""
    from pptx.oxml.ns import qn

    found = list(space.iter(qn("c:axId"), qn("c:crossAx")))
    ids = {old: str(new) for new, old in enumerate(dict.fromkeys(each.get("val") for each in found), start=1)}
    for each in found:
        each.set("val", ids[each.get("val")])
