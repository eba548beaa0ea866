"""Samples drawn again and again from a small town of stairwells: how often each interval covers the truth.

`python tests/drawn_intervals.py` writes the table in docs/simulations.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import social_balance as sb
from social_balance.language.texts import number
from social_balance.measures.composition import Concentration, Dissimilarity, Entropy, Exposure

DRAWS = 4000
SLACK = 300 * np.sqrt(0.95 * 0.05 / DRAWS)  # three Monte Carlo errors of 95 per cent
STAIRWELLS = {"a": 60, "b": 120, "c": 180, "d": 260}
MANY = {"a": 24, "b": 30, "c": 30, "d": 36}  # stairwells drawn
FEW = {"a": 3, "b": 4, "c": 3, "d": 4}
SHARES = {"share, 50 %": "half", "share, 10 %": "tenth", "share, 2 %": "rare"}
RATES = {"half": 0.5, "tenth": 0.1, "rare": 0.02}
ITEMS = ("item1", "item2", "item3", "item4")
BY_NAME = ("logit", "beta", "wilson", "wald")
# By name: the measure, and its true value from the persons of the town, worked out without the library.
MEASURES: dict[str, object] = {name: sb.share(f"{column} == 1") for name, column in SHARES.items()} | {
    "mean": sb.mean("income"),
    "battery": sb.scale(list(ITEMS), low=1, high=5),
    "ratio": sb.ratio("rent", "income"),
    "total": sb.total("income"),
    "median": sb.median("income"),
    "ninth decile": sb.quantile("income", 0.9),
    "Gini": sb.gini("income"),
    "top 10 per cent": sb.top_share("income", percent=10),
    "bottom 40 per cent": sb.bottom_share("income", percent=40),
}
Rows = pd.DataFrame  # measure, interval, low, high, truth


@dataclass(frozen=True)
class Town:
    """Everyone who lives in the town, stairwell by stairwell and stratum by stratum."""

    persons: pd.DataFrame
    start: np.ndarray  # first person of each stairwell
    size: np.ndarray  # persons in it
    stratum: np.ndarray

    def drawn(self, rng: np.random.Generator, n: dict[str, int], *, replace: bool, draws: int) -> Rows:
        """Draw whole stairwells in each stratum, and stack the draws: one row per person and draw."""
        chosen = [stairwells(rng, np.flatnonzero(self.stratum == h), k, replace, draws) for h, k in n.items()]
        well = np.hstack(chosen)  # shape (draws, stairwells drawn)
        size = self.size[well].ravel()
        slot = np.repeat(np.arange(well.size), size)
        inside = np.arange(len(slot)) - np.repeat(np.cumsum(size) - size, size)
        frame = self.persons.iloc[self.start[well].ravel()[slot] + inside].reset_index(drop=True)
        known = frame["stratum"].map(STAIRWELLS).astype(float)
        # Drawn twice, a stairwell is two units.
        return frame.assign(
            draw=slot // well.shape[1], unit=slot, N=known, w=known / frame["stratum"].map(n).astype(float)
        )


def stairwells(
    rng: np.random.Generator, members: np.ndarray, n: int, replace: bool, draws: int
) -> np.ndarray:
    """Draw n of the members again and again, shape (draws, n)."""
    if replace:
        return rng.choice(members, (draws, n))
    return members[np.argsort(rng.random((draws, len(members))), axis=1)[:, :n]]


def town() -> Town:
    """Some thousand persons, alike within stairwells, unlike between strata."""
    rng = np.random.default_rng(9)
    stratum = np.repeat(list(STAIRWELLS), list(STAIRWELLS.values()))
    size = rng.integers(3, 13, len(stratum))
    well = np.repeat(np.arange(len(stratum)), size)
    level = pd.Series(stratum).map({"a": 0.6, "b": 0.2, "c": 0.0, "d": -0.3}).to_numpy()[well]

    def trait(alike: float) -> np.ndarray:
        shared, own = rng.normal(size=len(stratum))[well], rng.normal(size=len(well))
        return np.sqrt(alike) * shared + np.sqrt(1 - alike) * own + level

    safe, rich = trait(0.15), trait(0.2)
    income = 250 * np.exp(0.55 * (0.3 * safe + 0.95 * rich))
    answers = np.clip(np.round(3 + 0.6 * safe[:, None] + 0.9 * rng.normal(size=(len(well), 4))), 1, 5)
    answers[rng.random(answers.shape) < 0.1] = np.nan
    columns = {
        "stratum": stratum[well],
        "group": np.select([rng.random(len(well)) < 0.05, trait(0.3) > 0.4], ["few", "third"], "others"),
        **{name: (safe > np.quantile(safe, 1 - p)) * 1.0 for name, p in RATES.items()},
        "income": income,
        "rent": 0.25 * income**0.8 * np.exp(0.3 * rng.normal(size=len(well))) * 3,
        "sex": rng.integers(1, 3, len(well)),
        "age": np.digitize(safe + rng.normal(size=len(well)), [-0.7, 0.7]),
        **dict(zip(ITEMS, answers.T, strict=True)),
    }
    return Town(pd.DataFrame(columns), np.cumsum(size) - size, size, stratum)


def truth(persons: pd.DataFrame) -> dict[str, float]:
    """The true value of each measure, from everyone, without the library."""
    x = np.sort(persons["income"].to_numpy())
    n, total = len(x), x.sum()
    items = persons[list(ITEMS)]
    score = ((items.mean(axis=1) - 1) / 4)[items.notna().sum(axis=1) >= 2]
    part = np.interp([0.4 * n, 0.9 * n], np.arange(n + 1), np.concatenate([[0.0], np.cumsum(x)])) / total
    return {name: 100 * persons[column].mean() for name, column in SHARES.items()} | {
        "mean": total / n,
        "battery": 100 * score.mean(),
        "ratio": 100 * persons["rent"].sum() / total,
        "total": total,
        "median": x[int(np.ceil(0.5 * n)) - 1],
        "ninth decile": x[int(np.ceil(0.9 * n)) - 1],
        "Gini": 100 * float(((2 * np.arange(1, n + 1) - n - 1) * x).sum() / (n * total)),
        "top 10 per cent": 100 * (1 - part[1]),
        "bottom 40 per cent": 100 * part[0],
    }


def limits(est: sb.Estimates, true: dict[str, float], names: tuple[str, ...] = BY_NAME) -> Rows:
    """The intervals of every figure, with its truth: a share by each name, the others by their own."""
    share = np.isin(est.rows["interval"].to_numpy(dtype=str), BY_NAME)
    shares, others = (sb.Estimates(est.rows[use], est.matrix[np.ix_(use, use)]) for use in (share, ~share))
    tables = {name: shares.frame(interval=name) for name in names if len(shares)}
    if "beta" in tables:
        tables["flags"] = shares.flags()
    if len(others):
        tables["own"] = others.frame()
    found = []
    for name, frame in tables.items():
        measure = frame.index.get_level_values("measure")
        kind = others.rows["interval"].to_numpy() if name == "own" else name
        made = {"low": frame["low"].to_numpy(), "high": frame["high"].to_numpy()}
        found.append(pd.DataFrame({"measure": measure, "interval": kind, **made, "truth": measure.map(true)}))
    return pd.concat(found)


def known_from(text: str) -> dict[str, dict[tuple[str, str], float]]:
    """Read a table of situation, figure, interval and per cent that covers, below a line of headings."""
    known: dict[str, dict[tuple[str, str], float]] = {}
    for line in text.splitlines()[1:]:
        situation, figure, interval, covers = (cell.strip() for cell in line.split("|"))
        known.setdefault(situation, {})[figure, interval] = float(covers)
    return known


def coverage(rows: Rows) -> pd.DataFrame:
    """Per cent that cover, that lie wholly below and above the truth, mean width and Monte Carlo error."""
    rows = rows.assign(
        none=rows["low"].isna(),
        low_miss=rows["high"] < rows["truth"],
        high_miss=rows["low"] > rows["truth"],
        width=rows["high"] - rows["low"],
    )
    by = rows.groupby(["measure", "interval"], sort=False)
    mean = by[["low_miss", "high_miss", "none"]].mean() * 100
    covered = 100 - mean.sum(axis=1)
    error = np.sqrt(covered * (100 - covered) / by.size())
    columns = {"covers": covered, "below": mean["low_miss"], "above": mean["high_miss"]}
    return pd.DataFrame(columns | {"none": mean["none"], "width": by["width"].mean(), "mc": error})


# What is known not to cover 95 per cent, and what it covers instead; why, stands in docs/simulations.md.
KNOWN = known_from(Path(__file__).with_name("known_coverage.txt").read_text(encoding="utf-8"))

# A situation takes a number of draws at a time and gives their intervals.
Situation = Callable[[np.random.Generator, int], Rows]
PLACE = town()
TRUTH = truth(PLACE.persons)
DESIGN = sb.Design(weights="w", strata=["draw", "stratum"], psu="unit")
FINITE = sb.Design(weights="w", strata=["draw", "stratum"], psu="unit", population="N")
TOTALS = ("share, 50 %", "share, 10 %", "mean", "ratio", "total")


def whole(n: dict[str, int], design: sb.Design, names: tuple[str, ...] = tuple(MEASURES)) -> Situation:
    """Figures of the whole town; drawn without replacement where the design has a population."""

    def rows(rng: np.random.Generator, draws: int) -> Rows:
        frame = PLACE.drawn(rng, n, replace=design.population == (), draws=draws)
        made = {name: MEASURES[name] for name in names}
        # Where the weights are replicated, all that matters is whether the standard error is right.
        by_name = ("logit",) if design.replicates else BY_NAME
        return limits(sb.estimate(frame, made, design=design, by=["draw"]), TRUTH, by_name)

    return rows


def bootstrap(n: dict[str, int], design: sb.Design) -> Situation:
    """As `whole`, with other replicates in every batch."""

    def rows(rng: np.random.Generator, draws: int) -> Rows:
        return whole(n, sb.rao_wu(design, n=500, seed=int(rng.integers(2**31))), TOTALS)(rng, draws)

    return rows


def domain(rng: np.random.Generator, draws: int) -> Rows:
    """Figures of a group of which each draw has some fifty persons."""
    frame = PLACE.drawn(rng, MANY, replace=True, draws=draws)
    names = (*SHARES, "mean", "median")
    est = sb.estimate(frame, {n: MEASURES[n] for n in names}, design=DESIGN, by=["draw", "group"])
    return limits(est.where(group="few"), truth(PLACE.persons.query("group == 'few'")))


def contrasts(n: dict[str, int]) -> Situation:
    """The difference of two groups, one with a third of the town."""
    one, other = (truth(PLACE.persons.query(f"group == '{name}'")) for name in ("third", "others"))
    true = {name: one[name] - other[name] for name in one}
    names = (*SHARES, "mean", "median", "Gini")

    def rows(rng: np.random.Generator, draws: int) -> Rows:
        frame = PLACE.drawn(rng, n, replace=True, draws=draws)
        est = sb.estimate(frame, {m: MEASURES[m] for m in names}, design=DESIGN, by=["draw", "group"])
        label = est.labels.to_frame(index=False).assign(at=np.arange(len(est)))
        at = label.pivot(index=["measure", "draw"], columns="group", values="at")
        matrix = np.zeros((len(at), len(est)))
        for group, sign in (("third", 1.0), ("others", -1.0)):
            matrix[np.arange(len(at)), at[group].to_numpy(dtype=int)] = sign
        return limits(est.linear_map(matrix, at.index), true)

    return rows


def quotient(n: dict[str, int]) -> Situation:
    """One group's mean over the other's, by the delta method."""
    one, other = (truth(PLACE.persons.query(f"group == '{name}'"))["mean"] for name in ("third", "others"))

    def rows(rng: np.random.Generator, draws: int) -> Rows:
        frame = PLACE.drawn(rng, n, replace=True, draws=draws)
        est = sb.estimate(frame, {"mean": MEASURES["mean"]}, design=DESIGN, by=["draw", "group"])
        found = [est.where(draw=d).ratio(("mean", d, "third"), ("mean", d, "others")) for d in range(draws)]
        return pd.concat([limits(quotient, {"ratio": one / other}) for quotient in found])

    return rows


def calibrated(margins: tuple[tuple[str, ...], ...], method: str) -> Situation:
    """Weights that hit what is known of the town in each draw."""
    known = {m: PLACE.persons.groupby(list(m)).size() for m in margins}

    def rows(rng: np.random.Generator, draws: int) -> Rows:
        frame = PLACE.drawn(rng, MANY, replace=True, draws=draws)
        of_draws = {("draw", *m): pd.concat(dict.fromkeys(range(draws), sizes)) for m, sizes in known.items()}
        cal = sb.calibrate(frame, DESIGN, of_draws, method=method)
        names = ("share, 50 %", "share, 10 %", "mean", "total", "median", "Gini")
        made = {name: MEASURES[name] for name in names}
        return limits(sb.estimate(cal.data, made, design=cal.design, by=["draw"]), TRUTH, ("logit",))

    return rows


def register(n: int, *, alike: bool = False) -> Situation:
    """A full count of n residents, each of whom says yes with the same probability; or four at a time."""
    names = {"50 %": 0.5, "10 %": 0.1, "2 %": 0.02}

    def rows(rng: np.random.Generator, draws: int) -> Rows:
        once = rng.random((draws * n // 4 if alike else draws * n, 1))
        yes = np.repeat(once, 4) if alike else once.ravel()
        frame = pd.DataFrame({"area": np.repeat(np.arange(draws), n), "year": 2024, "chance": yes})
        frame["person_id"] = np.arange(len(frame))
        made = {f"share, {name}": sb.share(f"chance < {p}") for name, p in names.items()}
        est = sb.estimate(sb.Register(frame), made, by=["area"])
        return limits(est, {f"share, {name}": 100 * p for name, p in names.items()})

    return rows


def schools(rng: np.random.Generator, draws: int) -> Rows:
    """A full count of 600 pupils, each of whom has a school and a background by chance."""
    n = 600
    school = rng.choice(len(GOES_TO), draws * n, p=GOES_TO)
    frame = pd.DataFrame({"area": np.repeat(np.arange(draws), n), "year": 2024})
    frame = frame.assign(school=frame["area"] * 100 + school, person_id=np.arange(draws * n))
    frame["poor"] = (rng.random(draws * n) < POOR[school]) * 1
    frame["kind"] = school
    made = {
        "exposure": Exposure(place="school", base="poor == 1", among="poor in (0, 1)", to="poor == 1"),
        "dissimilarity": Dissimilarity(place="school", of="poor == 1"),
        "entropy": Entropy(category="kind", classes=len(GOES_TO)),
        "concentration": Concentration(place="school", of="poor == 1", above=30.0),
    }
    est = sb.estimate(sb.Register(frame), made, by=["area"], replicates=200, seed=int(rng.integers(2**31)))
    poor, others = GOES_TO * POOR / (GOES_TO @ POOR), GOES_TO * (1 - POOR) / (GOES_TO @ (1 - POOR))
    true = {
        "exposure": 100 * poor @ POOR,
        "dissimilarity": 50 * np.abs(poor - others).sum(),
        "entropy": -100 * GOES_TO @ np.log(GOES_TO) / np.log(len(GOES_TO)),
        "concentration": 100 * GOES_TO[POOR > 0.3].sum(),
    }
    return limits(est, true)


# Of eight schools, how many pupils go there, and how many of them are poor.
GOES_TO = np.array([0.05, 0.08, 0.1, 0.12, 0.13, 0.15, 0.17, 0.2])
POOR = np.array([0.5, 0.42, 0.33, 0.24, 0.18, 0.14, 0.1, 0.06])
SITUATIONS: dict[str, Situation] = {
    "many stairwells": whole(MANY, DESIGN),
    "finite population": whole(MANY, FINITE),
    "few stairwells": whole(FEW, DESIGN),
    "small domain": domain,
    "difference of two groups": contrasts(MANY),
    "difference of two groups, few stairwells": contrasts(FEW),
    "quotient of two groups": quotient(MANY),
    "Rao–Wu": bootstrap(MANY, DESIGN),
    "Rao–Wu, finite population": bootstrap(MANY, FINITE),
    "Rao–Wu, few stairwells": bootstrap(FEW, DESIGN),
    "jackknife": whole(MANY, sb.jackknife(DESIGN), TOTALS),
    "jackknife, few stairwells": whole(FEW, sb.jackknife(DESIGN), TOTALS),
    "post-stratified": calibrated((("sex", "age"),), "poststratify"),
    "raked": calibrated((("sex",), ("age",), ("stratum",)), "rake"),
    "register of 40": register(40),
    "register of 800": register(800),
    "register of 800, four answer alike": register(800, alike=True),
    "register of 600 in eight schools": schools,
}


def table(name: str, *, draws: int = DRAWS, batch: int = 20) -> pd.DataFrame:
    """Coverage in one situation, one row per (measure, interval)."""
    rng = np.random.default_rng(20247)
    return coverage(pd.concat([SITUATIONS[name](rng, batch) for _ in range(draws // batch)]))


def told_apart(name: str) -> pd.DataFrame:
    """The table with what each interval should cover: 95 per cent, or what `KNOWN` says."""
    found = table(name)
    return found.assign(expected=[KNOWN.get(name, {}).get(key, 95.0) for key in found.index])


def freedom(n: dict[str, int], column: str) -> float:
    """Degrees of freedom that a share's variance truly has when strata differ [Satterthwaite 1946]."""
    away = PLACE.persons[column] - PLACE.persons[column].mean()
    of_well = np.bincount(np.repeat(np.arange(len(PLACE.size)), PLACE.size), away)
    size = np.array(list(STAIRWELLS.values()))
    spread = np.array([of_well[PLACE.stratum == h].var() for h in STAIRWELLS])
    drawn = np.array([n[h] for h in STAIRWELLS])
    variance = size**2 * spread / drawn
    return float(variance.sum() ** 2 / (variance**2 / (drawn - 1)).sum())


def main() -> None:
    """Write the tables of the docs."""
    for name in SITUATIONS:
        print(f"\n### {name}\n\n| figure | interval | covers | below | above | width | MC error |")
        print("|---|---|---|---|---|---|---|")
        for (measure, interval), row in table(name).iterrows():
            mark = "" if (measure, interval) not in KNOWN.get(name, {}) else " *"
            shares = [number(row[c]) for c in ("covers", "below", "above")]
            width = number(row["width"], 2 if row["width"] < 1000 else 0)
            cells = [measure, interval, shares[0] + mark, *shares[1:], width, number(row["mc"], 2)]
            print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
