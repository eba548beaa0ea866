"""What a configuration says of a wave: its weights, who was asked again, and what was not asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.language.faults import SocialBalanceError
from social_balance.yearly.aarsstatus import aarsstatus
from social_balance.yearly.configuration import read_configuration
from social_balance.yearly.waves import stack_waves
from tests import drawn_panel_job as drawn

AREAS = sb.Areas(
    (sb.Area("vest", "vest"), sb.Area("oest", "oest")),
    rest=sb.Area("rest", "rest"),
    whole=sb.Area("whole", "hele"),
)
RAKED = drawn.CALIBRATION.replace("poststratify", "rake").replace(
    '[["omraade", "koen"]]', '["omraade", "koen"]'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A drawn municipality, in which seven in ten are asked again."""
    drawn.write_definitions(tmp_path)
    drawn.write_waves(tmp_path, drawn.municipality(), drawn.AGAIN, np.random.default_rng(5))
    drawn.write_configuration(tmp_path, drawn.Scenario())
    return tmp_path


def configure(folder: Path, *, calibration: str = "", overlap: str = "deliberate", more: str = "") -> Path:
    text = drawn.CONFIGURATION
    for year in drawn.YEARS:
        text += drawn.SURVEY.format(year=year, overlap=overlap) + more + calibration
    path = folder / "aarsstatus.toml"
    path.write_text(text + drawn.PLACES, encoding="utf-8")
    return path


