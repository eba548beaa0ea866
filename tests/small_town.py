"""A small invented town: two areas and the rest, answers and a register, no two numbers alike."""

from __future__ import annotations

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Area, Areas

AREAS = Areas(
    (Area("vest", "Vestbyen", aliases=("Vest",)), Area("oest", "Østbyen")),
    rest=Area("rest", "den øvrige by"),
    whole=Area("whole", "hele byen"),
)
NAMES = ("Vestbyen", "Østbyen", "den øvrige by")


def answers(n: int = 240, *, seed: int = 5) -> pd.DataFrame:
    """Two waves of answers: codes, missing ones too, weights, households and a rating of each area."""
    rng = np.random.default_rng(seed)
    area = rng.choice(NAMES, size=n, p=[0.3, 0.2, 0.5])
    year = rng.choice([2021, 2024], size=n, p=[0.4, 0.6])
    frame = pd.DataFrame(
        {
            "area": area,
            "year": year,
            "w": rng.uniform(0.5, 4, size=n).round(2),
            "home": rng.integers(0, n // 3, size=n),
            "q": rng.choice([1.0, 2, 3, 4, np.nan], size=n, p=[0.4, 0.2, 0.2, 0.1, 0.1]),
            "tillid": rng.choice([*range(11), np.nan], size=n),
            "syn_vest": rng.integers(0, 11, size=n).astype(float),
            "syn_oest": rng.integers(0, 8, size=n).astype(float),
            "syn_eget": rng.integers(3, 11, size=n).astype(float),
        }
    )
    for i in range(1, 4):
        frame[f"b{i}"] = rng.choice([1.0, 2, 3, 4, 5, np.nan], size=n)
    return frame


def register(
    persons: int = 900, *, years: tuple[int, ...] = (2020, 2021, 2023, 2024), seed: int = 6
) -> pd.DataFrame:
    """A person-year register: most stay where they are, some move, some come and go."""
    rng = np.random.default_rng(seed)
    home = rng.choice(NAMES, size=persons, p=[0.3, 0.2, 0.5])
    risk = rng.beta(1, 6, size=persons) + np.where(home == "Vestbyen", 0.1, 0.0)
    first_age = rng.integers(0, 80, size=persons)
    rows = []
    for year in years:
        here = rng.random(persons) < 0.93
        lives = np.where(rng.random(persons) < 0.04, rng.choice(NAMES, size=persons), home)
        age = first_age + year - years[0]
        income = np.where(age >= 15, rng.normal(280_000, 90_000, size=persons).round(-2), np.nan)
        rows.append(
            pd.DataFrame(
                {
                    "person_id": np.arange(persons),
                    "year": year,
                    "area": lives,
                    "age": age,
                    "doemt": np.where(age >= 18, (rng.random(persons) < risk).astype(float), np.nan),
                    "indkomst": income,
                    "indkomst_region": 300_000.0,
                    "skole": np.where(
                        (age >= 6) & (age <= 16), rng.choice(["S1", "S2", "S3"], size=persons), None
                    ),
                    "kvintil": np.where(age >= 18, rng.integers(1, 6, size=persons).astype(float), np.nan),
                }
            )[here]
        )
    return pd.concat(rows, ignore_index=True)
