"""The invented counts of people who stay in public space."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np

from invented.tools import WAVES, Plan, line

PLACES = (  # each place is a counting post
    ("Høje Gladsaxe", ("Torvet", "Parken", "Legepladsen")),
    ("Værebro Park", ("Stråget", "Søen")),
    ("Mørkhøj almene boliger", ("Pilehaven", "Torvet")),
    ("Det øvrige Gladsaxe", ("Hovedgaden", "Stationen", "Bypladsen", "Skolegården")),
)
DAYS = 12


def write_counts(plan: Plan, rng: np.random.Generator, path: Path) -> None:
    """Write counts by day, place and post, as a Danish spreadsheet saves them."""
    lines = ["dato;aar;sted;omraade;post;timer;ophold"]
    for year in WAVES:
        for day in sorted(rng.permutation(91)[:DAYS]):
            date = datetime.date(year, 5, 1) + datetime.timedelta(days=int(day))
            weather = np.exp(0.22 * rng.standard_normal())  # all places have the same weather that day
            for area, (name, places) in enumerate(PLACES):
                for post, place in enumerate(places, start=1):
                    hours = float(rng.choice([1.0, 1.5, 2.0, 2.5]))
                    busy = 1 + 0.2 * ((len(places) + 1) / 2 - post)
                    level = line(plan["counts"]["ophold"][area], year) * busy * weather
                    people = rng.poisson(level * hours * np.exp(0.15 * rng.standard_normal()))
                    time = f"{hours:.1f}".replace(".", ",")
                    lines.append(f"{date};{year};{place};{name};{post};{time};{people}")
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")