def edit_wave(folder: Path, year: int, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    path = folder / f"{year}.csv"
    change(pd.read_csv(path, sep=";")).to_csv(path, sep=";", index=False)


def faults_of(config: Path) -> list[str]:
    with pytest.raises(SocialBalanceError) as raised:
        aarsstatus(config)
    text = raised.value.text("da") + raised.value.text("en")
    assert not re.search(r"(?<![a-z])_(weight|population|person|psu|stratum|margin|base)", text)
    return [issue.code for issue in raised.value.issues]


def standard_errors(config: Path) -> pd.Series:
    return aarsstatus(config).estimates.frame()["se"]


def calibrated_apart(folder: Path, year: int, method: str) -> pd.DataFrame:
    """The figures of one wave by `calibrate` and `estimate`, without the yearly job."""
    wave = pd.read_csv(folder / f"{year}.csv", sep=";").assign(year=year)
    wave = wave.assign(area=wave["omraade"], living=wave["omraade"].map(drawn.AREAS))
    people = drawn.municipality().people
    margins = {"poststratify": [("omraade", "koen")], "rake": [("omraade",), ("koen",)]}[method]
    totals = {names: people.groupby(list(names)).size() for names in margins}
    design = sb.Design(weights="vaegt", strata="omraade", population="living")
    made = sb.calibrate(wave, design, totals, method=method)
    measures = {"q1": sb.mean("q1"), "q2": sb.share("q2 == 1")}
    return sb.estimate(
        made.data, measures, design=made.design, by=["area", "year"], areas=AREAS, df="satterthwaite"
    ).frame()


@pytest.mark.parametrize(("method", "text"), [("poststratify", drawn.CALIBRATION), ("rake", RAKED)])
def test_the_job_calibrates_each_wave_as_calibrate_does_and_the_variances_rest_on_residuals(
    folder, method, text
):
    frame = aarsstatus(configure(folder, calibration=text)).estimates.frame()
    plain = aarsstatus(configure(folder)).estimates.frame()
    for year in drawn.YEARS:
        alone = calibrated_apart(folder, year, method)
        ours = frame.loc[alone.index]
        np.testing.assert_allclose(ours["value"].astype(float), alone["value"].astype(float), rtol=1e-9)
        np.testing.assert_allclose(ours["se"].astype(float), alone["se"].astype(float), rtol=1e-9)
    ratio = (frame["se"] / plain["se"]).astype(float)
    assert (ratio.xs("hele", level="area") < 0.99).all()


def test_weights_that_the_agency_has_calibrated_give_the_same_as_those_the_job_calibrates(folder):
    by_the_job = aarsstatus(configure(folder, calibration=drawn.CALIBRATION)).estimates.frame()
    people = drawn.municipality().people
    for year in drawn.YEARS:
        size = people.groupby(["omraade", "koen"]).size()
        edit_wave(folder, year, lambda wave, size=size: wave.assign(
            # Agencies often give weights that sum to the number of answers.
            vaegt=0.13 * size.loc[pd.MultiIndex.from_frame(wave[["omraade", "koen"]])].to_numpy()
            / wave.groupby(["omraade", "koen"])["koen"].transform("size")
        ))  # fmt: skip
    done = aarsstatus(configure(folder, calibration=drawn.CALIBRATION + "done = true\n")).estimates.frame()
    for column in ("value", "se", "low", "high"):
        np.testing.assert_allclose(done[column].astype(float), by_the_job[column].astype(float), rtol=1e-9)


def test_only_the_wave_that_was_calibrated_varies_less(folder):
    text = configure(folder).read_text(encoding="utf-8")
    first, second = text.split("[[survey]]\nyear    = 2024")
    config = folder / "aarsstatus.toml"
    plain = standard_errors(config)
    config.write_text(first + drawn.CALIBRATION + "\n[[survey]]\nyear    = 2024" + second, encoding="utf-8")
    ratio = (standard_errors(config) / plain).astype(float)
    assert ratio.xs(2024, level="year").to_numpy() == pytest.approx(1.0, abs=1e-12)
    assert (ratio.xs(2021, level="year") < 0.99).all()


@pytest.mark.parametrize(
    ("calibration", "codes"),
    [
        (drawn.CALIBRATION + "done = true\n", ["CFG035", "CFG035"]),
        (drawn.CALIBRATION.replace('source  = "befolkning.csv"', ""), ["CFG030", "CFG030"]),
        (drawn.CALIBRATION.replace("befolkning.csv", "register"), ["CFG032", "CFG032"]),
        (drawn.CALIBRATION + "bands = { alder = [18, 30] }\n", ["CFG033", "CFG033"]),
        (RAKED.replace("rake", "poststratify"), ["CAL012", "CAL012"]),
        (drawn.CALIBRATION.replace("befolkning", "findes_ikke"), ["CFG010"]),
        (drawn.CALIBRATION.replace('"koen"', '"køn"'), ["EST001", "EST001"]),
        (drawn.CALIBRATION + 'count = "personer"\n', ["EST001", "EST001"]),
    ],
    ids=["not hit", "no totals", "no register", "bands of no margin", "two cells", "file", "column", "count"],
)  # fmt: skip
def test_a_calibration_that_cannot_be_meant_is_told(folder, calibration, codes):
    edit_wave(folder, 2021, lambda wave: wave.assign(vaegt=np.where(wave["koen"] == 1, 5.0, 3.0)))
    assert faults_of(configure(folder, calibration=calibration)) == codes


def test_a_category_that_the_population_lacks_is_told_whoever_calibrates(folder):
    edit_wave(folder, 2024, lambda wave: wave.assign(koen=wave["koen"].where(wave.index != 3, 3)))
    done = drawn.CALIBRATION + "done = true\n"
    assert faults_of(configure(folder, calibration=done)) == ["CFG035", "CFG034"]
    assert faults_of(configure(folder, calibration=drawn.CALIBRATION)) == ["CAL004"]


def test_a_person_without_sex_belongs_to_no_margin(folder):
    edit_wave(folder, 2024, lambda wave: wave.assign(koen=wave["koen"].where(wave.index != 3)))
    assert faults_of(configure(folder, calibration=drawn.CALIBRATION)) == ["CAL003"]


def test_persons_asked_again_make_a_change_more_certain_unless_they_were_drawn_by_chance(folder):
    def errors(config: Path) -> pd.Series:
        return aarsstatus(config).ambition.frame()["development_se"].astype(float)

    panel = errors(configure(folder))
    chance = errors(configure(folder, overlap="chance"))
    text = (folder / "aarsstatus.toml").read_text(encoding="utf-8")
    (folder / "aarsstatus.toml").write_text(text.replace('person  = "person"\n', ""), encoding="utf-8")
    assert errors(folder / "aarsstatus.toml").to_numpy() == pytest.approx(chance.to_numpy(), rel=1e-12)
    assert (panel < 0.85 * chance).all()


def test_how_many_were_asked_again_is_said_and_few_are_not(folder):
    ids = {year: set(pd.read_csv(folder / f"{year}.csv", sep=";")["person"]) for year in drawn.YEARS}
    [told] = aarsstatus(configure(folder)).meta.asked_again
    assert told.persons == len(ids[2021] & ids[2024]) == 105 + 84 + 280
    assert (told.since, told.until, told.respondents) == (2021, 2024, 670)
    [apart] = aarsstatus(configure(folder, overlap="chance")).meta.asked_again
    assert apart.persons == 0
    again = sorted(ids[2021] & ids[2024])
    for kept, expected in ((5, 5), (4, None)):
        configure(folder)
        edit_wave(folder, 2024, lambda wave, kept=kept: wave.assign(
            person=wave["person"].where(~wave["person"].isin(again[kept:]), wave["person"] + 100_000)
        ))  # fmt: skip
        [few] = aarsstatus(folder / "aarsstatus.toml").meta.asked_again
        assert few.persons == expected


def test_of_three_waves_those_after_a_new_draw_are_known_from_it_on(folder):
    frame = pd.read_csv(folder / "2024.csv", sep=";")
    frame.to_csv(folder / "2027.csv", sep=";", index=False)
    text = drawn.CONFIGURATION.replace("[2021, 2024]", "[2021, 2024, 2027]")
    for year, overlap in ((2021, "deliberate"), (2024, "chance"), (2027, "deliberate")):
        text += drawn.SURVEY.format(year=year, overlap=overlap)
    text += drawn.PLACES.replace("2024 =", "2027 = { vest = 600, oest = 400, rest = 4000 }\n2024 =")
    (folder / "aarsstatus.toml").write_text(text, encoding="utf-8")
    told = aarsstatus(folder / "aarsstatus.toml").meta.asked_again
    assert [(each.since, each.until, each.persons) for each in told] == [(2021, 2024, 0), (2024, 2027, 670)]


def test_a_question_left_out_of_one_wave_is_a_fault_unless_it_is_said_not_to_have_been_asked(folder):
    edit_wave(folder, 2024, lambda wave: wave.drop(columns="q2"))
    config = configure(folder)
    assert faults_of(config) == ["CFG031"]
    config.write_text(
        config.read_text(encoding="utf-8").replace('2024.csv"', '2024.csv"\nnot_measured = ["q2"]'),
        encoding="utf-8",
    )
    status = aarsstatus(config)
    states = status.estimates.rows["status"].unstack("year")
    assert set(states.loc["q2", 2024]) == {"not_defined"}
    assert set(states.loc["q2", 2021]) == {"ok"}
    assert not status.themes.indicator("q2").comparable(2021, 2024)[0]
    assert set(status.estimates.rows["status"].xs("q1", level="measure")) == {"ok"}


def test_what_was_not_measured_has_to_be_something_that_is_measured(folder):
    assert faults_of(configure(folder, more='not_measured = ["q22"]\n')) == ["CFG037", "CFG037"]


def test_more_answers_than_adults_are_told_by_the_name_of_the_area(folder):
    config = configure(folder)
    config.write_text(
        config.read_text(encoding="utf-8").replace("oest = 400", "oest = 100"), encoding="utf-8"
    )
    assert faults_of(config) == ["CFG036", "CFG036"]
    with pytest.raises(SocialBalanceError, match="oest har 100 voksne, men 120 svar"):
        aarsstatus(config)


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        (lambda wave: wave.assign(vaegt=wave["vaegt"].where(wave.index != 7)), "DSN002", "vaegt"),
        (lambda wave: wave.assign(vaegt=wave["vaegt"].where(wave.index != 7, -1.0)), "DSN003", "vaegt"),
        (lambda wave: wave.assign(person=wave["person"].where(wave.index != 7)), "DSN004", "person"),
        (lambda wave: wave.assign(person=wave["person"].replace(wave["person"][7], wave["person"][2])),
         "DSN008", "person"),
    ],
)  # fmt: skip
def test_a_fault_of_a_design_column_is_told_by_its_own_name_and_row_and_by_no_id(
    folder, change, code, column
):
    edit_wave(folder, 2024, change)
    person = str(pd.read_csv(folder / "2024.csv", sep=";")["person"][2])
    with pytest.raises(SocialBalanceError) as raised:
        aarsstatus(configure(folder))
    [issue] = raised.value.issues
    assert issue.code == code
    assert issue.file.endswith("2024.csv")
    assert f"'{column}'" in issue.text("da")
    assert "8" in issue.message("da")  # the row of this file, not of all waves under each other
    assert person not in issue.text("da") + issue.text("en")


