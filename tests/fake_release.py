"""A small hand-made release: every verdict, hidden and missing cells, without the pipeline that makes one."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd

from social_balance.disclosure.release import Release
from social_balance.yearly.status import Meta, Tables

NAN = float("nan")
AREAS = (
    ("hoeje_gladsaxe", "Høje Gladsaxe"),
    ("vaerebro_park", "Værebro Park"),
    ("moerkhoej", "Mørkhøj almene boliger"),
)
NAMES = tuple(name for _, name in AREAS)
REST, WHOLE = "det øvrige Gladsaxe", "Gladsaxe Kommune"
SINCE, UNTIL = 2021, 2024


META = Meta(
    municipality="Gladsaxe Kommune",
    title="Årsstatus for Social Balance 2024",
    since=SINCE,
    until=UNTIL,
    years=(SINCE, UNTIL),
    language="da",
    invented=True,
    areas=AREAS,
    rest=REST,
    whole=WHOLE,
    reference=REST,
    margin=2.0,
    level=0.95,
    alpha=0.05,
    adjust="bh",
    register_model="census",
    floor=5,
    sources=("Borgerundersøgelsen 2021 og 2024", "Register over borgere 2019–2024"),
    released=True,
    manifest={
        "inputs": {"borger_2024.sav": "0" * 64},
        "definitions": {"tryghed/doemte.toml": "1" * 64},
        "versions": {"social-balance": "0.1.0"},
    },
    versions={"social-balance": "0.1.0"},
)

# theme id, title, effect goal, development of the rest, model, and per area:
# (gap in the first year, narrowing, standard error, own state, gap state, verdict)
THEMES: Any = (
    ("selvforsoergelse", "Selvforsørgelse", "Flere skal klare sig bedre", 5.0, "census", (
        (12.3, 4.15, 0.0, "better", "smaller", "ambition_met"),
        (17.8, -2.85, 0.0, "better", "larger", "better_gap_larger"),
        (9.4, 0.12, 0.0, "better", "unchanged", "better_gap_unchanged"))),
    ("sundhed", "Sundhed", "Flere skal klare sig bedre", 4.0, "survey", (
        (8.1, 1.3, 1.5, "better", "undecided", "better_gap_undecided"),
        (-2.9, -0.6, 1.2, "better", "no_gap", "better_no_gap"),
        (6.6, -3.6, 1.3, "undecided", "larger", "undecided_gap_larger"))),
    ("tryghed", "Tryghed", "Flere skal klare sig bedre", -5.2, "survey", (
        (11.2, 5.1, 1.1, "unchanged", "smaller", "gap_smaller_others_fell"),
        (14.9, 2.7, 1.0, "worse", "smaller", "gap_smaller_others_fell"),
        (7.3, 0.1, 0.7, "worse", "unchanged", "worse_gap_unchanged"))),
    ("medborgerskab", "Medborgerskab og fællesskab", "Vi skal blande os mere med hinanden", 0.3, "survey", (
        (5.5, -6.2, 1.4, "worse", "larger", "worse_gap_larger"),
        (9.8, -3.1, 1.6, "worse", "undecided", "worse_gap_undecided"),
        (4.2, 0.2, 0.6, "unchanged", "unchanged", "unchanged"))),
    ("mix_institutioner", "Socialt mix i kommunale institutioner", "Vi skal blande os mere med hinanden", 0.1,
     "survey", (
        (-1.4, -4.8, 1.3, "worse", "no_gap", "worse_no_gap"),
        (-0.8, 0.3, 0.6, "unchanged", "no_gap", "unchanged_no_gap"),
        (-3.3, 1.9, 2.4, "undecided", "no_gap", "undecided_no_gap"))),
    ("mix_fritid", "Socialt mix i fritiden", "Vi skal blande os mere med hinanden", 3.6, "survey", (
        (10.6, -3.5, 0.7, "unchanged", "larger", "unchanged_gap_larger"),
        (13.1, -1.9, 2.1, "undecided", "undecided", "undecided"),
        (8.8, -0.1, 0.8, "undecided", "unchanged", "undecided_gap_unchanged"))),
    ("image", "Image", "Vi skal gå fra udsatte boligområder til attraktive bydele", -2.4, "survey", (
        (21.5, 4.4, 1.5, "undecided", "smaller", "undecided_gap_smaller"),
        (28.4, 1.4, 0.4, "unchanged", "slightly_smaller", "unchanged_gap_smaller"),
        (NAN, NAN, NAN, "hidden", "hidden", "hidden"))),
    ("beboersammensaetning", "Blandet beboersammensætning",
     "Vi skal gå fra udsatte boligområder til attraktive bydele", 1.4, "survey", (
        (NAN, NAN, NAN, "missing", "missing", "missing"),
        (15.2, -1.3, 0.3, "unchanged", "slightly_larger", "unchanged_gap_larger"),
        (12.0, -0.9, 1.5, "unchanged", "undecided", "unchanged_gap_undecided"))),
    ("byliv", "Byliv", "Vi skal gå fra udsatte boligområder til attraktive bydele", 1.2, "survey", (
        (6.4, 3.4, 1.2, "better", "smaller", "ambition_met"),
        (3.9, 2.6, 0.5, "slightly_better", "smaller", "ambition_met"),
        (NAN, NAN, NAN, "hidden", "hidden", "hidden"))),
)  # fmt: skip

REST_LEVEL = 70.4
INDICATORS = (
    # id, title, source, unit, direction, scale from score to value, in index, comparable, own proposal
    ("andel", "andel i god stilling", "survey", "procent", "higher_is_better", 1.0, True, True, False),
    ("doemte", "dømte", "register", "procent", "lower_is_better", -0.05, True, True, False),
    ("skala", "batteri om hverdagen", "survey", "point", "higher_is_better", 1.0, True, False, True),
    ("baggrund", "baggrundstal for kommunen", "register", "procent", "context", 0.5, False, True, False),
)


def fake_release(**meta: Any) -> Release:
    """Return the release; keywords change its meta data."""
    return Release(
        meta=replace(META, **meta),
        themes=_themes(),
        indicators=_indicators(),
        index=_index(),
        ambition=_ambition(),
        developments=_developments(),
        parts=_parts(),
        pairs=_pairs(),
        overall={
            "claim": "Kommunen og alle områder udvikler sig positivt på alle temaer.",
            "claim_en": "The municipality and every area improve on every theme.",
            "null": "Mindst ét område eller kommunen har ikke udviklet sig positivt på mindst ét tema.",
            "null_en": "At least one area or the municipality has not improved on at least one theme.",
            "p": 0.97,
            "holds": False,
            "n_tests": 44,
            "n_shown": 9,
            "n_untested": 3,
            "n_no_gap": 4,
        },
    )


def _themes() -> pd.DataFrame:
    rows = []
    for order, (theme, title, goal, *_) in enumerate(THEMES, start=1):
        ours = theme == "image"
        rows.append(
            {
                "theme": theme, "title_da": title[0].lower() + title[1:], "title_en": f"theme {order}",
                "order": order, "effect_goal": goal, "margin": 2.0,
                "note": "Indekset er vores forslag." if ours else "",
                "note_en": "The index is our proposal." if ours else "",
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _ambition() -> pd.DataFrame:
    rows = []
    for theme, _, _, rest, model, cells in THEMES:
        for name, (gap, narrowing, se, own, gap_state, verdict) in zip(NAMES, cells, strict=True):
            since = REST_LEVEL - gap
            development = rest + narrowing
            own_se = 0.9 * se
            hidden = verdict == "hidden"
            rest_se = NAN if hidden else 0.6
            row = {
                "theme": theme, "area": name, "since": SINCE, "until": UNTIL,
                "value_since": since, "value_until": since + development,
                **_measured("development", development, own_se, model), "own": "missing" if hidden else own,
                "reference_development": NAN if hidden else rest,
                "reference_development_low": rest - 2 * rest_se if model == "survey" else NAN,
                "reference_development_high": rest + 2 * rest_se if model == "survey" else NAN,
                "reference_own": _state(rest),
                **_measured("whole_development", NAN if hidden else rest + 0.3, 0.5, model),
                "gap_since": gap, "gap_until": gap - narrowing,
                **_limits("gap_since", gap, se, model), **_limits("gap_until", gap - narrowing, se, model),
                **_measured("narrowing", narrowing, se, model),
                "gap_state": "missing" if hidden else gap_state, "verdict": "missing" if hidden else verdict,
                "margin": 2.0, "certain": model, "hidden": hidden,
            }  # fmt: skip
            rows.append(row)
    return pd.DataFrame(rows)


def _measured(stem: str, value: float, se: float, model: str) -> dict[str, float]:
    p = NAN if model == "census" or np.isnan(value) else min(1.0, float(np.exp(-((value / se) ** 2) / 2)))
    return {
        stem: value,
        f"{stem}_se": se,
        **_limits(stem, value, se, model),
        f"{stem}_p": p,
        f"{stem}_p_adjusted": p,
    }


def _limits(stem: str, value: float, se: float, model: str) -> dict[str, float]:
    if model == "census":
        return {f"{stem}_low": NAN, f"{stem}_high": NAN}
    return {f"{stem}_low": value - 1.96 * se, f"{stem}_high": value + 1.96 * se}


def _state(development: float) -> str:
    return "better" if development > 1 else "worse" if development < -1 else "unchanged"


def _index() -> pd.DataFrame:
    rows = []
    for row in _ambition().itertuples():
        model = "census" if row.certain == "census" else "survey"
        for year, value in ((SINCE, row.value_since), (UNTIL, row.value_until)):
            status = "hidden" if row.hidden else "missing" if np.isnan(value) else "ok"
            rows.append(_index_row(row.theme, row.area, year, value, 1.4, model, status))
    for theme, _, _, rest, model, _ in THEMES:
        for year, step in ((SINCE, 0.0), (UNTIL, 1.0)):
            rows.append(_index_row(theme, REST, year, REST_LEVEL + step * rest, 0.6, model, "ok"))
            rows.append(
                _index_row(theme, WHOLE, year, REST_LEVEL - 2 + step * (rest + 0.3), 0.5, model, "ok")
            )
    return pd.DataFrame(rows)


def _index_row(
    theme: str, area: str, year: int, value: float, se: float, model: str, status: str
) -> dict[str, Any]:
    shown = status == "ok"
    return {
        "theme": theme, "area": area, "year": year, "value": value, "se": se if shown else NAN,
        "low": value - 1.96 * se if shown and model == "survey" else NAN,
        "high": value + 1.96 * se if shown and model == "survey" else NAN,
        "weight_present": 1.0 if shown else 0.5, "n_indicators": 3 if shown else 1, "status": status,
        "hidden": status == "hidden",
    }  # fmt: skip


def _developments() -> pd.DataFrame:
    words = {
        "better": "steget", "slightly_better": "steget en smule", "unchanged": "stagneret",
        "slightly_worse": "faldet en smule", "worse": "faldet", "undecided": "stagneret", "missing": "",
    }  # fmt: skip
    rows = []
    for row in _ambition().itertuples():
        rows.append(
            {
                "theme": row.theme, "area": row.area, "since": SINCE, "until": UNTIL,
                "development": row.development, "se": row.development_se, "low": row.development_low,
                "high": row.development_high, "p": row.development_p, "state": row.own,
                "direction_word": words[row.own], "hidden": row.hidden,
            }
        )  # fmt: skip
    for theme, _, _, rest, model, _ in THEMES:
        for area, step in ((REST, rest), (WHOLE, rest + 0.3)):
            measured = _measured("development", step, 0.6, model)
            rows.append(
                {
                    "theme": theme, "area": area, "since": SINCE, "until": UNTIL, "development": step,
                    "se": 0.6, "low": measured["development_low"], "high": measured["development_high"],
                    "p": measured["development_p"], "state": _state(step),
                    "direction_word": words[_state(step)], "hidden": False,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _indicators() -> pd.DataFrame:
    rows = []
    for row in _index().itertuples():
        for name, title, source, unit, direction, scale, in_index, comparable, ours in INDICATORS:
            status = "hidden" if row.hidden else row.status
            shown = status == "ok"
            value = row.value * scale + (5 if scale < 0 else 0) if shown else NAN
            survey = source == "survey" and shown
            rows.append(
                {
                    "theme": row.theme, "indicator": f"{name}_{row.theme}", "title_da": title,
                    "title_en": f"indicator {name}", "area": row.area, "year": row.year, "value": value,
                    "se": 1.2 if survey else NAN, "low": value - 2.4 if survey else NAN,
                    "high": value + 2.4 if survey else NAN, "base": 343.0 if shown else NAN,
                    "positive": 211.0 if shown else NAN, "as_of": row.year if shown else NAN, "unit": unit,
                    "source": source,
                    "model": "survey" if source == "survey" else "census", "direction": direction,
                    "status": status, "hidden": row.hidden, "thin": name == "andel" and row.area == NAMES[0],
                    "score": row.value if in_index else NAN, "comparable": comparable,
                    "reference": "Borgerundersøgelsen" if source == "survey" else "KRAF", "weight": 1.0,
                    "in_index": in_index, "ours": ours, "level": "area",
                    "reason": "" if comparable else "Svarmulighederne er ændret.",
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _parts() -> pd.DataFrame:
    rows = []
    for row in _developments().itertuples():
        for name, title, *_rest in INDICATORS[:2]:
            part = row.development * (0.7 if name == "andel" else 0.3)
            rows.append(
                {
                    "theme": row.theme, "area": row.area, "indicator": f"{name}_{row.theme}",
                    "title_da": title, "title_en": f"indicator {name}", "contribution": part,
                    "low": part - 1 if np.isfinite(row.low) else NAN,
                    "high": part + 1 if np.isfinite(row.high) else NAN,
                    "since_value": 51.0 if part == part else NAN,
                    "until_value": 53.5 if part == part else NAN, "hidden": row.hidden,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _pairs() -> pd.DataFrame:
    keys = ["theme", "area", "since", "until"]
    return _ambition()[[*keys, "narrowing", "narrowing_low", "narrowing_high", "gap_state", "hidden"]]


def only_tables(release: Release) -> Tables:
    """The tables of a release without what makes it one."""
    return Tables(**{field.name: getattr(release, field.name) for field in fields(Tables)})
