"""An indicator's rule told in words that need no programming."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from social_balance.conditions.reading import parse
from social_balance.conditions.tree import And, Compare, Expression, In, Lit, Missing, Name, Or
from social_balance.definitions.indicator import DIRECTIONS, SOURCES, UNITS, Case, Indicator, Version
from social_balance.language.faults import LANGUAGES, shown

if TYPE_CHECKING:
    from social_balance.measures.measure import Measure


def explain(indicator: Indicator, lang: str = "da") -> str:
    r"""Tell what an indicator counts, in words.

    Parameters
    ----------
    indicator : Indicator
        One indicator.
    lang : {"da", "en"}
        Language of the text.

    Returns
    -------
    str
        Title, facts, the rule of each version, and the worked cases as small tables.

    Examples
    --------
    >>> from social_balance.definitions.catalogue import read_indicators
    >>> text = explain(read_indicators("indices").indicator("ofte_ensom"))
    >>> print(text.split("\n\n")[2])
    Reglen fra 2021
      Tallet er, hvor mange procent tælleren udgør af nævneren.
      Nævner: ensom er 1, 2, 3 eller 4
      Tæller (og i nævneren): ensom er 1
      Bruger: ensom
    """
    parts = [_heading(indicator, lang), _facts(indicator, lang)]
    parts += [_rule(indicator, version, lang) for version in indicator.versions]
    parts += [_case(indicator, case, lang) for case in indicator.cases]
    return "\n\n".join(parts) + "\n"


def condition_in_words(condition: str, lang: str = "da") -> str:
    """Tell what a condition asks, in words.

    Parameters
    ----------
    condition : str
        A condition of a definition; ``{area}`` is left as it is.
    lang : {"da", "en"}
        Language of the text.

    Returns
    -------
    str
        A clause with the names of the columns.

    Examples
    --------
    >>> condition_in_words("18 <= alder <= 64 and q12 in (1, 2)")
    'alder er fra 18 til 64, og q12 er 1 eller 2'
    >>> condition_in_words("alder >= 18 or q12 is missing", "en")
    'alder is at least 18, or q12 is unknown'
    """
    # A pattern is no condition until an area's name stands in it.
    text = _words(parse(condition.replace("{area}", _ANY_AREA)), lang)
    return text.replace(_ANY_AREA, "{area}")


_ANY_AREA = "å_any_area_å"  # a name that no area has

# One row a word or sentence: (Danish, English).
_TEXT = {
    "theme": ("tema {theme}, id {id}", "theme {theme}, id {id}"),
    "ours": ("vores forslag", "our proposal"),
    "source": ("Kilde", "Source"),
    "reference": ("Bygger på", "Based on"),
    "unit": ("Enhed", "Unit"),
    "direction": ("Retning", "Direction"),
    "scale": ("Skala", "Scale"),
    "goalposts": (
        "{worst} giver 0 point i indekset, {best} giver 100",
        "{worst} gives 0 points in the index, {best} gives 100",
    ),
    "weight": ("Vægt i indekset", "Weight in index"),
    "window": ("Periode", "Period"),
    "years averaged": ("gennemsnit af {window} år", "mean of {window} years"),
    "years": ("Findes kun i", "Exists only in"),
    "level": ("Gælder", "Is about"),
    "whole": ("hele kommunen, ikke de enkelte områder", "the whole municipality, not single areas"),
    "note": ("Bemærk", "Note"),
    "rule from": ("Reglen fra {since}", "The rule from {since}"),
    "rule until": ("Reglen fra {since} til {until}", "The rule from {since} to {until}"),
    "comparable": ("Kan sammenlignes med årene før.", "Can be compared with the years before."),
    "not comparable": ("Kan IKKE sammenlignes med årene før.", "Can NOT be compared with the years before."),
    "base": ("Nævner: {condition}", "Base: {condition}"),
    "positive": ("Tæller (og i nævneren): {condition}", "Counted (and in the base): {condition}"),
    "columns": ("Bruger: {columns}", "Uses: {columns}"),
    "case": ("Eksempel: {name} ({year})", "Worked case: {name} ({year})"),
    "result": ("Giver {figures}.", "Gives {figures}."),
    "result of": ("Giver {figures} for {area}.", "Gives {figures} for {area}."),
    "area rest": ("resten af kommunen", "the rest of the municipality"),
    "area whole": ("hele kommunen", "the whole municipality"),
    "figure base": ("nævner {number}", "base {number}"),
    "figure positive": ("tæller {number}", "counted {number}"),
    "figure value": ("resultat {number} {unit}", "result {number} {unit}"),
    "column weight": ("vægt", "weight"),
    "column area": ("område", "area"),
    "column year": ("år", "year"),
    "empty": ("tomt", "empty"),
    "rest": ("bor i resten af kommunen", "live in the rest of the municipality"),
    "areas": ("bor i et af områderne", "live in one of the areas"),
    "group": ("opfylder: {condition}", "meet: {condition}"),
    "everybody": ("alle", "everybody"),
    "nobody": ("ingen", "nobody"),
    "from to": ("{column} er fra {low} til {high}", "{column} is from {low} to {high}"),
    "is known": ("{column} er oplyst", "{column} is known"),
    "is unknown": ("{column} er ikke oplyst", "{column} is unknown"),
    "is one of": ("{column} er {values}", "{column} is {values}"),
    "is none of": ("{column} er oplyst og er ikke {values}", "{column} is known and is not {values}"),
    "==": ("{left} er {right}", "{left} is {right}"),
    "!=": ("{left} er oplyst og er ikke {right}", "{left} is known and is not {right}"),
    "<": ("{left} er under {right}", "{left} is below {right}"),
    "<=": ("{left} er højst {right}", "{left} is at most {right}"),
    ">": ("{left} er over {right}", "{left} is above {right}"),
    ">=": ("{left} er mindst {right}", "{left} is at least {right}"),
    "and": ("og", "and"),
    "or": ("eller", "or"),
}

# What each measure does, as lines; {names} are the keys of the definition, told in words.
_MEASURES: Mapping[str, tuple[str, str]] = {
    "share": (
        "Tallet er, hvor mange procent tælleren udgør af nævneren.",
        "The figure is the percentage of the base that is counted.",
    ),
    "mean": ("Tallet er gennemsnittet af {value}.", "The figure is the mean of {value}."),
    "mean turned": (
        "Tallet er gennemsnittet af {value}, regnet om, så {low} giver 0 og {high} giver 100.",
        "The figure is the mean of {value}, turned so that {low} gives 0 and {high} gives 100.",
    ),
    "scale": (
        "Tallet er gennemsnittet af svarene på {items}, regnet om, så {low} giver 0 og {high} giver 100.",
        "The figure is the mean of the answers to {items}, turned so that {low} gives 0 and {high} gives "
        "100.",
    ),
    "scale_share": (
        "Tallet er, hvor mange procent der har en sum på mindst {at_least} over {items}. Et ubesvaret "
        "spørgsmål "
        "tæller som personens gennemsnit.",
        "The figure is the percentage with a sum of at least {at_least} over {items}. An unanswered question "
        "counts as the person's mean.",
    ),
    "answered": (
        "En person er med, når mindst {enough} af de {count} spørgsmål er besvaret.",
        "A person takes part when at least {enough} of the {count} questions are answered.",
    ),
    "reversed": (
        "Svarene på {reversed} vendes først, fordi de er formuleret modsat.",
        "The answers to {reversed} are turned first, because they are worded the other way.",
    ),
    "ratio": (
        "Tallet er summen af {numerator} divideret med summen af {denominator}, ganget med {factor}.",
        "The figure is the sum of {numerator} divided by the sum of {denominator}, times {factor}.",
    ),
    "rate": (
        "Tallet er summen af {value} for hver {per} i nævneren.",
        "The figure is the sum of {value} for every {per} in the base.",
    ),
    "rate counted": (
        "Tallet er, hvor mange der tælles, for hver {per} i nævneren.",
        "The figure is how many are counted, for every {per} in the base.",
    ),
    "time": (
        "I nævneren tæller en person den tid, der står i {time}.",
        "In the base a person counts the time given in {time}.",
    ),
    "difference": (
        "Tallet er forskellen mellem to procenttal: tælleren i pct. af nævneren, minus det samme for en "
        "anden "
        "gruppe.",
        "The figure is the difference between two percentages: the counted of the base, minus the same for "
        "another group.",
    ),
    "total": (
        "Tallet er summen af {value}, regnet op til hele befolkningen.",
        "The figure is the sum of {value}, for the whole population.",
    ),
    "total counted": (
        "Tallet er, hvor mange personer i befolkningen der tælles.",
        "The figure is the number of persons in the population who are counted.",
    ),
    "times": ("Det ganges med {factor}.", "It is multiplied by {factor}."),
    "median": (
        "Tallet er medianen af {value}: det mindste svar, som mindst halvdelen højst har.",
        "The figure is the median of {value}: the smallest answer that at least half have at most.",
    ),
    "quantile": (
        "Tallet er det mindste svar på {value}, som mindst en andel på {q} højst har.",
        "The figure is the smallest answer to {value} that at least a share of {q} have at most.",
    ),
    "gini": (
        "Tallet er Gini-koefficienten af {value}: 0, når alle har lige meget, og 100, når én har det hele.",
        "The figure is the Gini coefficient of {value}: 0 when all have the same, and 100 when one has "
        "everything.",
    ),
    "top_share": (
        "Tallet er, hvor mange procent af summen af {value} de øverste {percent} pct. har.",
        "The figure is the percentage of the sum of {value} that the highest {percent} per cent have.",
    ),
    "bottom_share": (
        "Tallet er, hvor mange procent af summen af {value} de nederste {percent} pct. har.",
        "The figure is the percentage of the sum of {value} that the lowest {percent} per cent have.",
    ),
    "minus": (
        "Fratrækkes: nævner {minus_base}; tæller {minus_positive}",
        "Subtracted: base {minus_base}; counted {minus_positive}",
    ),
    "seen_from_outside": (
        "De, der svarer, bor i resten af kommunen. De svarer om hvert område, og {area} står for områdets "
        "navn; "
        "resten selv får deres svar om deres eget kvarter.",
        "Those who answer live in the rest of the municipality. They answer about each area, and {area} "
        "stands "
        "for its name; the rest itself gets their answers about their own district.",
    ),
    "exposure": (
        "For hver person i nævneren regnes, hvor mange procent af de andre på samme sted ({place}) der {to}. "
        "Tallet er gennemsnittet. Steder med færre end {min_size} personer er udeladt.",
        "For each person in the base: the percentage of the others at the same place ({place}) who {to}. "
        "The figure is the mean. Places with fewer than {min_size} persons are left out.",
    ),
    "among": ("De andre på stedet er: {among}", "The others at the place are: {among}"),
    "concentration": (
        "Tallet er, hvor mange procent af nævneren der er et sted ({place}), hvor over {above} pct. {of}.",
        "The figure is the percentage of the base at a place ({place}) where more than {above} per cent "
        "{of}.",
    ),
    "dissimilarity": (
        "Så mange procent af dem, der {of}, skulle skifte sted ({place}), før alle steder havde samme "
        "blanding.",
        "This percentage of those who {of} would have to change place ({place}) before all places had the "
        "same mix.",
    ),
    "distance": (
        "Tallet er, hvor mange procent af områdets beboere der skulle være anderledes, før de var fordelt på "
        "{categories} som beboerne i resten af kommunen.",
        "The figure is the percentage of the area's residents who would have to be different before they "
        "were "
        "spread over {categories} as the residents of the rest are.",
    ),
    "entropy": (
        "Tallet er, hvor jævnt nævneren er fordelt på de {classes} grupper i {category}: 100 er helt jævnt, "
        "0 er "
        "alle i samme gruppe.",
        "The figure is how evenly the base is spread over the {classes} groups of {category}: 100 is all "
        "even, "
        "0 is everybody in one group.",
    ),
}


def _say(key: str, lang: str, **values: object) -> str:
    """Return a text of the table with its values."""
    return _TEXT[key][LANGUAGES.index(lang)].format(**{name: shown(v, lang) for name, v in values.items()})


def _heading(indicator: Indicator, lang: str) -> str:
    """Return title, theme and id."""
    facts = _say("theme", lang, theme=indicator.theme, id=indicator.id)
    if indicator.ours:
        facts += f" ({_say('ours', lang)})"
    return f"{indicator.title[lang]}\n{facts}"


def _facts(indicator: Indicator, lang: str) -> str:
    """Return what holds for all versions, one fact a line."""
    language = LANGUAGES.index(lang)
    unit = UNITS[indicator.unit][language]
    worst, best = (f"{shown(float(post), lang)} {unit}" for post in indicator.goalposts)
    facts = [
        ("source", SOURCES[indicator.source][language]),
        ("reference", indicator.reference),
        ("unit", unit),
    ]
    facts.append(("direction", DIRECTIONS[indicator.direction][language]))
    if indicator.direction != "context":
        facts.append(("scale", _say("goalposts", lang, worst=worst, best=best)))
        facts.append(("weight", shown(float(indicator.weight), lang)))
    if indicator.window > 1:
        facts.append(("window", _say("years averaged", lang, window=indicator.window)))
    if indicator.years is not None:
        facts.append(("years", shown(indicator.years, lang)))
    if indicator.level == "whole":
        facts.append(("level", _say("whole", lang)))
    if indicator.note is not None:
        facts.append(("note", indicator.note[lang]))
    width = max(len(_say(name, lang)) for name, _ in facts)
    return "\n".join(_wrapped(text, f"{_say(name, lang):<{width}}  ") for name, text in facts)


def _rule(indicator: Indicator, version: Version, lang: str) -> str:
    """Return the rule of one version."""
    since, until = str(version.from_year), str(version.to_year)
    key = "rule from" if version.to_year is None else "rule until"
    lines = []
    if version != indicator.versions[0]:
        lines.append(_say("comparable" if version.comparable else "not comparable", lang))
    if version.change:
        lines.append(version.change)
    lines += _measure_lines(version.measure, lang)
    columns = sorted(name.replace(_ANY_AREA, "{area}") for name in version.measure.columns([_ANY_AREA]))
    lines.append(_say("columns", lang, columns=columns))
    return "\n".join([_say(key, lang, since=since, until=until), *(_wrapped(line, "  ") for line in lines)])


def _measure_lines(measure: Measure, lang: str) -> list[str]:
    """Return the rule of a measure, a sentence a line."""
    keys = {
        name: value for name in type(measure).model_fields if (value := getattr(measure, name)) is not None
    }
    words = {name: _key_in_words(name, value, lang) for name, value in keys.items()} | {"area": "{area}"}
    words |= measure.sentence_values()
    lines = [_MEASURES[key][LANGUAGES.index(lang)].format(**words) for key in measure.sentence_keys()]
    lines.append(_say("base", lang, condition=words.get("base", _say("everybody", lang))))
    if "positive" in words:
        lines.append(_say("positive", lang, condition=words["positive"]))
    closing = measure.closing_sentence_keys()
    lines += [_MEASURES[key][LANGUAGES.index(lang)].format(**words) for key in closing]
    return lines


def _key_in_words(name: str, value: Any, lang: str) -> str:
    """Return a key of a measure in words."""
    if name in ("base", "positive", "minus_base", "minus_positive", "among"):
        return condition_in_words(value, lang)
    if name in ("to", "of"):
        if value in ("rest", "areas"):
            return _say(value, lang)
        return _say("group", lang, condition=condition_in_words(value, lang))
    return shown(value, lang)


def _words(expression: Expression, lang: str) -> str:
    """Return an expression in words."""
    if isinstance(expression, And):
        clauses = _and_clauses(expression.parts, lang)
        return f", {_say('and', lang)} ".join(clauses)
    if isinstance(expression, Or):
        return f", {_say('or', lang)} ".join(_clause(part, lang) for part in expression.parts)
    if isinstance(expression, Missing):
        key = "is known" if expression.negated else "is unknown"
        return _say(key, lang, column=expression.column.column)
    if isinstance(expression, In):
        values = _one_of([_operand(value, lang) for value in expression.values], lang)
        key = "is none of" if expression.negated else "is one of"
        return _say(key, lang, column=expression.column.column, values=values)
    if isinstance(expression, Lit):
        return _say("everybody" if expression.value else "nobody", lang)
    left, sign, right = expression.left, expression.op, expression.right
    if isinstance(left, Lit):
        left, sign, right = right, _MIRRORED[sign], left
    return _say(sign, lang, left=_operand(left, lang), right=_operand(right, lang))


_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _and_clauses(parts: Iterable[Expression], lang: str) -> list[str]:
    """Return the clauses of a conjunction, with ``18 <= alder and alder <= 64`` told as one."""
    clauses: list[str] = []
    waiting = list(parts)
    while waiting:
        first = waiting.pop(0)
        span = _span(first, waiting[0], lang) if waiting else None
        if span is not None:
            waiting.pop(0)
        clauses.append(span or _clause(first, lang))
    return clauses


def _span(low: Expression, high: Expression, lang: str) -> str | None:
    """Return "from … to …" when two neighbours are the ends of one interval."""
    if not (isinstance(low, Compare) and isinstance(high, Compare)):
        return None
    ends = isinstance(low.left, Lit) and isinstance(high.right, Lit)
    if not ends or low.op != "<=" or high.op != "<=" or low.right != high.left:
        return None
    assert isinstance(low.right, Name)
    return _say(
        "from to",
        lang,
        column=low.right.column,
        low=_operand(low.left, lang),
        high=_operand(high.right, lang),
    )


def _clause(part: Expression, lang: str) -> str:
    """Return a part of a longer condition, in brackets when it has parts itself."""
    words = _words(part, lang)
    return f"({words})" if isinstance(part, (And, Or)) else words


def _operand(operand: Name | Lit, lang: str) -> str:
    """Return a column or a fixed value in words."""
    if isinstance(operand, Name):
        return operand.column
    return str(operand) if isinstance(operand.value, str) else shown(operand.value, lang)


def _one_of(values: list[str], lang: str) -> str:
    """Return values with "or" before the last."""
    if len(values) == 1:
        return values[0]
    return f"{', '.join(values[:-1])} {_say('or', lang)} {values[-1]}"


def _case(indicator: Indicator, case: Case, lang: str) -> str:
    """Return a worked case as a small table with its result."""
    names = [_TEXT.get(f"column {name}", (name, name))[LANGUAGES.index(lang)] for name in case.frame.columns]
    rows = [[_cell(value, lang) for value in row] for row in case.frame.itertuples(index=False, name=None)]
    widths = [max(len(row[i]) for row in [names, *rows]) for i in range(len(names))]
    drawn = [
        "  " + " | ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in [names, *rows]
    ]
    unit = UNITS[indicator.unit][LANGUAGES.index(lang)]
    figures = [
        _say(f"figure {key}", lang, number=case.expect[key], unit=unit)
        for key in ("base", "positive", "value")
        if key in case.expect
    ]
    result = _say("result", lang, figures=figures)
    if case.area is not None:
        area = _TEXT.get(f"area {case.area}", (case.area, case.area))[LANGUAGES.index(lang)]
        result = _say("result of", lang, figures=figures, area=area)
    title = _wrapped(_say("case", lang, name=case.name, year=str(case.year)), "")
    # A unit such as "kr." brings its own full stop.
    return "\n".join([title, *drawn, f"  {result.rstrip('.')}."])


def _wrapped(text: str, start: str) -> str:
    """Return a text in lines that fit a terminal, the later ones under the first."""
    return textwrap.fill(
        text, width=100, initial_indent=start, subsequent_indent=" " * len(start), break_long_words=False
    )


def _cell(value: object, lang: str) -> str:
    """Return a cell; a missing value says that it is."""
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return _say("empty", lang) if missing else shown(value, lang)
