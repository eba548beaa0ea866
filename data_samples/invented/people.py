"""The invented people: born, growing up, moving together and apart, and dying, year by year."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from invented.tools import AREA_OF_PART, AREAS, CAPACITY, FIRST, LAST, PARTS, REST, REST_PART, Array, Plan

DISTRICTS = 12  # neighbourhoods in the rest: they only steer where its children go


@dataclass
class Town:
    """Everybody who lived in the municipality in some year, a place in each array per person or per home."""

    rng: np.random.Generator
    people: int = 0
    homes: int = 0
    now: dict[str, Array] = field(default_factory=dict)  # the state while the years go by
    part: Array = field(default_factory=lambda: np.full((LAST - FIRST + 1, CAPACITY), -1, np.int8))
    home: Array = field(default_factory=lambda: np.full((LAST - FIRST + 1, CAPACITY), -1, np.int32))
    child: Array = field(default_factory=lambda: np.zeros((LAST - FIRST + 1, CAPACITY), bool))

    def __post_init__(self) -> None:
        """Draw at once everything about a person or a home that never changes."""
        self.born = np.zeros(CAPACITY, np.int16)
        self.sex = np.zeros(CAPACITY, np.int8)
        self.died = np.zeros(CAPACITY, np.int16)
        self.means = np.zeros(CAPACITY)  # resources: what education, work and answers have in common
        self.level = np.zeros(CAPACITY, np.int8)  # the education a person ends with
        self.own = self.rng.standard_normal(CAPACITY)
        self.schooling = self.rng.standard_normal(CAPACITY)
        self.pace = self.rng.integers(0, 3, CAPACITY)  # years later than the quickest through education
        self.unknown = self.rng.random(CAPACITY)
        self.citizen = self.rng.standard_normal(CAPACITY)
        self.luck = self.rng.random(CAPACITY)  # who gets a place first
        self.home_means = self.rng.standard_normal(CAPACITY)
        self.district = self.rng.integers(0, DISTRICTS, CAPACITY).astype(np.int8)
        self.taste = self.rng.uniform(0.2, 1.8, (REST + DISTRICTS, 400))  # for teams
        self.now = {
            "part": np.full(CAPACITY, -1, np.int8),
            "home": np.full(CAPACITY, -1, np.int32),
            "child": np.zeros(CAPACITY, bool),
        }

    def age(self, year: int) -> Array:
        """Age at the end of the year."""
        return year - self.born.astype(int)

    def residents(self, year: int) -> Array:
        """Places in the arrays of those who live in the municipality at the end of the year, by id."""
        return np.flatnonzero(self.part[year - FIRST] >= 0)

    def new_homes(self, count: int) -> Array:
        """Numbers of homes not used before."""
        self.homes += count
        return np.arange(self.homes - count, self.homes)


def simulate(plan: Plan, rng: np.random.Generator) -> Town:
    """Let people be born, die, leave home, pair, part and move, year by year."""
    town = Town(rng)
    for year in range(FIRST, LAST + 1):
        if year > FIRST:
            for step in (die, give_birth, leave_home, pair_up, part_ways, move):
                step(town, year, rng)
            send_away_left_children(town, year)
        settle(town, year, plan, rng)
        for name, history in (("part", town.part), ("home", town.home), ("child", town.child)):
            history[year - FIRST] = town.now[name]
    return town


def die(town: Town, year: int, rng: np.random.Generator) -> None:
    """Mortality grows exponentially with age (Gompertz)."""
    risk = np.minimum(0.00003 * np.exp(0.095 * town.age(year)), 0.6)
    gone = (rng.random(CAPACITY) < risk) & (town.now["part"] >= 0)
    town.died[gone] = year
    town.now["part"][gone] = -1


def give_birth(town: Town, year: int, rng: np.random.Generator) -> None:
    """Women who live with somebody have most of the children."""
    age, now = town.age(year), town.now
    parents = count_by_home(town, (now["part"] >= 0) & ~now["child"])
    chance = np.exp(-(((age - 31.5) / 5.0) ** 2)) * np.where(parents[now["home"]] >= 2, 0.155, 0.035)
    born = (now["part"] >= 0) & (town.sex == 2) & ~now["child"] & (age >= 18) & (age <= 45)
    mothers = np.flatnonzero(born & (rng.random(CAPACITY) < chance))
    sex = 1 + (rng.random(len(mothers)) < 0.487)
    add_people(town, now["home"][mothers], np.full(len(mothers), year), sex, now["part"][mothers], child=True)


def leave_home(town: Town, year: int, rng: np.random.Generator) -> None:
    """Grown children leave: most go out of the municipality, some stay near, some go elsewhere in it."""
    age, now = town.age(year), town.now
    chance = np.select([age < 18, age < 20, age < 25], [0.0, 0.16, 0.30], 0.40)
    leaving = np.flatnonzero((now["part"] >= 0) & now["child"] & (rng.random(CAPACITY) < chance))
    where = rng.random(len(leaving))
    target = np.select(
        [where < 0.60, where < 0.82], [np.full(len(leaving), -1), now["part"][leaving]], REST_PART
    )
    now["child"][leaving] = False
    now["part"][leaving] = target
    now["home"][leaving] = town.new_homes(len(leaving))


def pair_up(town: Town, year: int, rng: np.random.Generator) -> None:
    """Some who live alone move together with somebody of about their age in the same part."""
    age, now = town.age(year), town.now
    size = count_by_home(town, now["part"] >= 0)
    alone = (now["part"] >= 0) & (size[now["home"]] == 1) & (age >= 20) & (age <= 60)
    willing = alone & (rng.random(CAPACITY) < 0.06)
    for part in range(len(PARTS)):
        pool = np.flatnonzero(willing & (now["part"] == part))
        pool = pool[np.argsort(age[pool], kind="stable")]
        women, men = pool[town.sex[pool] == 2], pool[town.sex[pool] == 1]
        pairs = min(len(women), len(men))
        now["home"][men[:pairs]] = now["home"][women[:pairs]]


def part_ways(town: Town, year: int, rng: np.random.Generator) -> None:
    """In some couples the man moves out, half of them to a home of his own nearby."""
    age, now = town.age(year), town.now
    adults = count_by_home(town, (now["part"] >= 0) & ~now["child"])
    couple = (now["part"] >= 0) & ~now["child"] & (adults[now["home"]] == 2) & (town.sex == 1)
    leaving = np.flatnonzero(couple & (age >= 22) & (age < 65) & (rng.random(CAPACITY) < 0.016))
    near = rng.random(len(leaving)) < 0.5
    now["part"][leaving] = np.where(near, now["part"][leaving], -1)
    now["home"][leaving] = town.new_homes(len(leaving))


def move(town: Town, year: int, rng: np.random.Generator) -> None:
    """Whole homes move: out of the municipality, or between an area and the rest."""
    age, now = town.age(year), town.now
    grown = np.flatnonzero((now["part"] >= 0) & ~now["child"])
    homes, first = np.unique(now["home"][grown], return_index=True)
    head = grown[first]
    part, area = now["part"][head], AREA_OF_PART[now["part"][head]]
    restless = np.select([age[head] < 30, age[head] < 40, age[head] < 60], [1.7, 1.4, 0.8], 0.3)
    out = np.array([0.070, 0.080, 0.075, 0.072])[area] * restless * np.exp(0.15 * town.means[head])
    within = np.array([0.022, 0.026, 0.022, 0.0042])[area] * restless
    draw, where = rng.random(len(homes)), rng.random(len(homes))
    areas = np.array([0.47, 0.81, 0.90, 0.96, 1.0])  # how those who move from the rest share the areas' homes
    target = np.where(part == REST_PART, np.searchsorted(areas, where, side="right"), REST_PART)
    new_part = np.full(town.homes, -2)
    new_part[homes] = np.select([draw < out, draw < out + within], [np.full(len(homes), -1), target], part)
    living = now["part"] >= 0
    now["part"][living] = new_part[now["home"][living]]


def send_away_left_children(town: Town, year: int) -> None:
    """Children left without an adult move to relatives elsewhere; grown children left are the adults now."""
    age, now = town.age(year), town.now
    living = now["part"] >= 0
    adults = count_by_home(town, living & (age >= 18))
    now["part"][living & (adults[now["home"]] == 0)] = -1
    heads = count_by_home(town, (now["part"] >= 0) & ~now["child"])
    now["child"][(now["part"] >= 0) & (age >= 18) & (heads[now["home"]] == 0)] = False


def settle(town: Town, year: int, plan: Plan, rng: np.random.Generator) -> None:
    """Newcomers (in the first year: everybody) fill each part up to the adults it shall have."""
    age, now = town.age(year), town.now
    for part, name in enumerate(PARTS):
        have = int(np.sum((now["part"] == part) & (age >= 18)))
        need = plan["people"][name][year - FIRST] - have
        home, years, sex, child = draw_homes(rng, need, social=part != REST_PART, stock=year == FIRST)
        numbers = town.new_homes(int(home.max()) + 1)[home] if len(home) else home
        parts = np.full(len(home), part)
        shift = plan["newcomers"][AREAS[AREA_OF_PART[part]]][year - FIRST]
        who = add_people(town, numbers, year - years, sex, parts, child=child, shift=shift)
        town.level[who] = levels(town, who, plan["education"][AREAS[AREA_OF_PART[part]]])


def draw_homes(
    rng: np.random.Generator, need: int, *, social: bool, stock: bool
) -> tuple[Array, Array, Array, Array]:
    """Homes until they hold ``need`` adults: number of the home, age, sex and whether a child, per person."""
    count = max(need, 0) + 10
    chances = [0.44, 0.17, 0.20, 0.13, 0.06] if social else [0.36, 0.29, 0.25, 0.06, 0.04]
    kind = np.searchsorted(np.cumsum(chances)[:-1], rng.random(count), side="right")
    age = head_ages(rng, kind, stock=stock)
    female = rng.random(count) < np.select([kind == 3, (kind == 0) & (age > 65)], [0.82, 0.66], 0.5)
    partner = np.isin(kind, (1, 2, 4))
    partner_age = np.clip(age + np.rint(rng.standard_normal(count) * 3), 18, 96).astype(int)
    same_sex = rng.random(count) < np.where(kind == 4, 0.5, 0.03)
    cuts = [0.30, 0.68, 0.89] if social else [0.36, 0.84, 0.97]
    children = np.where(np.isin(kind, (2, 3)), 1 + np.searchsorted(cuts, rng.random(count)), 0)
    eldest = age - rng.integers(23, 35, count)
    gap = rng.integers(2, 5, count)
    home, years, sex, child = [np.arange(count)], [age], [1 + female], [np.zeros(count, bool)]
    home.append(np.flatnonzero(partner))
    years.append(partner_age[partner])
    sex.append(1 + (female ^ ~same_sex)[partner])
    child.append(np.zeros(int(partner.sum()), bool))
    for number in range(4):
        kid = np.maximum(eldest, 0) - number * gap if number else np.maximum(eldest, 0)
        has = (children > number) & (kid >= 0) & (kid <= 21)
        home.append(np.flatnonzero(has))
        years.append(kid[has])
        sex.append(1 + (rng.random(count) < 0.487)[has])
        child.append(np.ones(int(has.sum()), bool))
    one = np.concatenate(home)
    grown = np.bincount(one, weights=np.concatenate(years) >= 18, minlength=count)
    keep = np.flatnonzero((np.cumsum(grown) <= need)[one])
    keep = keep[np.argsort(one[keep], kind="stable")]
    return one[keep], np.concatenate(years)[keep], np.concatenate(sex)[keep], np.concatenate(child)[keep]


def head_ages(rng: np.random.Generator, kind: Array, *, stock: bool) -> Array:
    """Age of the first adult; those who already live here are older than those who move in."""
    count = len(kind)
    which, spread = rng.random(count), rng.random(count)
    spans = {  # kind: (share, from, to) as they live here, as they move in
        0: (
            ((0.37, 19, 40), (0.31, 40, 66), (0.32, 66, 95)),
            ((0.70, 19, 34), (0.17, 34, 62), (0.13, 62, 88)),
        ),
        1: (
            ((0.25, 22, 40), (0.36, 45, 66), (0.39, 66, 88)),
            ((0.60, 20, 35), (0.22, 35, 62), (0.18, 62, 84)),
        ),
        2: (
            ((0.35, 26, 37), (0.45, 37, 47), (0.20, 47, 57)),
            ((0.60, 25, 36), (0.32, 36, 45), (0.08, 45, 53)),
        ),
        3: (
            ((0.35, 24, 37), (0.45, 37, 47), (0.20, 47, 56)),
            ((0.55, 23, 36), (0.35, 36, 45), (0.10, 45, 53)),
        ),
        4: (
            ((0.60, 20, 30), (0.25, 30, 50), (0.15, 50, 75)),
            ((0.80, 19, 30), (0.15, 30, 45), (0.05, 45, 70)),
        ),
    }
    age = np.zeros(count, int)
    for one, choices in spans.items():
        span = choices[0 if stock else 1]
        pick = np.minimum(np.searchsorted(np.cumsum([s for s, _, _ in span]), which), len(span) - 1)
        low, high = np.array([a for _, a, _ in span])[pick], np.array([b for _, _, b in span])[pick]
        age = np.where(kind == one, np.floor(low + (high - low) * spread).astype(int), age)
    return age


def add_people(
    town: Town, home: Array, born: Array, sex: Array, part: Array, *, child: Array | bool, shift: float = 0.0
) -> Array:
    """Give newcomers and newborns a place in the arrays; returns the places."""
    who = np.arange(town.people, town.people + len(home))
    town.people += len(home)
    if town.people > CAPACITY:
        raise RuntimeError("CAPACITY is too small for the people simulated")
    town.born[who], town.sex[who] = born, sex
    town.now["home"][who], town.now["part"][who], town.now["child"][who] = home, part, child
    town.means[who] = 0.6 * town.home_means[home] + 0.8 * town.own[who] + shift
    town.level[who] = 3
    return who


def levels(town: Town, who: Array, per_cent: list[float]) -> Array:
    """Education a newcomer has or will end with: the better the resources, the longer."""
    *shares, unknown = per_cent
    cuts = [NormalDist().inv_cdf(share / 100) for share in np.cumsum(shares)[:-1]]
    level = 1 + np.searchsorted(cuts, 0.65 * town.means[who] + 0.76 * town.schooling[who])
    return np.where(town.unknown[who] < unknown / 100, 9, level)


def count_by_home(town: Town, who: Array) -> Array:
    """Number of the people in ``who`` in each home; the last place is for those without a home."""
    return np.bincount(town.now["home"][who], minlength=town.homes + 1)
