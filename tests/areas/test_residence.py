"""Movers: everyone is counted where they lived on the date that counts, and doubtful spells are told of."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from small_town import AREAS

import social_balance as sb
from social_balance.areas.municipality import Areas
from social_balance.areas.parts import Area, AreaPart

SPELLS = pd.DataFrame(
    [
        (7, "2020-03-01", "2024-04-30", "Vestbyen"),
        (7, "2024-05-01", None, "Østbyen"),
        (3, "2019-01-01", "2022-12-31", "Østbyen"),
        (3, "2024-02-01", "2024-09-30", "den øvrige by"),
        (5, "2024-03-15", "9999-12-31", "Vestbyen"),
    ],
    columns=["person_id", "start", "end", "area"],
)


def told(found: pd.DataFrame) -> dict[Any, str]:
    """Area of every person and day, or why there is none."""
    area = np.where(found["residence"] == "lived", found["area"], found["residence"])
    days = found["date"].dt.strftime("%Y-%m-%d")
    return dict(zip(zip(found["person_id"], days, strict=True), area, strict=True))


def test_everyone_is_where_they_lived_on_the_date_and_who_is_outside_has_no_row() -> None:
    assert told(sb.residence_on(SPELLS, date=["2024-01-01", "2024-12-31"])) == {
        (7, "2024-01-01"): "Vestbyen", (3, "2024-01-01"): "gap",
        (7, "2024-12-31"): "Østbyen", (5, "2024-12-31"): "Vestbyen",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "included", "excluded"),
    [
        ("2024-01-31", "gap", "gap"),
        ("2024-02-01", "den øvrige by", "den øvrige by"),
        ("2024-09-29", "den øvrige by", "den øvrige by"),
        ("2024-09-30", "den øvrige by", "outside"),
        ("2024-10-01", "outside", "outside"),
        ("2018-12-31", "outside", "outside"),
    ],
)
def test_the_first_day_counts_and_the_last_as_it_is_said(day: str, included: str, excluded: str) -> None:
    for choice, expected in (("included", included), ("excluded", excluded)):
        found = sb.residence_on(SPELLS, date=day, of=[3], last_day=choice)
        assert told(found) == {(3, day): expected}


def test_an_event_is_counted_by_the_chosen_date_and_events_keep_their_order() -> None:
    events = pd.DataFrame(
        {"who": [7, 3, 7, 9], "day": ["2024-11-05", "2024-06-01", "2024-03-01", "2024-03-01"]},
        index=[40, 10, 30, 20],
    )
    on_the_day = sb.residence_on(SPELLS, date=events["day"], of=events["who"])
    assert on_the_day.index.tolist() == [40, 10, 30, 20]
    assert on_the_day["area"].tolist()[:3] == ["Østbyen", "den øvrige by", "Vestbyen"]
    assert on_the_day["residence"].tolist() == ["lived", "lived", "lived", "outside"]
    first_of_january = sb.residence_on(SPELLS, date="2024-01-01", of=events["who"])
    assert first_of_january["area"].fillna("-").tolist() == ["Vestbyen", "-", "Vestbyen", "-"]
    assert first_of_january["residence"].tolist() == ["lived", "gap", "lived", "outside"]


def test_dates_may_be_dates_and_the_order_of_the_spells_does_not_matter() -> None:
    dates = SPELLS.assign(start=pd.to_datetime(SPELLS["start"])).iloc[::-1]
    found = sb.residence_on(dates, date=dt.date(2024, 1, 1))
    assert told(found) == told(sb.residence_on(SPELLS, date=pd.Timestamp(2024, 1, 1)))


def test_a_parquet_file_gives_what_its_table_gives(tmp_path: Path) -> None:
    path = tmp_path / "adresser.parquet"
    duckdb.from_df(SPELLS).project(
        'person_id, start::DATE AS start, try_cast("end" AS DATE) AS "end", area'
    ).write_parquet(str(path))
    days = ["2024-01-01", "2024-12-31"]
    assert told(sb.residence_on(path, date=days)) == told(sb.residence_on(SPELLS, date=days))


def test_names_become_ids_by_the_drawing_of_the_dates_year() -> None:
    left, came = AreaPart("Bakken", until=2022), AreaPart("Bakken", 2023)
    areas = Areas((Area("oest", "Østbyen", parts=(left,)),), Area("rest", "resten", parts=(came,)),
                  Area("whole", "byen"))  # fmt: skip
    spells = pd.DataFrame({"person_id": [1], "start": ["2020-01-01"], "end": [None], "area": ["Bakken"]})
    found = sb.residence_on(spells, date=["2022-12-31", "2023-01-01"], areas=areas)
    assert found["area"].tolist() == ["oest", "rest"]


def test_an_id_is_the_same_person_whether_whole_or_with_a_decimal() -> None:
    found = sb.residence_on(SPELLS, date="2024-01-01", of=pd.Series([7.0, np.nan]))
    assert found["residence"].tolist() == ["lived", "outside"]


def test_every_fault_is_told_at_once() -> None:
    wrong = pd.DataFrame(
        [
            (1, "2020-01-01", "2022-06-30", "Vestbyen"),
            (1, "2022-06-30", None, "Østbyen"),
            (2, "2023-01-01", "2022-01-01", "Vestbyen"),
            (3, "31.12.2021", None, "Vestbyen"),
            (4, "2021-01-01", None, None),
            (5, "2021-01-01", None, "Sydbyen"),
        ],
        columns=SPELLS.columns,
    )
    with pytest.raises(sb.InputError) as fault:
        sb.residence_on(wrong, date=["2024-01-01", "i går"], areas=AREAS)
    found = [(i.code, i.place, i.values["count"], i.values["row"]) for i in fault.value.issues]
    assert found == [
        ("INP024", "kolonne 'area'", 1, 5),
        ("REG042", "kolonne 'start'", 1, 4),
        ("REG043", "kolonne 'end'", 1, 3),
        ("REG044", "kolonne 'person_id'", 1, 2),
        ("REG042", "date", 1, 2),
        ("ARE006", "kolonne 'area'", 1, 2),
    ]
    # Moving on the last day is no overlap when that day is not counted.
    moved = wrong.iloc[:2]
    assert told(sb.residence_on(moved, date="2022-06-30", last_day="excluded")) == {
        (1, "2022-06-30"): "Østbyen"
    }


def test_a_long_spell_overlaps_also_with_one_that_is_not_its_neighbour() -> None:
    spells = pd.DataFrame(
        {"person_id": [1, 1, 1, 2], "start": ["2020-01-01", "2020-02-01", "2021-01-01", "2020-01-01"],
         "end": [None, "2020-03-01", "2021-05-01", None], "area": ["a", "b", "c", "a"]}
    )  # fmt: skip
    with pytest.raises(sb.InputError) as fault:
        sb.residence_on(spells, date="2020-01-01")
    assert [(i.code, i.values["count"], i.values["row"]) for i in fault.value.issues] == [("REG044", 2, 2)]


def test_missing_columns_and_dates_that_do_not_fit_the_events_are_told() -> None:
    with pytest.raises(sb.InputError) as fault:
        sb.residence_on(SPELLS.drop(columns=["end", "area"]), date="2024-01-01")
    assert len(fault.value.issues) == 2
    with pytest.raises(sb.InputError) as fault:
        sb.residence_on(SPELLS, date=["2024-01-01", "2024-01-02"], of=[7, 3, 5])
    assert [issue.code for issue in fault.value.issues] == ["REG045"]
    with pytest.raises(sb.InputError) as fault:
        sb.residence_on(SPELLS, date="2024-01-01", of=["7", "3"])
    assert [issue.code for issue in fault.value.issues] == ["REG046"]
    with pytest.raises(sb.InputError) as fault:
        sb.residence_on(SPELLS, date="2024-01-01", last_day="half")
    assert [issue.code for issue in fault.value.issues] == ["REG041"]


def test_with_no_usable_spell_the_faults_are_told_all_the_same() -> None:
    nowhere = SPELLS.iloc[:1].assign(area=None)
    for of in (None, [7]):
        with pytest.raises(sb.InputError) as fault:
            sb.residence_on(nowhere, date="2024-01-01", of=of)
        assert [issue.code for issue in fault.value.issues] == ["INP024"]


def test_dates_written_as_numbers_are_read_also_beside_an_empty_cell() -> None:
    def digits(dates: pd.Series) -> pd.Series:
        return dates.str.replace("-", "").astype(float)

    numbers = SPELLS.assign(start=digits(SPELLS["start"]).astype(int), end=digits(SPELLS["end"]))
    days = ["2024-01-01", "2024-12-31"]
    assert told(sb.residence_on(numbers, date=days)) == told(sb.residence_on(SPELLS, date=days))


@pytest.mark.parametrize("moment", ["2024-04-30T22:00:00Z", "2024-05-01 00:00:00+02:00"])
def test_a_moment_in_a_time_zone_is_no_date(moment: str) -> None:
    # Midnight in Denmark is the day before in UTC: nobody can tell which day is meant.
    for start in (SPELLS["start"].where(SPELLS.index != 1, moment), pd.to_datetime([moment] * 5, utc=True)):
        with pytest.raises(sb.InputError) as fault:
            sb.residence_on(SPELLS.assign(start=start), date="2024-06-01")
        assert [issue.code for issue in fault.value.issues] == ["REG042"]


def test_a_last_day_that_cannot_be_read_does_not_make_a_person_live_in_two_places() -> None:
    with pytest.raises(sb.InputError) as fault:
        sb.residence_on(SPELLS.assign(end=["30.04.2024", *SPELLS["end"][1:]]), date="2024-06-01")
    assert [(issue.code, issue.place) for issue in fault.value.issues] == [("REG042", "kolonne 'end'")]
