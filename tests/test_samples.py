"""The sample data: made again they are the same, they say what they are, and what was published is true."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
import pytest

SAMPLES = Path(__file__).parents[1] / "data_samples"
sys.path.insert(0, str(SAMPLES))

from invented.samples import pseudonym  # noqa: E402
from invented.truth import GOALPOSTS, true_figures, truth_of  # noqa: E402

MADE = (
    "borger_2021.sav",
    "borger_2024.sav",
    "byrum_taelling.csv",
    "population_survey.parquet",
    "register.parquet",
    "truth.csv",
)
WAVES = (2021, 2024)
AREAS = ("hoeje_gladsaxe", "vaerebro_park", "moerkhoej", "rest")
PARTS = {
    "Høje Gladsaxe": "hoeje_gladsaxe",
    "Værebro Park": "vaerebro_park",
    "Pileparkerne": "moerkhoej",
    "Torveparken": "moerkhoej",
    "Torvegården": "moerkhoej",
    "Øvrige Gladsaxe": "rest",
}
AREA_CODES = {2021: (1, 2, 3, 4, 5, 6), 2024: (21, 22, 31, 32, 33, 10)}  # in the order of PARTS
# Årsstatus 2024: Høje Gladsaxe, Værebro Park, Mørkhøj almene boliger, Gladsaxe Kommune.
PUBLISHED = {
    "selvforsoergelse": ("steget", "steget", "steget", "steget"),
    "medborgerskab": ("steget", "steget", "steget", "steget"),
    "mix_institutioner": ("steget", "steget", "steget", "steget"),
    "sundhed": ("stagneret", "steget", "steget", "steget"),
    "doemte": ("steget en smule", "faldet", "steget en smule", "stagneret"),
    "oplevet_tryghed": ("faldet", "steget", "faldet", "faldet"),
}
COLUMNS = ("hoeje_gladsaxe", "vaerebro_park", "moerkhoej", "whole")
CELLS = [
    (measure, area, word)
    for measure, words in PUBLISHED.items()
    for area, word in zip(COLUMNS, words, strict=True)
]


def read(name: str) -> pd.DataFrame:
    with duckdb.connect() as engine:
        return engine.execute("SELECT * FROM read_parquet(?)", [str(SAMPLES / name)]).df()


@pytest.fixture(scope="module")
def register() -> pd.DataFrame:
    return read("register.parquet")


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return read("population_survey.parquet")


@pytest.fixture(scope="module")
def truth() -> pd.DataFrame:
    return pd.read_csv(SAMPLES / "truth.csv").set_index(["measure", "area"])


@pytest.fixture(scope="module")
def config() -> dict:
    return toml("aarsstatus.toml")


def toml(name: str) -> dict:
    return tomllib.loads((SAMPLES / name).read_text(encoding="utf-8"))


def delivery(year: int, folder: Path = SAMPLES) -> tuple[pd.DataFrame, pyreadstat.metadata_container]:
    """A wave as it was delivered: raw codes, declared missing ones among them."""
    return pyreadstat.read_sav(str(folder / f"borger_{year}.sav"), user_missing=True)


def wave(year: int) -> pd.DataFrame:
    """The columns of a delivery under our names, still with the codes for missing answers."""
    frame, _ = delivery(year)
    names = {column["from"]: name for name, column in toml(f"borger_{year}.toml")["column"].items()}
    frame = frame.rename(columns=names)
    areas = dict(zip(AREA_CODES[year], PARTS.values(), strict=True))
    return frame.assign(area=frame["omraade"].map(areas))


# The files --------------------------------------------------------------------------------------------------


def versions() -> dict[str, str]:
    return {one.__name__: one.__version__ for one in (duckdb, np, pd, pyreadstat)}


def bytes_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def content_of(path: Path) -> str:
    """What a file says, whatever version wrote it."""
    if path.suffix == ".parquet":
        with duckdb.connect() as engine:
            frame = engine.execute("SELECT * FROM read_parquet(?)", [str(path)]).df()
    elif path.suffix == ".sav":
        frame, _ = delivery(int(path.stem[-4:]), path.parent)
    else:
        frame = pd.DataFrame({"line": path.read_text(encoding="utf-8").splitlines()})
    text = frame.to_csv(index=False, float_format="%.6f")
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_script_makes_the_same_files_again(tmp_path):
    script = [sys.executable, str(SAMPLES / "make_samples.py"), "--out", str(tmp_path)]
    subprocess.run(script, check=True, capture_output=True)
    recorded = json.loads((SAMPLES / "made_with.json").read_text(encoding="utf-8"))
    same_versions = {"seed": recorded["seed"], **versions()} == recorded
    fingerprint = bytes_of if same_versions else content_of
    made, kept = ({name: fingerprint(folder / name) for name in MADE} for folder in (tmp_path, SAMPLES))
    assert made == kept


def test_the_files_are_small_enough_for_git():
    sizes = {path.name: path.stat().st_size / 1e6 for path in SAMPLES.iterdir() if path.is_file()}
    assert sum(sizes.values()) < 15
    assert sizes["register.parquet"] < 8
    assert sizes["population_survey.parquet"] < 5


@pytest.mark.parametrize("year", WAVES)
def test_a_survey_file_says_that_it_is_invented(year):
    _, about = delivery(year)
    assert "OPDIGTEDE DATA" in about.file_label
    assert "OPDIGTEDE DATA" in about.notes[0]
    assert "opdigtede" in toml(f"borger_{year}.toml")["codebook"]["title"]


@pytest.mark.parametrize("name", ["register.parquet", "population_survey.parquet"])
def test_a_parquet_file_says_that_it_is_invented(name):
    with duckdb.connect() as engine:
        path = [str(SAMPLES / name)]
        notes = engine.execute("SELECT decode(value) FROM parquet_kv_metadata(?)", path).fetchall()
    assert "OPDIGTEDE DATA" in notes[0][0]


def test_the_configuration_and_the_readme_say_that_the_data_are_invented(config):
    assert config["aarsstatus"]["invented"] is True
    sources = [*config["survey"], config["register"], config["counts"]]
    assert all("opdigtede data" in each["source"] for each in sources)
    assert (SAMPLES / "README.md").read_text(encoding="utf-8").startswith("# Opdigtede data")


@pytest.mark.parametrize("year", WAVES)
def test_a_survey_file_carries_no_time_of_writing(year):
    header = (SAMPLES / f"borger_{year}.sav").read_bytes()[92:109]
    assert header == f"01 Jan {year % 100}00:00:00".encode()


# The truth --------------------------------------------------------------------------------------------------


def word_for(change: float, *, still: float, little: float) -> str:
    """The published word for a change: stands still, a little, or plainly up or down."""
    way = "steget" if change > 0 else "faldet"
    return "stagneret" if abs(change) < still else way + (" en smule" if abs(change) < little else "")


@pytest.mark.parametrize(("measure", "area", "word"), CELLS)
def test_a_published_direction_is_true_in_the_population(measure, area, word, truth):
    scale = 0.1 if measure == "doemte" else 1.0  # shares of convicted persons are small
    row = truth.loc[(measure, area)]
    # Stricter and milder thresholds give the same word: no change lies close to one of them.
    words = {word_for(row["change"], still=0.5 * s * scale, little=2.0 * s * scale) for s in (0.7, 1.0, 1.2)}
    assert words == {word}
    assert row["published"] == word


def test_the_truth_says_which_changes_are_good(truth):
    assert truth["direction"].value_counts().to_dict() == {"good": 17, "bad": 5, "none": 2}
    assert truth.loc[("doemte", "vaerebro_park"), "direction"] == "good"
    assert truth.loc[("doemte", "moerkhoej"), "direction"] == "bad"
    assert truth.loc[("oplevet_tryghed", "whole"), "direction"] == "bad"


@pytest.mark.parametrize(("area", "word"), list(zip(COLUMNS, PUBLISHED["oplevet_tryghed"], strict=True)))
def test_feeling_safe_in_the_neighbourhood_alone_goes_the_same_way(area, word, register, answers):
    then, now = (true_figures(area, year, register, answers)["tryg_i_nabolaget"] for year in WAVES)
    assert word_for(now - then, still=0.5, little=2.0) == word


def test_the_truth_is_what_the_files_give(truth, register, answers):
    row = truth.loc[("sundhed", "vaerebro_park")]
    again = [truth_of("sundhed", "vaerebro_park", year, register, answers) for year in WAVES]
    assert again == pytest.approx([row["value_2021"], row["value_2024"]], abs=1e-6)
    assert row["change"] == pytest.approx(again[1] - again[0], abs=2e-6)


@pytest.mark.parametrize("theme", GOALPOSTS)
def test_the_truth_uses_the_goalposts_of_the_definitions(theme):
    defined = {}
    for path in sorted((SAMPLES.parent / "indices" / theme).glob("*.toml")):
        indicator = tomllib.loads(path.read_text(encoding="utf-8")).get("indicator", {})
        # Turnout exists in 2021 alone, and context is never in the index.
        if indicator and "years" not in indicator and indicator["direction"] != "context":
            defined[indicator["id"]] = tuple(indicator["goalposts"])
    assert defined == GOALPOSTS[theme]


def test_the_rest_is_better_off_on_every_figure_in_2021(register, answers):
    figures = pd.DataFrame({area: true_figures(area, 2021, register, answers) for area in AREAS})
    lower_is_better = [
        "uden_tilknytning",
        "kun_grundskole",
        "doemte",
        "hoejt_stressniveau",
        "ofte_ensom",
        "eksponering_i_skole",
        "institutioner_over_30_pct",
    ]
    figures.loc[lower_is_better] *= -1
    assert (figures.drop(columns="rest").max(axis=1) < figures["rest"]).all()


# The register -----------------------------------------------------------------------------------------------


def test_the_register_has_a_row_per_person_and_year(register):
    assert register["year"].unique().tolist() == [2019, 2020, 2021, 2022, 2023, 2024]
    assert register.groupby("year").size().between(67_500, 70_500).all()
    assert register.set_index(["year", "person_id"]).index.is_monotonic_increasing
    assert register.set_index(["year", "person_id"]).index.is_unique
    assert set(register["area"]) == set(PARTS)


def test_the_configuration_has_the_number_of_adults_of_the_register(register, config):
    adults = register[(register["age"] >= 18) & register["year"].isin(WAVES)]
    counts = adults.groupby(["year", adults["area"].map(PARTS)]).size()
    written = pd.DataFrame(config["population"]).T.rename(index=int).stack()
    assert counts.sort_index().to_dict() == written.sort_index().to_dict()


@pytest.mark.parametrize(
    ("column", "low", "high"),
    [
        ("udenfor", 18, 64),
        ("beskaeftiget", 16, 120),
        ("hfudd", 15, 120),
        ("indkomst", 15, 120),
        ("kvintil", 18, 120),
        ("foreningsmedlem", 6, 17),
        ("foraeldre_ufaglaert", 0, 17),
    ],
)
def test_a_column_is_filled_for_its_ages_alone(column, low, high, register):
    assert (register[column].notna() == register["age"].between(low, high)).all()


@pytest.mark.parametrize(
    ("column", "low", "high"), [("trivsel", 10, 15), ("dagtilbud", 1, 5), ("skole", 6, 16), ("hold", 6, 17)]
)
def test_a_column_is_filled_for_most_of_its_ages_and_no_others(column, low, high, register):
    filled = register[column].notna()
    assert not filled[~register["age"].between(low, high)].any()
    assert filled[register["age"].between(low, high)].mean() > 0.65


def test_values_stay_inside_their_limits(register):
    assert register["udenfor"].dropna().between(0, 1).all()
    assert register["trivsel"].dropna().between(1, 5).all()
    assert set(register["hfudd"].dropna()) == {1, 2, 3, 4, 5, 6, 9}
    assert set(register["kvintil"].dropna()) == {1, 2, 3, 4, 5}
    assert register.groupby("year")["indkomst_region"].nunique().eq(1).all()


def test_votes_are_cast_in_2021_by_those_entitled(register):
    assert register.loc[register["year"] != 2021, ["valgret", "stemt"]].isna().all(axis=None)
    adults = register[(register["year"] == 2021) & (register["age"] >= 18)]
    assert adults["valgret"].notna().all()
    assert (adults["stemt"].notna() == (adults["valgret"] == 1)).all()


def test_the_young_outside_work_and_education_are_those_who_spend_most_of_the_year_there(register):
    young = register[register["age"].between(18, 29)]
    active = (young["beskaeftiget"] == 1) | (young["uddannelse_igang"] == 1)
    assert (active == (young["udenfor"] < 0.5)).all()


def test_people_stay_in_the_register_and_keep_their_traits(register):
    then, now = (register[register["year"] == year].set_index("person_id") for year in WAVES)
    both = then.index.intersection(now.index)
    assert 0.65 < len(both) / len(then) < 0.90
    assert (now.loc[both, "age"] == then.loc[both, "age"] + 3).all()
    assert (now.loc[both, "sex"] == then.loc[both, "sex"]).all()
    incomes = then.loc[both, "indkomst"].corr(now.loc[both, "indkomst"])
    assert 0.5 < incomes < 0.95


@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023])
def test_moves_agree_with_where_people_lived_the_year_before_and_after(year, register):
    home = register.assign(area=register["area"].map(PARTS)).pivot(
        index="person_id", columns="year", values="area"
    )
    now = register[register["year"] == year].set_index("person_id")
    before, here, after = (home[y].loc[now.index] for y in (year - 1, year, year + 1))
    came, newborn = before.fillna("") != here, now["age"] == 0
    assert (now["tilflyttet"] == (came & ~newborn)).all()
    assert (now.loc[after.notna(), "fraflyttet"] == (after != here)[after.notna()]).all()
    moved = (now["tilflyttet"] == 1) | (now["fraflyttet"] == 1)
    assert (now["job_ved_flytning"].notna() == (moved & (now["age"] >= 16))).all()


def test_children_of_the_areas_gather_in_a_few_institutions(register):
    year = register[register["year"] == 2021]
    for column, places in (("dagtilbud", 45), ("skole", 18), ("hold", 330)):
        children = year[year[column].notna()]
        from_areas = (children["area"] != "Øvrige Gladsaxe").groupby(children[column]).mean()
        assert len(from_areas) == places
        assert from_areas.max() > 0.6
        assert from_areas.median() < 0.25


def test_one_school_is_so_small_that_it_is_left_out(register):
    pupils = register[register["year"] == 2024].groupby("skole").size()
    assert (pupils < 30).sum() == 1


def test_the_unskilled_parents_are_those_of_the_household(register):
    shares = register.groupby([register["area"].map(PARTS), "year"])["foraeldre_ufaglaert"].mean().unstack()
    assert (shares[2021].drop("rest") > 2 * shares.loc["rest", 2021]).all()
    assert (shares[2024] < shares[2019] + 0.03).all()


# The answers of everybody -----------------------------------------------------------------------------------


def test_everybody_of_18_or_over_has_answers_in_both_waves(answers, register):
    adults = register[(register["age"] >= 18) & register["year"].isin(WAVES)]
    keys = ["year", "person_id", "area", "sex", "age"]
    theirs = answers.rename(columns={"koen": "sex", "alder": "age"})[keys]
    pd.testing.assert_frame_equal(theirs, adults[keys].reset_index(drop=True), check_dtype=False)


def test_answers_go_together_over_time_in_a_household_and_between_questions(answers):
    waves = answers.pivot(index="person_id", columns="year", values="tillid")
    assert 0.4 < waves[2021].corr(waves[2024]) < 0.8
    pairs = answers[answers["year"] == 2021].sort_values(["husstand", "person_id"])
    pairs = pairs[pairs.groupby("husstand")["person_id"].transform("size") == 2]
    first, second = pairs.iloc[::2].reset_index(), pairs.iloc[1::2].reset_index()
    assert 0.05 < first["tillid"].corr(second["tillid"]) < 0.5
    assert answers["nabo_1"].corr(answers["nabo_2"]) > 0.3
    assert answers["pss_1"].corr(answers["pss_4"]) < -0.3


def test_a_high_level_of_stress_is_found_in_a_quarter_to_two_fifths(answers, register):
    for year in WAVES:
        for area in AREAS:
            assert 25 < true_figures(area, year, register, answers)["hoejt_stressniveau"] < 41


def test_the_codes_are_those_of_the_codebooks(answers):
    for year in WAVES:
        said = answers[answers["year"] == year]
        for name, column in toml(f"borger_{year}.toml")["column"].items():
            codes = [int(code) for code in column.get("values", {})]
            low, high = column.get("range", (min(codes, default=0), max(codes, default=0)))
            given = said[name].dropna() if codes or "range" in column else pd.Series(dtype=float)
            assert given.between(low, high).all(), name
            assert not codes or set(given) == set(codes), name


# The samples ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", WAVES)
def test_a_sample_has_about_350_respondents_in_an_area_and_1400_in_the_rest(year):
    sizes = wave(year)["area"].value_counts()
    assert sizes[list(AREAS[:3])].between(320, 380).all()
    assert 1340 < sizes["rest"] < 1460


@pytest.mark.parametrize("year", WAVES)
def test_the_weights_sum_to_the_adults_of_each_area(year, config):
    sums = wave(year).groupby("area")["vaegt"].sum()
    assert sums.to_dict() == pytest.approx(config["population"][str(year)], abs=0.01)


@pytest.mark.parametrize("year", WAVES)
def test_the_weights_sum_to_the_adults_by_sex_and_age(year, register):
    sample, people = wave(year), register[(register["year"] == year) & (register["age"] >= 18)]
    bands = [18, 35, 50, 67, 200]
    drawn = sample.groupby(["area", "koen", pd.cut(sample["alder"], bands, right=False, labels=False)])[
        "vaegt"
    ].sum()
    known = people.groupby(
        [people["area"].map(PARTS), "sex", pd.cut(people["age"], bands, right=False, labels=False)]
    ).size()
    np.testing.assert_allclose(drawn.to_numpy(), known.to_numpy(), atol=0.01)
    assert drawn.index.tolist() == known.index.tolist()


@pytest.mark.parametrize("year", WAVES)
def test_up_to_two_adults_of_a_household_take_part_and_some_households_have_two(year):
    sizes = wave(year).groupby("husstand").size().value_counts()
    assert sorted(sizes.index) == [1, 2]
    assert sizes[2] > 200


@pytest.mark.parametrize("year", WAVES)
def test_the_young_answer_less_and_weigh_more(year):
    sample = wave(year)
    rest = sample[sample["area"] == "rest"]
    young, old = rest[rest["alder"] < 35], rest[rest["alder"] >= 67]
    assert young["vaegt"].mean() > 1.2 * old["vaegt"].mean()


def test_some_persons_are_in_both_samples_by_chance(answers):
    then, now = wave(2021), wave(2024)
    assert then["person_id"].is_unique
    assert now["person_id"].is_unique
    assert 50 < len(set(then["person_id"]) & set(now["person_id"])) < 400
    keys = {pseudonym(person) for person in answers["person_id"].unique()}
    assert len(keys) == answers["person_id"].nunique()
    assert set(then["person_id"]) | set(now["person_id"]) <= keys


@pytest.mark.parametrize("year", WAVES)
def test_a_respondent_answers_what_the_population_file_says(year, answers):
    said = answers[answers["year"] == year]
    said = said.set_index(said["person_id"].map(pseudonym))
    sample = wave(year).set_index("person_id")
    for name, column in toml(f"borger_{year}.toml")["column"].items():
        compared = "values" in column or "range" in column
        missing = [int(code) for code in column.get("missing", {})]
        given = sample[name].where(~sample[name].isin(missing)) if compared else sample["alder"]
        known = said.loc[sample.index, name if compared else "alder"].astype(float)
        np.testing.assert_array_equal(given.to_numpy(float), known.to_numpy(), err_msg=name)


@pytest.mark.parametrize("year", WAVES)
def test_codes_for_no_answer_are_declared_missing_and_used(year):
    frame, about = delivery(year)
    for column in toml(f"borger_{year}.toml")["column"].values():
        codes = sorted(int(code) for code in column.get("missing", {}))
        declared = [int(code["lo"]) for code in about.missing_ranges.get(column["from"], [])]
        assert declared == codes
    used = frame[list(about.missing_ranges)].isin([8, 9, 98, 99])
    assert used.mean().mean() > 0.01


@pytest.mark.parametrize("year", WAVES)
def test_only_members_were_asked_how_often(year):
    sample = wave(year)
    assert (sample["forening_hyppighed"].notna() == (sample["foreningsmedlem"] == 1)).all()


def test_the_waves_name_their_columns_differently_and_carry_columns_nobody_uses():
    names = [set(delivery(year)[0]) for year in WAVES]
    assert names[0].isdisjoint(names[1])
    for year, columns in zip(WAVES, names, strict=True):
        used = {column["from"] for column in toml(f"borger_{year}.toml")["column"].values()}
        assert len(columns - used) == 2
        assert used <= columns


def test_the_waves_write_the_areas_differently():
    first, second = (
        delivery(year)[1].variable_value_labels[column]
        for year, column in zip(WAVES, ("OMR", "omr_kode"), strict=True)
    )
    assert [first[code] for code in AREA_CODES[2021]] == list(PARTS)
    assert [second[code] for code in AREA_CODES[2024]] == [
        "Høje Gladsaxe",
        "Værebros Park",
        "Pileparkerne",
        "Torveparken",
        "Torvegården",
        "Det øvrige Gladsaxe",
    ]


def test_one_question_has_a_new_scale_and_another_a_new_answer():
    valid = {year: wave(year).query("tilfreds < 8 and tryg_aften < 8") for year in WAVES}
    assert sorted(valid[2021]["tilfreds"].unique()) == [1, 2, 3, 4, 5]
    assert sorted(valid[2024]["tilfreds"].unique()) == [1, 2, 3, 4]
    assert sorted(valid[2021]["tryg_aften"].unique()) == [1, 2, 3, 4, 5]
    assert sorted(valid[2024]["tryg_aften"].unique()) == [1, 2, 3, 4, 5, 6]


# The counts -------------------------------------------------------------------------------------------------


def test_the_counts_are_a_danish_spreadsheet_of_days_places_and_posts():
    raw = (SAMPLES / "byrum_taelling.csv").read_bytes()
    assert raw.startswith("\ufeffdato;aar;sted;omraade;post;timer;ophold\r\n".encode())
    counts = pd.read_csv(SAMPLES / "byrum_taelling.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert counts.groupby("aar")["dato"].nunique().to_dict() == {2021: 12, 2024: 12}
    assert counts["omraade"].nunique() == 4
    assert set(counts["timer"]) == {1.0, 1.5, 2.0, 2.5}
    assert counts.groupby(["dato", "sted", "omraade", "post"]).size().eq(1).all()
    assert (counts["ophold"] >= 0).all()
