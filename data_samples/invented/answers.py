"""The invented answers: what every adult would have said in each survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from invented.people import Town
from invented.tools import (
    AREA_OF_PART,
    AREAS,
    CAPACITY,
    FIRST,
    PARTS,
    WAVES,
    Array,
    Plan,
    apportion,
    bisect,
    line,
    quota,
    solve,
)


@dataclass(frozen=True)
class Question:
    """How the answers to one question are made from what people feel (high is good)."""

    factor: str
    good: Mapping[int, float] = field(default_factory=dict)  # codes that count and their parts of them
    bad: Mapping[int, float] = field(default_factory=dict)
    age: float = 0.0  # per ten years
    female: float = 0.0
    missing: float = 0.02
    last: bool = False  # only the worst answer counts


YES_NO: dict[str, Any] = {"good": {1: 1.0}, "bad": {2: 1.0}}
AGREE: dict[str, Any] = {"good": {1: 0.4, 2: 0.6}, "bad": {3: 0.55, 4: 0.3, 5: 0.15}}
OFTEN: dict[str, Any] = {"good": {1: 0.3, 2: 0.7}, "bad": {3: 0.45, 4: 0.4, 5: 0.15}}
SHARES = {
    "helbred": Question("health", {1: 0.17, 2: 0.42, 3: 0.41}, {4: 0.74, 5: 0.26}, age=-0.22),
    "ensom": Question("health", {4: 0.62, 3: 0.38}, {2: 0.55, 1: 0.45}, 0.08, female=-0.1, last=True),
    "tryg_nabolag": Question("safety", **AGREE, age=0.05, female=-0.2),
    "tryg_aften": Question("safety", **AGREE, age=-0.06, female=-0.6, missing=0.03),
    "frivillig": Question("civic", **YES_NO, age=0.05),
    "foreningsmedlem": Question("civic", **YES_NO, age=0.03, missing=0.01),
    "kontakt_ude": Question("civic", **OFTEN, age=-0.12),
    "flytte_hoeje_gladsaxe": Question("outlook", **YES_NO, age=-0.2, missing=0.06),
    "flytte_vaerebro_park": Question("outlook", **YES_NO, age=-0.2, missing=0.06),
    "flytte_moerkhoej": Question("outlook", **YES_NO, age=-0.2, missing=0.08),
    "flytte_eget": Question("place", **YES_NO, missing=0.05),
    "tilfreds": Question("place", {1: 0.45, 2: 0.55}, {3: 0.55, 4: 0.31, 5: 0.14}, age=0.08),
    "byrum": Question("life", **OFTEN, age=-0.1),
    "besoeg_hoeje_gladsaxe": Question("life", **YES_NO, age=-0.08, missing=0.03),
    "besoeg_vaerebro_park": Question("life", **YES_NO, age=-0.08, missing=0.03),
    "besoeg_moerkhoej": Question("life", **YES_NO, age=-0.08, missing=0.03),
    "besoeg_eget": Question("life", **YES_NO, missing=0.03),
}
MEANS = {
    "tillid": Question("civic", age=0.05),
    "anbefale": Question("place", age=0.05),
    "image_hoeje_gladsaxe": Question("outlook", missing=0.07),
    "image_vaerebro_park": Question("outlook", missing=0.06),
    "image_moerkhoej": Question("outlook", missing=0.10),
    "image_eget": Question("place", missing=0.03),
}
BATTERIES = {
    "pss": (10, Question("health", age=0.1, female=-0.25, missing=0.008)),
    "problem": (6, Question("safety", age=0.05, missing=0.02)),
    "nabo": (4, Question("civic", age=0.06, missing=0.02)),
    "moede": (4, Question("life", age=0.05, missing=0.03)),
}
PSS_REVERSED = (4, 5, 7, 8)
PSS_HIGH = 18
HOW_OFTEN = Question("civic", {1: 0.55, 2: 0.26, 3: 0.19}, {0: 1.0}, missing=0.01)
NEVER_OUT = 6  # the answer to tryg_aften that is new in 2024
INDOORS = {0: 8.0, 1: 9.0, 2: 9.0, 3: 6.0}  # per cent of each area who give it
SCALE_2024 = {"tilfreds": Question("place", {1: 0.45, 2: 0.55}, {3: 0.68, 4: 0.32}, age=0.08)}

ITEMS = [f"{name}_{number}" for name, (count, _) in BATTERIES.items() for number in range(1, count + 1)]
ANSWER_COLUMNS = ["koen", "alder", *SHARES, "forening_hyppighed", *MEANS, *ITEMS]
ANSWER_TYPES = {"person_id": "BIGINT", "year": "SMALLINT", "area": "VARCHAR", "husstand": "INTEGER"}
ANSWER_TYPES |= dict.fromkeys(ANSWER_COLUMNS, "TINYINT")


@dataclass(frozen=True)
class Minds:
    """What makes people answer alike from wave to wave, within a home and from question to question."""

    lasting: Mapping[str, Array]  # by factor and by question, of each person
    shared: Mapping[str, Array]  # by factor, of each home
    reticence: Array


@dataclass(frozen=True)
class Wave:
    """The adults of one survey year."""

    year: int
    town: Town
    minds: Minds
    who: Array
    today: Mapping[str, Array]
    rng: np.random.Generator

    @property
    def part(self) -> Array:
        """The part each of them lives in, 0–5."""
        return self.town.part[self.year - FIRST][self.who]

    @property
    def area(self) -> Array:
        """The area each of them lives in, 0–3."""
        return AREA_OF_PART[self.part]

    @property
    def home(self) -> Array:
        """The number of each one's home."""
        return self.town.home[self.year - FIRST][self.who]

    @property
    def age(self) -> Array:
        """Age at the end of the year."""
        return self.town.age(self.year)[self.who]

    def feel(self, name: str, question: Question) -> Array:
        """What each of them feels about a question, roughly standard normal; high is good."""
        factor = (
            0.4 * self.town.means[self.who]
            + 0.4 * self.minds.shared[question.factor][self.home]
            + 0.6 * self.minds.lasting[question.factor][self.who]
            + 0.5 * self.today[question.factor]
        )
        item = 0.45 * self.minds.lasting[name][self.who] + 0.5 * self.rng.standard_normal(len(self.who))
        female = self.town.sex[self.who] == 2
        return (0.75 * factor + item + question.age * (self.age - 48) / 10 + question.female * female) / 1.05

    def silent(self, chance: float) -> Array:
        """Who does not answer; some people often do not."""
        return self.rng.random(len(self.who)) < chance * np.exp(0.7 * self.minds.reticence[self.who] - 0.245)


