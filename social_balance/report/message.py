"""The message: the whole claim first, then figures that add up, and what cannot be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, TypeAlias

from social_balance.figures.source import Row, area_names, themes_in_order
from social_balance.language.tables import DEFAULT
from social_balance.language.texts import Lang, inside
from social_balance.language.values_in_words import joined
from social_balance.report.context import Context
from social_balance.report.document import Paragraph
from social_balance.report.prose import tell, whole_points

Answer: TypeAlias = Literal["holds", "fails", "open"]
Outcome: TypeAlias = Literal["met", "gap_larger", "others_fell", "other", "undecided", "missing", "hidden"]

# In the order of telling. Every theme in every area has one of them, so their numbers add up to all.
OUTCOMES: tuple[Outcome, ...] = (
    "met", "gap_larger", "others_fell", "other", "undecided", "missing", "hidden",
)  # fmt: skip
_DECIDED: tuple[Outcome, ...] = ("met", "gap_larger", "others_fell", "other")
MOST_WORDS = 90  # of the message, beside the quotation
LONGEST_SENTENCE = 30
NAMED = 3  # so many of the gaps that grew are named, the largest first; of the others the reader gets a count
_MET = ("ambition_met", "better_overtaken")
_OTHERS_FELL = ("gap_smaller_others_fell", "overtaken_others_fell")
_BETTER = ("better", "slightly_better")
_WORSE = ("worse", "slightly_worse")
_GROWN = ("larger", "slightly_larger")
_SHRUNK = ("smaller", "slightly_smaller", "overtaken")


def message_paragraphs(context: Context) -> tuple[Paragraph, ...]:
    """Return what a reader has to know who reads no further: the ambition quoted, and the message on it."""
    quotation = _quoted_ambition(context)
    lead = tell(f"message_{answer_on(context)}", context.lang, **_years_compared(context))
    texts = [_message_text(context, named) for named in range(NAMED, 0, -1)]
    # Where names are long, fewer are named rather than more said than is read.
    text = next((text for text in texts if len(f"{lead} {text}".split()) <= MOST_WORDS), texts[-1])
    message = Paragraph(text, lead=lead)
    return (quotation, message) if quotation else (message,)


def _message_text(context: Context, named: int) -> str:
    parts = (
        _counts_of_outcomes(context),
        _grown_gaps(context, named),
        _whole_in_words(context),
        _what_is_unknown(context),
    )
    return " ".join(part for part in parts if part)


def answer_on(context: Context) -> Answer:
    """Return whether the whole claim holds, is shown not to, or cannot be decided.

    It holds when every single test does. It fails when something is shown to go the wrong way: an area or the
    municipality worse, or a gap larger. Otherwise it cannot be said, however many the improvements are.
    """
    if context.tables.overall["holds"]:
        return "holds"
    cells = [row for row in context.ambition_rows.values() if not row["hidden"]]
    wrong_way = any(row["own"] in _WORSE or row["gap_state"] in _GROWN for row in cells)
    if wrong_way or any(state in _WORSE for state in _states_of_whole(context).values()):
        return "fails"
    return "open"


def outcome_of(row: Row) -> Outcome:
    """Return which of the outcomes one theme in one area has.

    Examples
    --------
    >>> row = {"hidden": False, "verdict": "better_gap_larger", "own": "better", "gap_state": "larger"}
    >>> outcome_of(row), outcome_of({**row, "verdict": "undecided", "gap_state": "undecided"})
    ('gap_larger', 'undecided')
    """
    if row["hidden"]:
        return "hidden"
    if row["verdict"] == "missing":
        return "missing"
    if row["verdict"] in _MET:
        return "met"
    # A gap that is shown to have grown is told also where the area's own development is not known.
    if row["gap_state"] in _GROWN:
        return "gap_larger"
    # Its verdict is given whatever the area's own development: the trap is told as one, not as not known.
    if row["verdict"] in _OTHERS_FELL:
        return "others_fell"
    return "undecided" if "undecided" in (row["own"], row["gap_state"]) else "other"


def _quoted_ambition(context: Context) -> Paragraph | None:
    """Return the council's own wording with its date, as the configuration gives it."""
    meta = context.tables.meta
    if not meta.ambition:
        return None
    text = f"{meta.decided}: »{meta.ambition}«" if meta.decided else f"»{meta.ambition}«"
    # The council's words are quoted as they stand, and a screen reader is told their language.
    lang = DEFAULT if context.lang != DEFAULT else None
    return Paragraph(text, lead=tell("message_quote", context.lang), lang=lang, kind="quote")


