"""The truth about the invented municipality, worked out from the finished files with pandas alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from invented.files import read_parquet
from invented.tools import AREA_OF_PART, AREAS, PARTS, WAVES

PSS_REVERSED = (4, 5, 7, 8)
PSS_HIGH = 18

# Worst and best value of each indicator; a test holds them equal to the definitions.
GOALPOSTS: dict[str, dict[str, tuple[float, float]]] = {
    "selvforsoergelse": {
        "uden_tilknytning": (60, 0),
        "unge_i_job_eller_uddannelse": (40, 100),
        "bruttoindkomst": (30, 130),
        "kun_grundskole": (80, 0),
    },
    "medborgerskab": {
        "stoler_paa_de_fleste": (0, 100),
        "tillid_til_naboer": (0, 100),
        "frivilligt_eller_forening": (0, 100),
    },
    "mix_institutioner": {
        "eksponering_i_dagtilbud": (0, 100),
        "eksponering_i_skole": (60, 0),
        "institutioner_over_30_pct": (100, 0),
    },
    "sundhed": {
        "godt_helbred": (40, 100),
        "hoejt_stressniveau": (70, 0),
        "ofte_ensom": (40, 0),
        "skoletrivsel": (30, 100),
    },
}
UP, DOWN, STILL = "steget", "faldet", "stagneret"
PUBLISHED = {  # Høje Gladsaxe, Værebro Park, Mørkhøj almene boliger, Gladsaxe Kommune
    "selvforsoergelse": (UP, UP, UP, UP),
    "medborgerskab": (UP, UP, UP, UP),
    "mix_institutioner": (UP, UP, UP, UP),
    "sundhed": (STILL, UP, UP, UP),
    "doemte": ("steget en smule", DOWN, "steget en smule", STILL),
    "oplevet_tryghed": (DOWN, UP, DOWN, DOWN),
}


def write_truth(out: Path) -> None:
    """Work out the published measures for the whole invented population, straight from the files written."""
    register = read_parquet(out / "register.parquet")
    answers = read_parquet(out / "population_survey.parquet")
    lines = ["measure,area,published,direction,value_2021,value_2024,change"]
    for measure, words in PUBLISHED.items():
        for area, word in zip(("hoeje_gladsaxe", "vaerebro_park", "moerkhoej", "whole"), words, strict=True):
            then, now = (truth_of(measure, area, year, register, answers) for year in WAVES)
            better = {UP: "good", DOWN: "bad", STILL: "none"}[word.removesuffix(" en smule")]
            if measure == "doemte":
                better = {"good": "bad", "bad": "good", "none": "none"}[better]
            lines.append(f"{measure},{area},{word},{better},{then:.6f},{now:.6f},{now - then:.6f}")
    (out / "truth.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def truth_of(measure: str, area: str, year: int, register: pd.DataFrame, answers: pd.DataFrame) -> float:
    """Value of one published measure: an index, a share, or the mean of the two shares who feel safe."""
    figures = true_figures(area, year, register, answers)
    if measure == "doemte":
        return figures["doemte"]
    if measure == "oplevet_tryghed":
        return (figures["tryg_i_nabolaget"] + figures["tryg_om_aftenen"]) / 2
    posts = GOALPOSTS[measure]
    scores = [100 * (figures[name] - worst) / (best - worst) for name, (worst, best) in posts.items()]
    return sum(scores) / len(scores)


def true_figures(area: str, year: int, register: pd.DataFrame, answers: pd.DataFrame) -> dict[str, float]:
    """Every indicator that the published measures rest on, for one area or the whole."""
    names = {part: AREAS[AREA_OF_PART[number]] for number, part in enumerate(PARTS)}
    all_now = register[register["year"] == year]
    two = register[register["year"].isin((year - 1, year))]
    said = answers[answers["year"] == year]
    here_now, here_two, here_said = (
        frame if area == "whole" else frame[frame["area"].map(names) == area]
        for frame in (all_now, two, said)
    )
    young = here_now[here_now["age"].between(18, 29)]
    grown = here_now[here_now["age"].between(30, 59) & here_now["hfudd"].between(1, 6)]
    earning = here_now[here_now["age"].between(15, 64) & (here_now["uddannelse_igang"] == 0)]
    adults = here_two[here_two["age"] >= 18]
    nabo = here_said[[f"nabo_{number}" for number in range(1, 5)]]
    kept = nabo[nabo.notna().sum(axis=1) >= 2]
    working = here_two[here_two["age"].between(18, 64)]
    return {
        "uden_tilknytning": 100 * working.groupby("year")["udenfor"].mean().mean(),
        "unge_i_job_eller_uddannelse": 100
        * ((young["beskaeftiget"] == 1) | (young["uddannelse_igang"] == 1)).mean(),
        "bruttoindkomst": 100 * earning["indkomst"].sum() / earning["indkomst_region"].sum(),
        "kun_grundskole": 100 * (grown["hfudd"] == 1).mean(),
        "doemte": 100 * adults.groupby("year")["doemt"].mean().mean(),
        "skoletrivsel": (here_now["trivsel"].mean() - 1) * 25,
        "stoler_paa_de_fleste": 10 * here_said["tillid"].mean(),
        "tillid_til_naboer": (100 - (kept - 1) * 25).mean(axis=1).mean(),
        "frivilligt_eller_forening": share(here_said["frivillig"], (1,), (1, 2)),
        "godt_helbred": share(here_said["helbred"], (1, 2, 3), (1, 2, 3, 4, 5)),
        "hoejt_stressniveau": 100 * high_stress(here_said).mean(),
        "ofte_ensom": share(here_said["ensom"], (1,), (1, 2, 3, 4)),
        "tryg_i_nabolaget": share(here_said["tryg_nabolag"], (1, 2), (1, 2, 3, 4, 5)),
        "tryg_om_aftenen": share(here_said["tryg_aften"], (1, 2), (1, 2, 3, 4, 5)),
        **true_mix(all_now, here_now.index),
    }


def true_mix(everybody: pd.DataFrame, here: Iterable[int]) -> dict[str, float]:
    """The three measures of mix in institutions for the children whose rows are in ``here``."""
    small = everybody[everybody["age"].between(1, 5) & everybody["dagtilbud"].notna()]
    big = everybody[everybody["age"].between(6, 16) & everybody["skole"].notna()]
    from_rest = (small["area"] == "Øvrige Gladsaxe").astype(float)
    size, rest = (
        from_rest.groupby(small["dagtilbud"]).transform("size"),
        from_rest.groupby(small["dagtilbud"]),
    )
    others = 100 * (rest.transform("sum") - from_rest) / (size - 1).where(size >= 2)
    unskilled = (big["foraeldre_ufaglaert"] == 1).astype(float)
    pupils, sums = unskilled.groupby(big["skole"]).transform("size"), unskilled.groupby(big["skole"])
    mates = 100 * (sums.transform("sum") - unskilled) / (pupils - 1).where(pupils >= 30)
    crowded = 100 * (1 - rest.transform("mean") > 0.30).astype(float)
    return {
        "eksponering_i_dagtilbud": others[others.index.isin(here)].mean(),
        "eksponering_i_skole": mates[mates.index.isin(here)].mean(),
        "institutioner_over_30_pct": crowded[crowded.index.isin(here)].mean(),
    }


def high_stress(answers: pd.DataFrame) -> pd.Series:
    """1 where the ten stress answers sum to a high level, gaps filled with the person's own mean; else 0."""
    items = answers[[f"pss_{number}" for number in range(1, 11)]].astype(float).copy()
    for number in PSS_REVERSED:
        items[f"pss_{number}"] = 4 - items[f"pss_{number}"]
    answered = items.notna().sum(axis=1)
    kept = items[answered >= 8]
    # Whole numbers on both sides: a sum of exactly 18 must not be lost to rounding.
    return (kept.sum(axis=1) * 10 >= PSS_HIGH * answered[answered >= 8]).astype(float)


def share(codes: pd.Series, positive: tuple[int, ...], base: tuple[int, ...]) -> float:
    """Per cent of those with a code in ``base`` who have one in ``positive``."""
    return float(100 * codes.isin(positive).sum() / codes.isin(base).sum())