def make_answers(town: Town, plan: Plan, rng: np.random.Generator) -> pd.DataFrame:
    """What every adult would have answered in each wave, one row per person and year."""
    factors = sorted({question.factor for question in (*SHARES.values(), *MEANS.values())})
    minds = Minds(
        lasting={name: rng.standard_normal(CAPACITY) for name in (*factors, *SHARES, *MEANS, *ITEMS)},
        shared={name: rng.standard_normal(CAPACITY) for name in factors},
        reticence=rng.standard_normal(CAPACITY),
    )
    frames = []
    for year in WAVES:
        who = town.residents(year)
        who = who[town.age(year)[who] >= 18]
        today = {name: rng.standard_normal(len(who)) for name in factors}
        wave = Wave(year, town, minds, who, today, rng)
        columns: dict[str, Array] = {
            "person_id": 100_001 + who,
            "year": np.full(len(who), year),
            "area": np.array(PARTS, dtype=object)[wave.part],
            "husstand": 1 + wave.home,
            "koen": town.sex[who].astype(float),
            "alder": wave.age.astype(float),
        }
        columns |= answer_shares(wave, plan) | answer_means(wave, plan) | answer_batteries(wave, plan)
        frames.append(pd.DataFrame(columns)[list(ANSWER_TYPES)])
    return pd.concat(frames, ignore_index=True)


def answer_shares(wave: Wave, plan: Plan) -> dict[str, Array]:
    """Questions with a few codes: an exact share of those who answer gives a code that counts."""
    answers = {}
    for name, question in SHARES.items():
        if wave.year == 2024:
            question = SCALE_2024.get(name, question)
        feeling, valid = wave.feel(name, question), ~wave.silent(question.missing)
        codes = np.full(len(wave.who), np.nan)
        if name == "tryg_aften" and wave.year == 2024:
            never = quota(0.03 * wave.age - feeling, INDOORS, wave.area, valid)
            codes[never] = NEVER_OUT
            valid &= ~never
        for area in range(len(AREAS)):
            here = np.flatnonzero(valid & (wave.area == area))
            here = here[np.argsort(-feeling[here], kind="stable")]
            goal = line(plan["share"][name][area], wave.year) / 100
            codes[here] = spread_codes(question, round(goal * len(here)), len(here))
        answers[name] = codes
    return answers | {"forening_hyppighed": how_often(wave, answers["foreningsmedlem"] == 1)}