def test_a_lonely_stratum_may_stand_for_the_average_of_the_others(folder):
    edit_wave(folder, 2024, lambda wave: wave.assign(
        hus=np.where(wave["omraade"] == "oest", 1, np.arange(len(wave)))
    ))  # fmt: skip
    config = configure(folder)
    text = config.read_text(encoding="utf-8").replace('2024.csv"', '2024.csv"\npsu = "hus"')
    edit_wave(folder, 2021, lambda wave: wave.assign(hus=np.arange(len(wave))))
    config.write_text(text.replace('2021.csv"', '2021.csv"\npsu = "hus"'), encoding="utf-8")
    assert faults_of(config) == ["DSN007"]
    config.write_text(
        config.read_text(encoding="utf-8").replace("adjust ", 'lonely_psu = "average"\nadjust ', 1),
        encoding="utf-8",
    )
    assert aarsstatus(config).estimates.rows["status"].isin(["ok", "single"]).all()


@pytest.mark.parametrize("written", [r"C:\temp\ny.csv", r"C:\nye\borger.csv"])
def test_a_windows_path_that_toml_reads_as_other_characters_is_told_as_a_path(folder, written):
    config = configure(folder)
    text = config.read_text(encoding="utf-8").replace('"2024.csv"', f'"{written}"')
    config.write_text(text, encoding="utf-8")
    assert faults_of(config) == ["CFG038"]


