"""The examples of functions that need a whole municipality: run each time the pages are built."""

SET_UP = """
import social_balance as sb
from social_balance.files.resources import packaged_folder

config = packaged_folder("data_samples") / "aakoebing" / "aarsstatus.toml"   # invented, comes along
status = sb.aarsstatus(config)
public = sb.release(status)
"""

EXAMPLES = {
    "aarsstatus": "sb.aarsstatus(config)",
    "ambition": "sb.ambition(status.index, since=2019, until=2025, adjust=\"max_t\")",
    "attack": "sb.attack(public)",
    "by_subgroup": """
import pandas as pd

people = pd.DataFrame({
    "person_id": range(8), "year": [2022, 2025] * 4, "area": ["Teglbakken"] * 4 + ["rest"] * 4,
    "sex": ["k", "k", "m", "m"] * 2, "i_arbejde": [0, 1, 1, 1, 1, 1, 0, 1], "alder": [30] * 8,
})
people = pd.concat([people.assign(person_id=people["person_id"] + 8 * i) for i in range(40)])
themes = sb.read_indicators(packaged_folder("data_samples") / "aakoebing" / "indices")
job = [themes.indicator("i_job")]
figures = sb.estimate(sb.Register(people), job, by=["area", "year", "sex"])
apart = sb.by_subgroup(figures, themes, by="sex", since=2022, until=2025)
apart.frame()[["development", "narrowing", "verdict"]]
""",
    "decompose": "sb.decompose(status.index, since=2019, until=2025).where(theme=\"hverdagsliv\")",
    "development": "sb.development(status.index, \"hverdagsliv\", \"Teglbakken\", since=2019, until=2025)",
    "pace_sentences": "sb.pace_sentences(sb.progress(status.index, target=2032), lang=\"en\").iloc[0]",
    "plot_calibration": """
import pandas as pd

sample = pd.DataFrame({"koen": ["k", "k", "k", "m"], "vaegt": [25.0, 25.0, 25.0, 25.0]})
lifted = sb.calibrate(sample, sb.Design(weights="vaegt"), {"koen": pd.Series({"k": 51.0, "m": 49.0})})
ax = sb.plot_calibration(lifted, lang="en")
""",
    "plot_criteria": """
import pandas as pd

names = {"beboere": "residents", "uden_arbejde": "outside_work", "doemte": "convicted",
         "doemte_landet": "convicted_country", "grundskole": "education", "indkomst": "income",
         "ikkevestlige": "non_western", "bydel": "area", "aar": "year"}
figures = pd.read_csv(config.parent / "lister.csv", sep=";", decimal=",").rename(columns=names)
listed = sb.classify_areas(figures)
ax = sb.plot_criteria(listed, area="Havnekvarteret", lang="en")
""",
    "plot_gaps": "ax = sb.plot_gaps(public, lang=\"en\")",
    "plot_local_segregation": """
import pandas as pd

pupils = pd.DataFrame({"person_id": range(300), "year": 2025, "area": "by",
                       "skole": [f"skole {i % 6}" for i in range(300)],
                       "group": [1 if (i % 6) * 50 > i else 0 for i in range(300)]})
local = sb.local_segregation(sb.Register(pupils), place="skole", of="group == 1", year=2025, lang="en")
ax = sb.plot_local_segregation(local, lang="en")
""",
    "plot_missing": """
answers = sb.read_survey(config.parent / "svar_2025.csv", codebook=config.parent / "svar_2025.toml")
ax = sb.plot_missing(sb.missing_summary(answers, by="bydel"), lang="en")
""",
    "plot_overview": "ax = sb.plot_overview(public, lang=\"en\")",
    "plot_plan": """
plan = sb.plan_survey(
    {"Nord": {"respondents": 350, "earlier": 350, "population": 3000},
     "rest": {"respondents": 1400, "earlier": 1400, "population": 46000}},
    wanted=6,
)
ax = sb.plot_plan(plan, lang="en")
""",
    "plot_robustness": """
ax = sb.plot_robustness(sb.robustness(status.index, since=2019, until=2025), lang="en")
""",
    "plot_theme": "ax = sb.plot_theme(public, \"hverdagsliv\", lang=\"en\")",
    "progress": "sb.progress(status.index, target=2032)",
    "release": "sb.release(status, floor=5)",
    "robustness": "sb.robustness(status.index, since=2019, until=2025)",
    "sentences": "list(sb.sentences(status.ambition, lang=\"en\").loc[\"hverdagsliv\"])",
    "theme_index": "sb.theme_index(status.estimates, status.themes, areas=status.areas)",
    "write_report": """
import tempfile

folder = sb.write_report(public, tempfile.mkdtemp() + "/out", formats=["json", "csv"])
sorted(path.name for path in folder.iterdir())
""",
    "write_targets": """
import tempfile

targets = sb.read_targets(config.parent / "maal.toml")
folder = sb.write_targets(targets, tempfile.mkdtemp() + "/targets", formats=["html"])
sorted(path.name for path in folder.iterdir())
""",
}  # fmt: skip
