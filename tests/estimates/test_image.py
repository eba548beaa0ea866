"""Image is paired: the same people rate the area and their own district, in one wave and the next."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.measures.rated import SeenFromOutside

AREAS = sb.Areas((sb.Area("vest", "Vestbyen"),), sb.Area("rest", "Resten"), sb.Area("whole", "Byen"))
RATING = {"image": SeenFromOutside(value="syn_{area}", low=0, high=10, base="0 <= syn_{area} <= 10")}
Label = tuple[str, str, int]


def answers(n: int = 60, seed: int = 1) -> pd.DataFrame:
    """A panel of n in the rest, who see everything brightly or darkly, and some in the area itself."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(0, 1.5, n)
    waves = []
    for year in (2021, 2024):
        wave = pd.DataFrame({"pid": np.arange(n), "year": year, "area": "Resten"})
        wave["syn_eget"] = np.clip(np.round(7 + mood + rng.normal(0, 1, n)), 0, 10)
        wave["syn_vest"] = np.clip(np.round(4 + mood + rng.normal(0, 1, n)), 0, 10)
        waves.append(wave)
    own = pd.DataFrame(
        {"pid": [900, 901, 902], "year": 2021, "area": "Vestbyen", "syn_eget": 9.0, "syn_vest": 10.0}
    )
    return pd.concat([*waves, own, own.assign(year=2024)], ignore_index=True)


def estimated(frame: pd.DataFrame) -> sb.Estimates:
    return sb.estimate(frame, RATING, design=sb.Design(psu="pid"), by=["area", "year"], areas=AREAS)


def at(area: str, year: int) -> Label:
    return ("image", area, year)


def test_the_gap_to_the_raters_own_district_is_paired_within_each_of_them() -> None:
    frame = answers()
    rest = frame[(frame["area"] == "Resten") & (frame["year"] == 2021)]
    apart = 10 * (rest["syn_eget"] - rest["syn_vest"])
    gap = estimated(frame).contrast({at("Resten", 2021): 1, at("Vestbyen", 2021): -1})
    assert gap.values.item() == pytest.approx(apart.mean())
    # A mean of differences in a sample of all persons of both waves: n/(n − 1) of 63 units, not of 60.
    assert gap.se.item() == pytest.approx(apart.std(ddof=0) / np.sqrt(60) * np.sqrt(63 / 62))
    unpaired = 10 * np.sqrt((rest["syn_eget"].var() + rest["syn_vest"].var()) / 60)
    assert gap.se.item() < 0.75 * unpaired


def test_the_narrowing_is_paired_across_the_waves_too() -> None:
    frame = answers()
    rest = frame[frame["area"] == "Resten"].set_index(["pid", "year"])
    gap = 10 * (rest["syn_eget"] - rest["syn_vest"]).unstack("year")
    narrowed = gap[2021] - gap[2024]
    found = estimated(frame).contrast(
        {at("Resten", 2021): 1, at("Vestbyen", 2021): -1, at("Resten", 2024): -1, at("Vestbyen", 2024): 1}
    )
    assert found.values.item() == pytest.approx(narrowed.mean())
    assert found.se.item() == pytest.approx(narrowed.std(ddof=0) / np.sqrt(60) * np.sqrt(63 / 62))


def test_the_base_is_who_rated_and_nobody_of_the_area_itself() -> None:
    frame = answers()
    frame.loc[(frame["pid"] < 52) & (frame["year"] == 2024), "syn_vest"] = 98  # does not know the area
    base = estimated(frame).rows["base"]
    assert base[at("Vestbyen", 2021)] == 60
    assert base[at("Vestbyen", 2024)] == 8
    assert base[at("Resten", 2024)] == 60
