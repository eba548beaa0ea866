"""Every sentence that a cell can get, from rows made by hand; run it to write golden_sentences.json anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fake_release import NAN, fake_release

import social_balance as sb
from social_balance.figures.source import rows_as_dicts
from social_balance.language.tables import keys_of
from social_balance.language.texts import Lang
from social_balance.verdicts.claims import null_in_words
from social_balance.verdicts.pace_sentences import pace_sentence
from social_balance.verdicts.sentences import (
    Told,
    cell_sentences,
    development_sentence,
    direction_sentence,
    gap_sentence,
)
from social_balance.verdicts.states import GAP_STATES, OWN_STATES, VERDICT_CODES

GOLDEN = Path(__file__).parent / "golden_sentences.json"
META = Told("resten af kommunen", 2021, 2024)
LESS = next(i for i in sb.read_indicators("indices").indicators if i.id == "doemte")
MORE = next(i for i in sb.read_indicators("indices").indicators if i.id == "tryg_om_aftenen")


def row(**changes: Any) -> dict[str, Any]:
    """A row of the ambition table: the area is better and the gap smaller."""
    return {
        "area": "Værebro Park", "own": "better", "development": 3.1, "development_low": 0.44,
        "development_high": 5.8, "reference_own": "worse", "reference_development": -1.25, "gap_since": 12.3,
        "gap_until": 7.95, "narrowing": 4.35, "narrowing_low": 1.0, "narrowing_high": 7.7,
        "gap_state": "smaller", "verdict": "ambition_met", "margin": 2.0, "hidden": False, **changes,
    }  # fmt: skip


def pace(**changes: Any) -> dict[str, Any]:
    """A row of the table of paces: the gap closes in time."""
    return {
        "area": "Værebro Park", "gap_now": 7.95, "pace": 1.84, "pace_low": 1.1, "pace_high": 2.58,
        "needed": 1.325, "gap_at_target": -3.09, "gap_at_target_low": -5.4, "gap_at_target_high": -0.78,
        "closing_year": 2028.32, "closing_low": 2026.8, "closing_high": 2029.7, "closing_state": "dated",
        "pace_sign": "smaller", "pace_state": "fast_enough", **changes,
    }  # fmt: skip


# A change of the size that goes with a state.
DEVELOPMENTS: dict[str, dict[str, float]] = {
    "better": {},
    "slightly_better": {"development": 1.1, "development_low": 0.6, "development_high": 1.6},
    "worse": {"development": -3.1, "development_low": -5.8, "development_high": -0.44},
    "slightly_worse": {"development": -1.1, "development_low": -1.6, "development_high": -0.6},
    "unchanged": {"development": -0.1, "development_low": -1.4, "development_high": 1.2},
    "undecided": {"development": 1.2, "development_low": -2.1, "development_high": 4.5},
    "missing": {"development": NAN, "development_low": NAN, "development_high": NAN},
}
NARROWINGS: dict[str, dict[str, float]] = {
    "smaller": {},
    "slightly_smaller": {"narrowing": 1.1, "narrowing_low": 0.6, "narrowing_high": 1.6},
    "larger": {"narrowing": -2.7, "narrowing_low": -4.9, "narrowing_high": -0.5},
    "slightly_larger": {"narrowing": -1.1, "narrowing_low": -1.6, "narrowing_high": -0.6},
    "unchanged": {"narrowing": -0.1, "narrowing_low": -1.4, "narrowing_high": 1.2},
    "undecided": {"narrowing": 1.2, "narrowing_low": -2.0, "narrowing_high": 4.4},
    "no_gap": {"gap_since": -3.0, "gap_until": -0.04},
    "overtaken": {
        "gap_since": 2.1,
        "gap_until": -4.2,
        "narrowing": 6.3,
        "narrowing_low": 3.2,
        "narrowing_high": 9.4,
    },
    "missing": {"gap_since": NAN, "gap_until": NAN},
}
# Measured ahead in one of the years, and not shown to be: what is gained and lost, not a gap that shrinks.
ACROSS: dict[str, dict[str, Any]] = {
    "smaller, then measured ahead": {
        "gap_state": "smaller",
        "gap_since": 4.9,
        "gap_until": -1.4,
        "narrowing": 6.3,
        "narrowing_low": 3.2,
        "narrowing_high": 9.4,
    },
    "larger, once measured ahead": {
        "gap_state": "larger",
        "gap_since": -1.4,
        "gap_until": 4.9,
        "narrowing": -6.3,
        "narrowing_low": -9.4,
        "narrowing_high": -3.2,
    },
}
# The verdicts that the small release has no cell of, with the own state of each.
OVERTAKEN = {
    "better_overtaken": "better", "unchanged_overtaken": "unchanged", "undecided_overtaken": "undecided",
    "overtaken_others_fell": "unchanged",
}  # fmt: skip
DIRECTIONS = {
    "not_confirmed": {"direction": "faldet en smule", "state": "undecided"},
    "other_size": {"direction": "faldet en smule", "state": "worse"},
    "contradicts": {"direction": "steget en smule", "state": "unchanged"},
    "agrees": {"direction": "steget", "state": "better"},
}
PACES: dict[str, dict[str, Any]] = {
    "fast_enough": {},
    "fast_enough, a fact": {
        f"{figure}_{end}": NAN for figure in ("pace", "gap_at_target", "closing") for end in ("low", "high")
    },
    "too_slow": {
        "pace": 0.9, "pace_low": 0.5, "pace_high": 1.3, "pace_state": "too_slow", "gap_at_target": 2.55,
        "gap_at_target_low": 0.3, "gap_at_target_high": 4.8, "closing_year": 2032.83, "closing_low": 2030.4,
        "closing_high": 2037.1,
    },
    "too_slow, far ahead": {
        "pace": 0.12, "pace_low": 0.05, "pace_high": 0.19, "pace_state": "too_slow", "gap_at_target": 7.23,
        "gap_at_target_low": 6.2, "gap_at_target_high": 8.3, "closing_year": 2090.3, "closing_low": 2060.0,
        "closing_high": 2170.0,
    },
    "too_slow, sign undecided": {
        "pace": -0.2, "pace_low": -0.9, "pace_high": 0.5, "pace_sign": "undecided", "pace_state": "too_slow",
        "gap_at_target": 9.15, "gap_at_target_low": 4.2, "gap_at_target_high": 14.1, "closing_year": NAN,
        "closing_low": 2036.2, "closing_high": float("inf"), "closing_state": "open",
    },
    "too_slow, not within sight": {
        "pace": -0.2, "pace_low": -0.4, "pace_high": 0.05, "pace_sign": "undecided", "pace_state": "too_slow",
        "gap_at_target": 9.15, "gap_at_target_low": 7.2, "gap_at_target_high": 11.1, "closing_year": NAN,
        "closing_low": 2180.0, "closing_high": float("inf"), "closing_state": "open",
    },
    "widening": {
        "pace": -1.1, "pace_low": -1.8, "pace_high": -0.4, "pace_sign": "larger", "pace_state": "widening",
        "gap_at_target": 14.55, "gap_at_target_low": 10.2, "gap_at_target_high": 18.9, "closing_year": NAN,
        "closing_low": NAN, "closing_high": NAN, "closing_state": "never",
    },
    "undecided": {
        "pace": 1.1, "pace_low": -0.2, "pace_high": 2.4, "pace_sign": "undecided", "pace_state": "undecided",
        "closing_year": 2031.2, "closing_low": 2027.3, "closing_high": float("inf"), "closing_state": "open",
    },
    "undecided after adjustment": {
        "pace": 1.1, "pace_low": 0.1, "pace_high": 2.1, "pace_sign": "undecided", "pace_state": "undecided",
        "closing_year": 2031.2, "closing_low": 2027.8, "closing_high": 2098.5,
    },
    "level": {
        "gap_now": -1.2, "pace_low": -0.3, "pace_high": 2.1, "pace_sign": "undecided",
        "pace_state": "undecided", "closing_year": NAN, "closing_low": NAN, "closing_high": NAN,
        "closing_state": "level",
    },
    "level, gained": {
        "gap_now": -1.2, "pace_state": "fast_enough", "closing_year": NAN, "closing_low": NAN,
        "closing_high": NAN, "closing_state": "level",
    },
    "level, lost": {
        "gap_now": -1.2, "pace": -1.84, "pace_low": -2.58, "pace_high": -1.1, "pace_sign": "larger",
        "pace_state": "widening", "gap_at_target": 4.4, "gap_at_target_low": 1.2, "gap_at_target_high": 7.6,
        "closing_year": NAN, "closing_low": NAN, "closing_high": NAN, "closing_state": "level",
    },
    "no_gap": {"gap_now": -1.2, "pace_sign": "no_gap", "pace_state": "no_gap", "closing_state": "no_gap"},
    "missing": {"pace_sign": "missing", "pace_state": "missing", "closing_state": "missing"},
}  # fmt: skip


def every_sentence() -> dict[str, dict[str, str]]:
    """Return all sentences: what they are of, language, text."""
    told: dict[str, dict[str, str]] = {}
    for lang in ("da", "en"):
        for name, text in _in(lang).items():
            told.setdefault(name, {})[lang] = text
    return told


def _in(lang: Lang) -> dict[str, str]:
    theme = "Tryghed" if lang == "da" else "Safety"
    release = fake_release()
    shown = {one["verdict"]: one for one in reversed(rows_as_dicts(release.ambition)) if not one["hidden"]}
    gap = {"gap_state": "overtaken", **NARROWINGS["overtaken"]}
    for code, own in OVERTAKEN.items():
        shown[code] = row(verdict=code, own=own, **DEVELOPMENTS[own], **gap)
    told = {
        f"verdict {code}": cell_sentences(shown[code], theme=theme, meta=META, lang=lang)
        for code in VERDICT_CODES
    }
    told["hidden"] = cell_sentences(row(hidden=True), theme=theme, meta=META, lang=lang)
    for state in OWN_STATES:
        cell = row(own=state, **DEVELOPMENTS[state])
        told[f"own {state}"] = development_sentence(cell, theme=theme, meta=META, lang=lang)
        for name, one in (("more", MORE), ("less", LESS)):
            told[f"own {state}, an indicator where {name} is better"] = development_sentence(
                cell, theme=one.title[lang], indicator=one, meta=META, lang=lang
            )
        beside = row(reference_own=state)
        told[f"reference {state}"] = development_sentence(beside, theme=theme, meta=META, lang=lang)
    for state in GAP_STATES:
        cell = row(gap_state=state, **NARROWINGS[state])
        told[f"gap {state}"] = gap_sentence(cell, meta=META, lang=lang)
        told[f"gap {state}, an indicator where less is better"] = gap_sentence(
            cell, indicator=LESS, meta=META, lang=lang
        )
    for name, changes in ACROSS.items():
        told[f"gap {name}"] = gap_sentence(row(**changes), meta=META, lang=lang)
        told[f"gap {name}, an indicator where less is better"] = gap_sentence(
            row(**changes), indicator=LESS, meta=META, lang=lang
        )
    told["own undecided after adjustment"] = development_sentence(
        row(own="undecided"), theme=theme, meta=META, lang=lang
    )
    told["gap undecided after adjustment"] = gap_sentence(row(gap_state="undecided"), meta=META, lang=lang)
    for check, words in DIRECTIONS.items():
        told[f"direction {check}"] = direction_sentence({"direction_check": check, **words}, lang=lang)
    for name, changes in PACES.items():
        told[f"pace {name}"] = pace_sentence(pace(**changes), theme=theme, target=2030, meta=META, lang=lang)
    title = {"da": "tryghed", "en": "safety"}
    for kind in keys_of("nulls"):
        told[f"null {kind}"] = null_in_words(
            per="theme", subject=title if "cell" in kind or "subject" in kind else None,
            area="Værebro Park" if "cell" in kind or "area" in kind else None,
            reference=None if kind.startswith("own") else "resten af kommunen",
        )[lang]  # fmt: skip
    return told


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(every_sentence(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
