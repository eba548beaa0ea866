"""The invented register: what is known of each person in each year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from invented.people import DISTRICTS, Town
from invented.tools import (
    AREA_OF_PART,
    AREAS,
    CAPACITY,
    FIRST,
    PARTS,
    REST,
    YEARS,
    Array,
    Plan,
    apportion,
    line,
    quota,
    scatter,
    slow,
    solve,
)

REGISTER_TYPES = {
    "person_id": "BIGINT", "year": "SMALLINT", "area": "VARCHAR", "sex": "TINYINT", "age": "SMALLINT",
    "udenfor": "DOUBLE", "beskaeftiget": "TINYINT", "uddannelse_igang": "TINYINT", "hfudd": "TINYINT",
    "indkomst": "DOUBLE", "indkomst_region": "DOUBLE", "doemt": "TINYINT", "valgret": "TINYINT",
    "stemt": "TINYINT", "trivsel": "DOUBLE", "dagtilbud": "VARCHAR", "skole": "VARCHAR",
    "foraeldre_ufaglaert": "TINYINT", "foreningsmedlem": "TINYINT", "hold": "VARCHAR", "kvintil": "TINYINT",
    "tilflyttet": "TINYINT", "fraflyttet": "TINYINT", "job_ved_flytning": "TINYINT",
}  # fmt: skip


@dataclass(frozen=True)
class Year:
    """The residents of one year: places in the town's arrays, and what much of the register is drawn from."""

    year: int
    who: Array
    age: Array
    area: Array  # 0–3, the order of AREAS
    work: Array  # ability to be in work; moves slowly from year to year
    crime: Array
    earning: Array


def make_register(town: Town, plan: Plan, rng: np.random.Generator) -> pd.DataFrame:
    """One row per person and year, sorted by year and person."""
    persistent = {name: slow(rng, years=len(YEARS)) for name in ("work", "crime", "earning")}
    fixed = {name: rng.standard_normal(CAPACITY) for name in ("vote", "join", "wellbeing")}
    places: dict[str, Array] = {name: np.full(CAPACITY, -1) for name in ("dagtilbud", "skole", "hold")}
    frames = []
    for number, year in enumerate(YEARS):
        who = town.residents(year)
        now = Year(
            year=year,
            who=who,
            age=town.age(year)[who],
            area=AREA_OF_PART[town.part[year - FIRST][who]],
            **{name: values[number][who] for name, values in persistent.items()},
        )
        columns: dict[str, Array] = {
            "person_id": 100_001 + who,
            "year": np.full(len(who), year),
            "area": np.array(PARTS, dtype=object)[town.part[year - FIRST][who]],
            "sex": town.sex[who],
            "age": now.age,
        }
        columns |= education(town, now, plan)
        columns |= livelihood(town, now, plan, columns)
        columns |= income(town, now, plan, columns)
        columns |= conduct(town, now, plan, fixed["vote"], rng.standard_normal(len(who)))
        columns |= childhood(town, now, plan, columns, fixed, places)
        columns |= moves(town, now, columns)
        frames.append(pd.DataFrame(columns)[list(REGISTER_TYPES)])
    return pd.concat(frames, ignore_index=True)


