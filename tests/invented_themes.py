"""Themes made in Python, for tests of what comes after the definitions: weights, goalposts and breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import social_balance as sb
from social_balance.definitions.catalogue import Indicator, Theme, Themes
from social_balance.definitions.indicator import Version
from social_balance.estimates.values import Estimates, from_values

RULE = sb.share("x == 1", base="x in (0, 1)")


def indicator(
    id: str,
    *,
    weight: float = 1.0,
    goalposts: tuple[float, float] = (0.0, 100.0),
    direction: str = "higher_is_better",
    level: str = "area",
    years: tuple[int, ...] | None = None,
    breaks: Iterable[int] = (),
    window: int = 1,
) -> Indicator:
    """An indicator measured from 2018 on, with a break in each of some years."""
    starts = [2018, *breaks]
    ends = [year - 1 for year in starts[1:]] + [None]
    versions = tuple(
        Version(start, end, start == 2018, f"Spørgsmålet er nyt i {start}.", RULE, 1)
        for start, end in zip(starts, ends, strict=True)
    )
    words = {"da": f"{id} på dansk", "en": f"{id} in English"}
    return Indicator(
        id, "tema", words, "survey", "share", "procent", direction, goalposts, "Opdigtet", weight, window,
        years, level, False, None, versions, (), f"{id}.toml",
    )  # fmt: skip


def themes(**indicators: Iterable[Indicator]) -> Themes:
    """Themes by name."""
    return Themes(
        tuple(
            Theme(id, {"da": id, "en": id}, "Flere skal klare sig bedre", n, None, None, tuple(found))
            for n, (id, found) in enumerate(indicators.items())
        )
    )


def figures(values: Mapping[tuple[str, str, int], float], *, se: float = 1.0, df: float = 40.0) -> Estimates:
    """Independent figures by (measure, area, year)."""
    return from_values(
        list(values), values.values(), [se**2] * len(values), names=("measure", "area", "year"), df=df
    )
