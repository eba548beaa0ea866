"""Make the data of the second invented municipality: three waves of answers, and counts.

Answers and counts are drawn from one seed. Run ``python data_samples/make_example.py --out DIR``; all
else in the folder is written by hand.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

SEED = 20250917
HERE = Path(__file__).resolve().parent / "aakoebing"
WAVES = (2019, 2022, 2025)
YEARS = range(2019, 2026)
# What each area is called in the deliveries, how many answer, and how many adults live there.
AREAS = {
    "Havnekvarteret": (170, 2410), "Lindeparken": (160, 1880), "Teglbakken": (150, 1320),
    "Søndervang": (165, 2150), "Øvrige Åkøbing": (430, 31200),
}  # fmt: skip
# Per cent who say yes, by wave, in the order of the areas.
SAYS_YES = {
    "bolig": ((58, 62, 70), (55, 57, 63), (61, 60, 58), (50, 58, 69), (80, 81, 82)),
    "naboer": ((52, 55, 57), (60, 61, 66), (49, 47, 45), (57, 61, 68), (70, 70, 71)),
    "hjaelp": ((40, 48, 55), (45, 46, 52), (47, 44, 43), (39, 47, 56), (60, 61, 61)),
}
# Per cent in the register at first, and what is added each year.
COUNTED = {
    "i_job": ((57, 1.3), (60, 0.9), (62, -0.4), (55, 1.6), (76, 0.3)),
    "i_dagtilbud": ((71, 1.5), (74, 1.2), (76, 0.2), (70, 1.9), (88, 0.3)),
    "flyttet": ((19, -0.7), (16, -0.3), (15, 0.5), (20, -0.9), (11, -0.1)),
}
# How large a part of the adults each of them is of.
BASES = {"i_job": 0.72, "i_dagtilbud": 0.09, "flyttet": 1.0}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make all files in the folder named by ``--out``."""
    parser = argparse.ArgumentParser(description="Laver de opdigtede data til Åkøbing.")
    parser.add_argument("--out", type=Path, default=HERE, help="mappen, filerne skrives i")
    out = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    for number, year in enumerate(WAVES):
        _write_rows(out / f"svar_{year}.csv", _answers(rng, number))
    _write_rows(out / "antal.csv", _counts(rng))
    return 0


def _answers(rng: np.random.Generator, wave: int) -> Iterable[list[object]]:
    """Yield the answers of one wave: four steps of agreement, and 9 where somebody does not know."""
    yield ["LBNR", "BYDEL", "VAEGT", "SP1", "SP2", "SP3"]
    person = 0
    for place, (area, (answers, adults)) in enumerate(AREAS.items()):
        weights = adults / answers * rng.uniform(0.7, 1.3, size=answers)
        for weight in weights:
            person += 1
            cells = [_answer(rng, shares[place][wave]) for shares in SAYS_YES.values()]
            yield [person, area, f"{weight:.2f}".replace(".", ","), *cells]


def _answer(rng: np.random.Generator, percent: float) -> int:
    """Draw an answer: 1 and 2 agree, 3 and 4 do not, 9 is no answer."""
    if rng.random() < 0.04:
        return 9
    agrees = rng.random() < percent / 100
    return int(rng.choice([1, 2] if agrees else [3, 4]))


def _counts(rng: np.random.Generator) -> Iterable[list[object]]:
    """Yield how many, and of how many, by indicator, area and year, as an office keeps them."""
    yield ["indikator", "bydel", "aar", "taeller", "naevner"]
    for indicator, plan in COUNTED.items():
        for place, (area, (_, adults)) in enumerate(AREAS.items()):
            first, added = plan[place]
            for year in YEARS:
                base = round(adults * BASES[indicator] * rng.uniform(0.98, 1.02))
                percent = first + added * (year - YEARS[0])
                yield [indicator, area, year, int(rng.binomial(base, percent / 100)), base]


def _write_rows(path: Path, rows: Iterable[list[object]]) -> None:
    """Write a table as a Danish office saves it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
