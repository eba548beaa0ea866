"""How long it takes to choose and attack a pattern, what it costs, and whether anything can be worked out.

python benchmarks/disclosure.py              # tables of the sizes that a municipality has
python benchmarks/disclosure.py --towns 200  # drawn towns, released year by year, attacked in whole numbers
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from drawn_towns import Town, draw_counts, drawn_as, figures_of, leaks, moved_block

from social_balance.disclosure.assembling import assemble
from social_balance.disclosure.choosing import choose_pattern, unmet_needs
from social_balance.disclosure.pattern import Pattern
from social_balance.disclosure.release import pattern_of
from social_balance.yearly.disclosure_settings import DisclosureSettings

FIVE = DisclosureSettings(floor=5)
SIZES = {
    "3 areas x 35 x 6": Town(mean=20, areas=3, indicators=35, years=tuple(range(2019, 2025))),
    "3 areas x 35 x 6, small": Town(mean=3, areas=3, indicators=35, years=tuple(range(2019, 2025))),
    "27 areas x 35 x 6": Town(mean=20, areas=27, indicators=35, years=tuple(range(2019, 2025))),
}


def release_town(town: Town, years: tuple[int, ...], persons, pattern: Pattern, title: str):
    """Return the pattern with one release more, or None when it cannot be safe beside the earlier ones."""
    problem = assemble(figures_of(town, persons, years), FIVE, pattern)
    chosen = choose_pattern(problem.counts, problem.units)
    if unmet_needs(problem.counts, problem.units, chosen):
        return None
    return pattern.with_release(pattern_of(title, 5, problem, chosen))


def time_sizes() -> None:
    """Print hidden figures and seconds for tables of some sizes."""
    print(f"{'table':28}{'figures':>9}{'small':>8}{'hidden':>8}{'choose s':>10}{'attack s':>10}{'unsafe':>8}")
    for name, town in SIZES.items():
        persons = draw_counts(town, np.random.default_rng(1))
        figures = figures_of(town, persons, tuple(town.years))
        start = time.perf_counter()
        problem = assemble(figures, FIVE, Pattern())
        chosen = choose_pattern(problem.counts, problem.units)
        chose = time.perf_counter()
        unmet = unmet_needs(problem.counts, problem.units, chosen)
        end = time.perf_counter()
        small = int(problem.units.must_hide.sum())
        print(
            f"{name:28}{len(figures):>9}{small:>8}{int(chosen.sum()):>8}{chose - start:>10.2f}"
            f"{end - chose:>10.2f}{len(unmet):>8}"
        )


def attack_towns(size: int, seed: int) -> None:
    """Release drawn towns year by year, then once more with a block moved, and attack in whole numbers."""
    rng = np.random.default_rng(seed)
    found: Counter[str] = Counter()
    price: dict[float, list[float]] = {}
    for _ in range(size):
        years = tuple(range(2025 - int(rng.integers(2, 7)), 2025))
        town = Town(
            mean=float(rng.choice([0.2, 1, 2, 5, 10, 20, 30])), areas=int(rng.choice([3, 3, 5, 8, 12, 27])),
            indicators=int(rng.integers(2, 6)), years=years, window=int(rng.choice([1, 1, 2])),
        )  # fmt: skip
        persons = drawn_as(draw_counts(town, rng), ("gård a", "gård b"))
        pattern = Pattern()
        for k in range(1, len(years)):
            after = release_town(town, years[k - 1 : k + 1], persons, pattern, f"udgivelse {k}")
            found["releases"] += 1
            if after is None:
                found["refused"] += 1
                break
            pattern = after
        found["towns"] += 1
        for release in pattern.releases:
            hidden = [not each.shown for each in release.cells]
            small = [each.small for each in release.cells]
            price.setdefault(town.mean, []).append(sum(hidden) / max(sum(small), 1))
        found.update(how for *_, how in leaks(pattern))
        redrawn = release_town(town, years[-2:], moved_block(persons, rng), pattern, "omtegnet")
        found["redrawn refused" if redrawn is None else "redrawn released"] += 1
        if redrawn is not None:
            found.update(f"redrawn {how}" for *_, how in leaks(redrawn))
    print({"exact": 0, "narrow": 0, **found})
    for mean, ratios in sorted(price.items()):
        print(f"mean {mean:>5}: hidden over small {np.mean(ratios):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=int, default=0)
    parser.add_argument("--seed", type=int, default=14)
    arguments = parser.parse_args()
    if arguments.towns:
        attack_towns(arguments.towns, arguments.seed)
    else:
        time_sizes()