def spread_codes(question: Question, count: int, total: int) -> Array:
    """Codes from the best feeling to the worst, so that ``count`` of ``total`` are codes that count."""
    runs = [(question.good, count), (question.bad, total - count)]
    if question.last:
        *others, (worst, _) = (*question.good.items(), *question.bad.items())
        runs = [(dict(others), total - count), ({worst: 1.0}, count)]
    parts = []
    for codes, number in runs:
        shares = np.array(list(codes.values()))
        parts.append(np.repeat(list(codes), apportion(shares / shares.sum(), number)))
    return np.concatenate(parts)


def how_often(wave: Wave, member: Array) -> Array:
    """The question that only members of an association are asked."""
    feeling = wave.feel("foreningsmedlem", HOW_OFTEN)
    here = np.flatnonzero(member & ~wave.silent(HOW_OFTEN.missing))
    here = here[np.argsort(-feeling[here], kind="stable")]
    codes = np.full(len(wave.who), np.nan)
    codes[here] = spread_codes(HOW_OFTEN, len(here), len(here))
    return codes


def answer_means(wave: Wave, plan: Plan) -> dict[str, Array]:
    """Questions from 0 to 10: the mean of those who answer is met in each area."""
    answers = {}
    for name, question in MEANS.items():
        feeling, valid = wave.feel(name, question), ~wave.silent(question.missing)
        codes = np.full(len(wave.who), np.nan)
        for area in range(len(AREAS)):
            here = np.flatnonzero(valid & (wave.area == area))
            goal = line(plan["mean"][name][area], wave.year)
            codes[here] = solve(2.1 * feeling[here], goal, low=0, high=10)
        answers[name] = codes
    return answers


def answer_batteries(wave: Wave, plan: Plan) -> dict[str, Array]:
    """Batteries: one shift of all items of an area meets its mean, or its share of high sums."""
    answers: dict[str, Array] = {}
    for name, (count, question) in BATTERIES.items():
        names = [f"{name}_{number}" for number in range(1, count + 1)]
        tilt = np.linspace(-0.35, 0.35, count)  # some items are easier to agree with than others
        feeling = np.column_stack([wave.feel(one, question) for one in names]) + tilt
        skipped = wave.silent(0.015)[:, None]
        missing = np.column_stack([wave.silent(question.missing) for _ in names]) | skipped
        codes = np.full(feeling.shape, np.nan)
        for area in range(len(AREAS)):
            here = wave.area == area
            goal = line(plan["battery"][name][area], wave.year)
            codes[here] = solve_battery(name, feeling[here], missing[here], goal)
        answers |= dict(zip(names, codes.T, strict=True))
    return answers


def solve_battery(name: str, feeling: Array, missing: Array, goal: float) -> Array:
    """Codes of a battery whose figure is as near ``goal`` as one shift of all feelings can bring it."""
    cuts = np.array([-1.3, -0.45, 0.45, 1.3])
    turned = np.isin(np.arange(1, 11), PSS_REVERSED)
    answered = np.sum(~missing, axis=1)
    enough = answered * 2 >= feeling.shape[1]

    def codes(shift: float) -> Array:
        good = np.searchsorted(cuts, feeling + shift)
        values = np.where(turned, good, 4 - good) if name == "pss" else 5 - good
        return np.where(missing, np.nan, values)

    def figure(shift: float) -> float:
        values = codes(shift)
        if name == "pss":
            return -100 * float(high_stress(values).mean())
        bad = float((np.nansum((values[enough] - 1) * 25, axis=1) / answered[enough]).mean())
        return -bad if name == "problem" else 100 - bad

    goal = -goal if name in ("pss", "problem") else goal
    return codes(bisect(lambda shift: figure(shift) - goal))


def high_stress(codes: Array) -> Array:
    """Whether the ten stress answers of a person sum to a high level; those with few answers are left out."""
    turned = np.isin(np.arange(1, 11), PSS_REVERSED)
    values = np.where(turned, 4 - codes, codes)
    answered = np.sum(~np.isnan(values), axis=1)
    kept = answered >= 8
    # Whole numbers on both sides: a sum of exactly 18 must not be lost to rounding.
    return np.asarray(np.nansum(values[kept], axis=1) * 10 >= PSS_HIGH * answered[kept])