def _counts_of_outcomes(context: Context) -> str:
    """Return how many themes in how many areas have each outcome."""
    lang = context.lang
    counts = Counter(outcome_of(row) for row in context.ambition_rows.values())
    names = {
        "all": len(context.ambition_rows),
        "themes": _count_noun("themes", len(themes_in_order(context.tables)), lang),
        "areas": _count_noun("areas", len(area_names(context.tables)), lang),
    }
    told = {outcome: tell(f"message_{outcome}_count", lang, count=n) for outcome, n in counts.items()}
    decided = [told[outcome] for outcome in _DECIDED if outcome in told]
    others = [told[outcome] for outcome in OUTCOMES if outcome in told and outcome not in _DECIDED]
    if not decided:
        return tell("message_only_others", lang, **names, parts=joined(others, lang))
    text = tell("message_decided", lang, **names, parts=joined(decided, lang))
    return f"{text} {tell('message_others', lang, parts=joined(others, lang))}" if others else text


def _count_noun(noun: str, count: int, lang: Lang) -> str:
    return tell(f"message_{noun}_one" if count == 1 else f"message_{noun}", lang, count=count)


def _grown_gaps(context: Context, named: int) -> str:
    """Return every gap that is shown to have grown: the largest by name, the others as a count."""
    lang = context.lang
    cells = context.ambition_rows.values()
    grown = [row for row in cells if not row["hidden"] and row["gap_state"] in _GROWN]
    if not grown:
        return ""
    # Equal ones stay in the order of the report.
    grown.sort(key=lambda row: float(row["narrowing"]))
    # The first says the unit for all of them.
    keys = ["message_gap", *["message_gap_again"] * (named - 1)]
    gaps = [_gap_in_words(context, row, key) for row, key in zip(grown, keys, strict=False)]
    others = [tell("message_other_gaps", lang, count=len(grown) - named)] if len(grown) > named else []
    told = tell("message_gaps", lang, gaps=joined([*gaps, *others], lang))
    if len(told.split()) <= LONGEST_SENTENCE:
        return told
    further = tell("message_further_gaps", lang, gaps=joined([*gaps[1:], *others], lang))
    return f"{tell('message_gaps', lang, gaps=gaps[0])} {further}"


def _gap_in_words(context: Context, row: Row, key: str) -> str:
    theme = inside(context.theme_titles[row["theme"]])
    size = whole_points(-row["narrowing"], context.lang)
    return tell(key, context.lang, theme=theme, area=row["area"], size=size)


def _whole_in_words(context: Context) -> str:
    """Return in how many themes the municipality itself improves and declines."""
    states = _states_of_whole(context)
    if not states:
        return ""
    better = sum(state in _BETTER for state in states.values())
    worse = sum(state in _WORSE for state in states.values())
    key = "message_whole_both" if worse else "message_whole"
    return tell(key, context.lang, better=better, worse=worse, all=len(states))


def _what_is_unknown(context: Context) -> str:
    """Return what the figures cannot tell: causes, and with two waves what "løbende" asks."""
    key = "message_unknown_twice" if len(context.tables.meta.years) == 2 else "message_unknown"
    return tell(key, context.lang)


def _states_of_whole(context: Context) -> dict[str, str]:
    """Return the state of the municipality's own development by theme, as far as it is shown."""
    moves = context.tables.developments
    rows = moves[(moves["area"] == context.tables.meta.whole) & ~moves["hidden"].astype(bool)]
    by_theme = dict(zip(rows["theme"], rows["state"], strict=True))
    themes: Iterable[str] = (row["theme"] for row in themes_in_order(context.tables))
    return {theme: by_theme[theme] for theme in themes if theme in by_theme}


def _years_compared(context: Context) -> dict[str, int]:
    return {"since": context.tables.meta.since, "until": context.tables.meta.until}