def test_a_windows_path_that_is_no_toml_is_told_how_to_write_it(folder):
    config = configure(folder)
    text = config.read_text(encoding="utf-8").replace('"2024.csv"', r'"C:\users\borger.csv"')
    config.write_text(text, encoding="utf-8")
    with pytest.raises(SocialBalanceError, match="en sti kan også skrives med /"):
        aarsstatus(config)
    config.write_text(text.replace(r'"C:\users\borger.csv"', r"'C:\users\borger.csv'"), encoding="utf-8")
    assert faults_of(config) == ["CFG010"]


def test_a_configuration_with_no_calibration_stacks_waves_with_none(folder):
    configuration = read_configuration(configure(folder))
    themes = sb.read_indicators(folder / "indices")
    waves = stack_waves(configuration, themes)
    assert waves.design.calibrations == ()
    assert replace(waves.design, person=None) == sb.Design(
        weights="_weight", strata=("_stratum", "year"), population="_population"
    )


@pytest.mark.simulation
def test_intervals_of_changes_cover_when_the_same_persons_are_asked_again():
    summary = {name: drawn.summarise(each, 200) for name, each in drawn.SCENARIOS.items()}
    for name in ("two samples", "panel", "panel, calibrated by the job"):
        for what in ("change", "narrowing"):
            assert abs(summary[name][f"cover_{what}"] - 95) <= 3 * summary[name][f"error_{what}"] + 0.5
            assert summary[name][f"se_ratio_{what}"] == pytest.approx(1.0, abs=0.1)
    assert summary["panel, called chance"]["cover_narrowing"] > 97
