"""What a figure of who is where costs: by how many places there are, fifty persons at each."""

from __future__ import annotations

import statistics
import time

import numpy as np
import pandas as pd

import social_balance as sb
from social_balance.measures.composition import Concentration, Dissimilarity, Exposure, TheilH
from social_balance.measures.counted_cells import Composition

PLACES = (150, 1500, 6000)
AT_EACH = 50
ROUNDS = 3
MEASURES: dict[str, Composition] = {
    "dissimilarity": Dissimilarity(place="sted", of="g == 1"),
    "theil_h": TheilH(place="sted", of="g == 1"),
    "exposure": Exposure(place="sted", to="rest"),
    "concentration": Concentration(place="sted", of="areas", above=30),
}


def persons(places: int) -> pd.DataFrame:
    """Invented persons of four areas and the rest, at places by lots."""
    rng = np.random.default_rng(1)
    n = places * AT_EACH
    frame = pd.DataFrame({"person_id": np.arange(n), "year": 2024})
    frame["area"] = rng.choice(["a", "b", "c", "d", "rest"], n, p=[0.05, 0.05, 0.05, 0.05, 0.8])
    frame["sted"] = rng.integers(0, places, n)
    return frame.assign(g=(rng.random(n) < 0.1).astype(int))


def main() -> None:
    """Print seconds for one figure and year in five areas, the median of some rounds."""
    print("| places | " + " | ".join(MEASURES) + " |\n|---|" + "---|" * len(MEASURES))
    for places in PLACES:
        register = sb.Register(persons(places))
        row = []
        for name, measure in MEASURES.items():
            spent = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                sb.estimate(register, {name: measure}, by=["area", "year"])
                spent.append(time.perf_counter() - start)
            row.append(f"{statistics.median(spent):.2f}")
        print(f"| {places} | " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
