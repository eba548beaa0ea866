"""The invented deliveries: a sample of each wave, written as a fieldwork agency would."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

from invented.files import INVENTED
from invented.tools import AREA_OF_PART, PARTS

RESPONDENTS = (350, 350, 350, 1400)  # wanted in each area
AGE_BANDS = (18, 35, 50, 67)
RESPONSE = (0.34, 0.42, 0.52, 0.58)  # chance that a person of each age band answers
STAMP = slice(92, 109)  # where an SPSS file says when it was written
FIELDWORK_DAYS = 63


@dataclass(frozen=True)
class Agency:
    """What differs between the agencies beside the names and answers in the codebooks."""

    areas: tuple[tuple[int, str], ...]  # code and label of each part, in the order of PARTS
    date: tuple[str, str]
    first_day: datetime.date
    unused: tuple[str, str, Mapping[int, str]]  # a column nobody asked for


AGENCIES = {
    2021: Agency(
        areas=tuple(enumerate(PARTS, start=1)),
        date=("DATO", "Interviewdato"),
        first_day=datetime.date(2021, 9, 6),
        unused=(
            "BAGG1",
            "Boligens ejerforhold",
            {1: "Ejerbolig", 2: "Lejebolig", 3: "Andelsbolig", 9: "Uoplyst"},
        ),
    ),
    2024: Agency(
        areas=(
            (21, "Høje Gladsaxe"),
            (22, "Værebros Park"),
            (31, "Pileparkerne"),
            (32, "Torveparken"),
            (33, "Torvegården"),
            (10, "Det øvrige Gladsaxe"),
        ),
        date=("intdato", "Dato for interview"),
        first_day=datetime.date(2024, 9, 2),
        unused=(
            "bg1",
            "Antal biler i husstanden",
            {0: "Ingen", 1: "En", 2: "To eller flere", 9: "Uoplyst"},
        ),
    ),
}


@dataclass(frozen=True)
class Delivery:
    """The columns of an SPSS file, and what it says of each."""

    columns: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[int | float, str]] = field(default_factory=dict)
    missing: dict[str, list[int]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)

    def add(
        self,
        name: str,
        label: str,
        column: Any,
        *,
        values: Mapping[int, str],
        missing: Mapping[int, str],
        format: str = "F8.0",
    ) -> None:
        """Add a column with its label, the labels of its codes and its declared missing codes."""
        self.columns[name], self.labels[name] = column, label
        if values or missing:
            self.values[name] = {**values, **missing}
        if missing:
            self.missing[name] = sorted(missing)
        if format:
            self.formats[name] = format


def write_wave(
    answers: pd.DataFrame, year: int, rng: np.random.Generator, *, codebooks: Path, out: Path
) -> None:
    """Draw a sample of the people and write their answers as a fieldwork agency would deliver them."""
    with (codebooks / f"borger_{year}.toml").open("rb") as file:
        codebook = tomllib.load(file)["column"]
    agency, sample = AGENCIES[year], draw_sample(answers, rng)
    sample["omraade"] = sample["area"].map(
        {part: code for part, (code, _) in zip(PARTS, agency.areas, strict=True)}
    )
    delivery = Delivery()
    for name, column in codebook.items():
        values = {int(code): text for code, text in column.get("values", {}).items()}
        missing = {int(code): text for code, text in column.get("missing", {}).items()}
        given = sample[name]
        if missing:  # the others were not asked, and stay empty
            asked = (sample["foreningsmedlem"] == 1) if "asked_if" in column else True
            reason = np.where(rng.random(len(sample)) < 0.25, max(missing), min(missing))
            given = given.mask(given.isna() & asked, reason)
        form = {"vaegt": "F12.6", "person_id": ""}.get(name, "F8.0")
        if name == "omraade":
            values = dict(agency.areas)
        delivery.add(column["from"], column["label"], given, values=values, missing=missing, format=form)
    add_extra_columns(delivery, agency, rng, len(sample))
    write_sav(delivery, year, out / f"borger_{year}.sav")


def draw_sample(answers: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Homes by simple random sampling in each area; up to two adults of a home; the young answer less."""
    people = answers.reset_index(drop=True)
    home = people["husstand"].to_numpy()
    area = people["area"].map(dict(zip(PARTS, AREA_OF_PART, strict=True))).to_numpy()
    band = np.searchsorted(AGE_BANDS, people["alder"].to_numpy(), side="right") - 1
    order, response = rng.random(len(people)), rng.random(len(people)) < np.array(RESPONSE)[band]
    adults = people.groupby("husstand")["husstand"].transform("size").to_numpy()
    rank = pd.Series(order).groupby(home).rank().to_numpy()
    answering = (rank <= 2) & response
    chosen, chance = np.zeros(len(people), bool), np.zeros(len(people))
    for number, wanted in enumerate(RESPONDENTS):
        here = area == number
        homes = np.unique(home[here])
        count = round(wanted / answering[here].sum() * len(homes))
        chosen |= here & answering & np.isin(home, rng.permutation(homes)[:count])
        chance[here] = count / len(homes) * np.minimum(2, adults[here]) / adults[here]
    # Weights: one over the chance of being drawn, lifted to the register's totals by area × sex × age band.
    cell = area * 100 + people["koen"].to_numpy() * 10 + band
    totals = pd.Series(np.ones(len(people))).groupby(cell).transform("sum")
    design = pd.Series(np.where(chosen, 1 / chance, 0.0))
    people["vaegt"] = np.round(design * totals / design.groupby(cell).transform("sum"), 6)
    people["person_id"] = people["person_id"].map(pseudonym)
    return people[chosen].sort_values("person_id", ignore_index=True)


def pseudonym(person: int) -> str:
    """Return a key that is the same in both waves and is not the register's number."""
    return f"BU-{(person * 7_368_787 + 1_299_709) % 9_999_991:07d}"  # the modulus is prime: no two alike


def add_extra_columns(delivery: Delivery, agency: Agency, rng: np.random.Generator, count: int) -> None:
    """Add the date of the interview and the column nobody uses."""
    name, label = agency.date
    days = rng.integers(0, FIELDWORK_DAYS, count)
    dates = [agency.first_day + datetime.timedelta(days=int(day)) for day in days]
    delivery.add(name, label, dates, values={}, missing={}, format="")
    name, label, values = agency.unused
    codes = rng.choice(np.array(list(values)), size=count, p=[0.42, 0.38, 0.17, 0.03])
    delivery.add(name, label, codes, values=values, missing={9: values[9]})


def write_sav(delivery: Delivery, year: int, path: Path) -> None:
    """Write an SPSS file whose bytes depend on the data alone."""
    pyreadstat.write_sav(
        pd.DataFrame(delivery.columns),
        path,
        file_label=f"Borgerundersøgelsen {year} – OPDIGTEDE DATA",
        column_labels=dict(delivery.labels),
        variable_value_labels=dict(delivery.values),
        missing_ranges=dict(delivery.missing),
        variable_format=dict(delivery.formats),
        note=INVENTED,
        row_compress=True,
    )
    raw = bytearray(path.read_bytes())
    raw[STAMP] = f"01 Jan {year % 100}00:00:00".encode()
    path.write_bytes(raw)
