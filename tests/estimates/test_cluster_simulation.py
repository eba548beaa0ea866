"""With few sampling units intervals of shares, indexes and changes cover as promised (`simulation`)."""

from __future__ import annotations

import drawn_clusters
import numpy as np
import pandas as pd
import pytest
from drawn_clusters import INDEX, SITUATIONS, Cell, Situation

import social_balance as sb

DRAWS = 10_000


@pytest.mark.simulation
@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_intervals_cover_and_are_hardly_wider_where_todays_cover(situation: Situation) -> None:
    table = drawn_clusters.cover(situation, DRAWS)
    assert table["new"].between(94, 96.5).all()
    assert (table["width"] <= 1.15).all()


def as_table(cell: Cell, area: str, year: int) -> pd.DataFrame:
    """The persons of the first draw of a cell."""
    rows = []
    for stairwell, (size, positive) in enumerate(zip(cell.size[0], cell.positive[0], strict=True)):
        answers = {f"q{i}": np.arange(size) < count for i, count in enumerate(positive)}
        rows.append(pd.DataFrame(answers).astype(float).assign(stairwell=stairwell))
    table = pd.concat(rows, ignore_index=True)
    part = table["stairwell"] * cell.strata // len(cell.size[0])
    return table.assign(area=area, year=year, part=part)


@pytest.mark.parametrize("strata", [1, 3])
def test_a_draw_worked_out_with_the_others_is_what_estimate_gives(strata: int) -> None:
    rng = np.random.default_rng(8)
    situation = Situation(6, informative=True, strata=strata)
    cells = [drawn_clusters.draw(rng, situation, times, 3) for times in (1, 2)]
    frame = pd.concat(
        [as_table(cell, area, 2024) for cell, area in zip(cells, "ab", strict=True)], ignore_index=True
    )
    design = sb.Design(strata=["area", "year", "part"], psu="stairwell")
    measures = {f"q{i}": sb.share(f"q{i} == 1") for i in range(4)}
    est = sb.estimate(frame, measures, design=design, by=["area", "year"])
    weights = {
        (f"q{i}", area, 2024): sign * INDEX[i] for i in range(4) for area, sign in (("a", 1), ("b", -1))
    }
    apart = drawn_clusters.limits(
        INDEX, [(1, drawn_clusters.figures(cells[0])), (-1, drawn_clusters.figures(cells[1]))]
    )
    for way, figures in (("today", est), ("new", est.with_satterthwaite())):
        gap = figures.contrast(weights)
        table = gap.frame()
        value, reach = (array[0] * 100 for array in apart[way])
        assert gap.values.item() == pytest.approx(value)
        assert (table["high"] - table["low"]).item() / 2 == pytest.approx(reach)