def education(town: Town, now: Year, plan: Plan) -> dict[str, Array]:
    """Education reached so far; adults take an education until few enough have only basic school."""
    adult = (now.age >= 30) & (now.age <= 59)
    home = town.home[now.year - FIRST][now.who]
    has_minor = np.bincount(home[now.age < 18], minlength=town.homes)[home] > 0  # they are the first to
    for area in range(len(AREAS)):
        known = np.flatnonzero(adult & (now.area == area) & (town.level[now.who] != 9))
        basic = known[town.level[now.who[known]] == 1]
        goal = line(plan["register"]["kun_grundskole"][area], now.year) / 100
        surplus = max(len(basic) - round(goal * len(known)), 0)
        wish = town.schooling[now.who[basic]] - 0.05 * now.age[basic] + 0.6 * has_minor[basic]
        town.level[now.who[basic[np.argsort(-wish, kind="stable")[:surplus]]]] = 3
    level, pace = town.level[now.who], town.pace[now.who]
    done = np.array([0, 16, 19, 22, 23, 24, 25, 0, 0, 21])[level] + pace
    on_the_way = np.where((level >= 4) & (level <= 6) & (now.age >= 19 + pace // 2), 2, 1)
    reached = np.where(now.age >= done, level, on_the_way).astype(float)
    pause = (now.age >= 18) & (now.earning > 1.35)
    studying = (now.age >= 6) & (now.age < np.maximum(done, 16)) & ~pause
    return {"hfudd": np.where(now.age >= 15, reached, np.nan), "uddannelse_igang": studying.astype(float)}


def livelihood(town: Town, now: Year, plan: Plan, columns: Mapping[str, Array]) -> dict[str, Array]:
    """Time of the year outside work and education, and work at the end of November."""
    ability = 0.55 * town.means[now.who] + 0.85 * now.work
    student = columns["uddannelse_igang"] == 1
    outside = np.zeros(len(now.who))
    for area in range(len(AREAS)):
        young = np.flatnonzero((now.area == area) & (now.age >= 18) & (now.age <= 29))
        older = np.flatnonzero((now.area == area) & (now.age >= 30) & (now.age <= 64))
        goal = line(plan["register"]["unge_i_gang"][area], now.year) / 100
        order = young[~student[young]][np.argsort(ability[young[~student[young]]], kind="stable")]
        idle = round((1 - goal) * len(young))
        outside[order] = time_outside(len(order), full=int(0.7 * idle), most=idle, some=int(1.2 * idle))
        total = line(plan["register"]["udenfor"][area], now.year, window=2) / 100
        wanted = total * (len(young) + len(older)) - outside[young].sum()
        order = older[np.argsort(ability[older] - 0.012 * (now.age[older] - 45), kind="stable")]
        partly = int(0.08 * len(older))
        in_part = time_outside(partly, full=0, most=partly // 2, some=partly)
        full = round(wanted - in_part.sum())
        outside[order[:full]] = 1.0
        outside[order[full : full + partly]] = in_part
    spare = [NormalDist().inv_cdf(1 - share) for share in (0.45, 0.2, 0.08, 0.01)]
    needed = np.select([now.age < 67, now.age < 70, now.age < 75], spare[:3], spare[3])
    working_age = (now.age >= 18) & (now.age <= 64)
    job = np.where(working_age, outside < 0.5, now.work > needed)
    job = np.where(working_age & student, now.work > -0.1, job).astype(float)
    return {
        "udenfor": np.where(working_age, outside, np.nan),
        "beskaeftiget": np.where(now.age >= 16, job, np.nan),
    }


def time_outside(count: int, *, full: int, most: int, some: int) -> Array:
    """Share of the year outside for people in order of need: all of it, half or more, less, nothing."""
    steps = (np.ones(full), np.linspace(0.95, 0.5, most - full), np.linspace(0.45, 0.05, some - most))
    time = np.zeros(max(count, some))
    time[:some] = np.rint(np.concatenate(steps) * 20) / 20
    return time[:count]


def income(town: Town, now: Year, plan: Plan, columns: Mapping[str, Array]) -> dict[str, Array]:
    """Gross income, its mean in the region, and the person's quintile of the home's income per head."""
    region = plan["region"]["indkomst"][now.year - YEARS[0]]
    level = np.nan_to_num(columns["hfudd"], nan=1).astype(int)
    wage = np.array([0, 0.86, 0.88, 1.0, 1.08, 1.15, 1.5, 0, 0, 0.88])[level]
    seniority = 0.62 + 0.38 * np.clip((now.age - 18) / 22, 0, 1)
    job, student = columns["beskaeftiget"] == 1, columns["uddannelse_igang"] == 1
    base = np.select(
        [now.age < 18, student & (now.age < 40), job, now.age >= 65],
        [0.05 + 0.06 * job, 0.30 + 0.12 * job, wage * seniority * 1.05, 0.42 + 0.25 * (wage - 0.86)],
        0.47,
    )
    spread = np.where(job & (now.age >= 18), 0.30, 0.14)
    own = base * np.exp(spread * (0.3 * town.means[now.who] + 0.9 * now.earning))
    counted = (now.age >= 15) & (now.age <= 64) & ~student
    kroner = np.zeros(len(now.who))
    for area in range(len(AREAS)):
        here = now.area == area
        goal = line(plan["register"]["indkomst"][area], now.year) / 100
        kroner[here] = np.rint(own[here] / own[here & counted].mean() * goal * region / 1000) * 1000
    kroner = np.where(now.age >= 15, kroner, np.nan)
    home = town.home[now.year - FIRST][now.who]
    weight = np.where(now.age >= 15, 0.5, 0.3)
    heads = 0.5 + np.bincount(home, weights=weight, minlength=town.homes)
    per_head = (np.bincount(home, weights=np.nan_to_num(kroner), minlength=town.homes) / heads)[home]
    grown = np.flatnonzero(now.age >= 18)
    quintile = np.full(len(now.who), np.nan)
    order = grown[np.argsort(per_head[grown], kind="stable")]
    quintile[order] = 1 + np.arange(len(order)) * 5 // len(order)
    return {"indkomst": kroner, "indkomst_region": np.full(len(home), float(region)), "kvintil": quintile}


def conduct(town: Town, now: Year, plan: Plan, vote: Array, noise: Array) -> dict[str, Array]:
    """Convictions every year; the right to vote and its use in the election year."""
    tendency = 0.8 * now.crime + 0.7 * noise - 0.35 * town.means[now.who] + 0.7 * (town.sex[now.who] == 1)
    tendency = tendency - 0.03 * np.maximum(now.age - 24, 0)
    adult, teen = now.age >= 18, (now.age >= 15) & (now.age < 18)
    goal = {area: line(plan["register"]["doemt"][area], now.year, window=2) for area in range(len(AREAS))}
    convicted = quota(tendency, goal, now.area, adult) | quota(tendency, goal, now.area, teen)
    nobody = np.full(len(now.who), np.nan)
    if now.year != 2021:
        return {"doemt": convicted.astype(float), "valgret": nobody, "stemt": nobody}
    pick = {name: dict(enumerate(row[0] for row in plan["register"][name])) for name in ("valgret", "stemt")}
    belonging = vote[now.who] + 0.3 * town.means[now.who] + np.where(town.level[now.who] == 9, -1.2, 0)
    entitled = quota(town.citizen[now.who] + 0.5 * belonging, pick["valgret"], now.area, adult)
    voted = quota(belonging + 0.02 * np.minimum(now.age, 70), pick["stemt"], now.area, entitled)
    return {
        "doemt": convicted.astype(float),
        "valgret": np.where(adult, entitled, np.nan),
        "stemt": np.where(entitled, voted, np.nan),
    }


def childhood(
    town: Town,
    now: Year,
    plan: Plan,
    columns: Mapping[str, Array],
    fixed: Mapping[str, Array],
    places: Mapping[str, Array],
) -> dict[str, Array]:
    """Parents' education, well-being, institutions and associations of those under 18."""
    home, minor = town.home[now.year - FIRST][now.who], now.age < 18
    parent = ~town.child[now.year - FIRST][now.who] & ~minor
    skilled = parent & np.isin(columns["hfudd"], (3, 4, 5, 6))
    trained = np.bincount(home[skilled], minlength=town.homes)[home] > 0
    origin = np.where(now.area == REST, REST + town.district[home], now.area)
    luck, wish = town.luck[now.who], fixed["join"][now.who] + 0.4 * town.means[now.who]
    goal = {area: line(plan["register"]["foreningsmedlem"][area], now.year) for area in range(len(AREAS))}
    schoolable = (now.age >= 6) & (now.age <= 17)
    member = quota(wish, goal, now.area, schoolable)
    at = {
        "dagtilbud": (now.age >= 1) & (now.age <= 5) & (luck < np.where(now.age == 1, 0.82, 0.96)),
        "skole": (now.age >= 6) & ((now.age <= 15) & (luck < 0.98) | (now.age == 16) & (luck < 0.55)),
        "hold": member,
    }
    result = {
        "foraeldre_ufaglaert": np.where(minor, ~trained, np.nan),
        "foreningsmedlem": np.where(schoolable, member, np.nan),
        "trivsel": wellbeing(now, plan, fixed["wellbeing"][now.who] + 0.25 * town.means[now.who]),
    }
    for kind, attends in at.items():
        names, table = place_table(plan, kind, now.year, town.taste)
        place = give_places(now.who, attends, origin, luck, places[kind], table)
        result[kind] = np.array([*names, None], dtype=object)[place]
    return result


def wellbeing(now: Year, plan: Plan, latent: Array) -> Array:
    """Each pupil's mean in the well-being survey of grades 4 to 9, one decimal; some have not answered."""
    score = 0.75 * latent + 0.65 * now.work
    answered = (now.age >= 10) & (now.age <= 15) & (now.crime < 1.4)
    result = np.full(len(now.who), np.nan)
    for area in range(len(AREAS)):
        here = np.flatnonzero(answered & (now.area == area))
        goal = line(plan["register"]["trivsel"][area], now.year)
        result[here] = solve(0.6 * score[here], goal, low=1, high=5, decimals=1)
    return result


def place_table(plan: Plan, kind: str, year: int, taste: Array) -> tuple[list[str], dict[int, Array]]:
    """Names of the places of a kind, and for each origin the share of its children that goes to each."""
    count, letter = {"dagtilbud": (45, "D"), "skole": (18, "S"), "hold": (60, "F")}[kind]
    names = [f"{letter}{number:02d}" for number in range(1, count + 1)]
    near = {area: dict.fromkeys(names, 0.0) for area in AREAS}
    for area in AREAS:
        near[area] |= {name: line(pair, year) / 100 for name, pair in plan[kind][area].items()}
    special = np.array([any(near[area][name] > 0 for area in AREAS) for name in names])
    size = np.where(special, 0.0, 1 + np.arange(count) % 4 / 3)  # places differ in size
    size[-2] *= 0.12 if kind == "dagtilbud" else 1.0  # a very small institution
    shares = {}
    for origin in range(REST + DISTRICTS):
        close = np.array(list(near[AREAS[min(origin, REST)]].values()))
        reach = np.arange(count) % DISTRICTS == (origin - REST if origin >= REST else 4 * origin + 1)
        pull = size * np.where(reach, 12.0 if origin >= REST else 3.0, 1.0)
        shares[origin] = close + (1 - close.sum()) * pull / pull.sum()
    if kind != "hold":
        return names, shares
    teams = [3 + number % 6 for number in range(count)]  # an association has several teams
    cut = np.repeat(np.arange(count), teams)
    for origin, share in shares.items():
        liked = taste[origin, : len(cut)]
        shares[origin] = share[cut] * liked / np.bincount(cut, weights=liked)[cut]
    return [f"H{number:03d}" for number in range(1, len(cut) + 1)], shares


def give_places(
    who: Array, attends: Array, origin: Array, luck: Array, before: Array, table: Mapping[int, Array]
) -> Array:
    """Fill the places by share of each origin; those who have a place keep it while there is room."""
    place = np.full(len(who), -1)
    for one, shares in table.items():
        group = np.flatnonzero(attends & (origin == one))
        group = group[np.argsort(luck[group], kind="stable")]
        room = apportion(shares, len(group))
        had = before[who[group]]
        for number in range(len(shares)):
            stay = group[had == number][: room[number]]
            place[stay] = number
            room[number] -= len(stay)
        place[group[place[group] < 0]] = scatter(np.repeat(np.arange(len(shares)), room))
    before[:] = -1
    before[who] = place
    return place


def moves(town: Town, now: Year, columns: Mapping[str, Array]) -> dict[str, Array]:
    """Moves into the area during the year and out of it during the next one; work at the time."""
    number = now.year - FIRST
    area = np.append(AREA_OF_PART, -1)
    before, after = area[town.part[number - 1][now.who]], area[town.part[number + 1][now.who]]
    came = (before != now.area) & (town.born[now.who] != now.year)
    left = (after != now.area) & (town.died[now.who] != now.year + 1)
    return {
        "tilflyttet": came.astype(float),
        "fraflyttet": left.astype(float),
        "job_ved_flytning": np.where(came | left, columns["beskaeftiget"], np.nan),
    }
