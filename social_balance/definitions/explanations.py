"""An indicator's rule told in words that need no programming."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from social_balance.conditions.reading import parse
from social_balance.conditions.tree import And, Compare, Expression, In, Lit, Missing, Name, Or
from social_balance.definitions.indicator import Case, Indicator, Version
from social_balance.language.tables import has_text
from social_balance.language.values_in_words import joined, shown
from social_balance.language.words import in_language, phrase

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
    parts = [_heading_lines(indicator, lang), _fact_lines(indicator, lang)]
    parts += [_rule_lines(indicator, version, lang) for version in indicator.versions]
    parts += [_case_table(indicator, case, lang) for case in indicator.cases]
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
    text = _in_words(parse(condition.replace("{area}", _ANY_AREA)), lang)
    return text.replace(_ANY_AREA, "{area}")


_ANY_AREA = "å_any_area_å"  # a name that no area has


def _say_text(key: str, lang: str, **values: object) -> str:
    """Return a text of the table with its values."""
    return phrase("explanations", key, lang, **{name: shown(v, lang) for name, v in values.items()})


def _heading_lines(indicator: Indicator, lang: str) -> str:
    """Return title, theme and id."""
    facts = _say_text("theme", lang, theme=indicator.theme, id=indicator.id)
    if indicator.ours:
        facts += f" ({_say_text('ours', lang)})"
    return f"{in_language(indicator.title, lang)}\n{facts}"


def _fact_lines(indicator: Indicator, lang: str) -> str:
    """Return what holds for all versions, one fact a line."""
    facts = facts_in_words(indicator, lang)
    width = max(len(name) for name, _ in facts)
    return "\n".join(_wrap_lines(text, f"{name:<{width}}  ") for name, text in facts)


def facts_in_words(indicator: Indicator, lang: str) -> list[tuple[str, str]]:
    """Return what holds for all versions of an indicator: what a fact is called, and what it says."""
    unit = phrase("definition_units", indicator.unit, lang)
    worst, best = (f"{shown(float(post), lang)} {unit}" for post in indicator.goalposts)
    facts = [
        ("source", phrase("sources", indicator.source, lang)),
        ("reference", indicator.reference),
        ("unit", unit),
    ]
    facts.append(("direction", phrase("indicator_directions", indicator.direction, lang)))
    if indicator.direction != "context":
        facts.append(("scale", _say_text("goalposts", lang, worst=worst, best=best)))
        facts.append(("weight", shown(float(indicator.weight), lang)))
    if indicator.window > 1:
        facts.append(("window", _say_text("years averaged", lang, window=indicator.window)))
    if indicator.years is not None:
        facts.append(("years", shown(indicator.years, lang)))
    if indicator.level == "whole":
        facts.append(("level", _say_text("whole", lang)))
    if indicator.note is not None:
        facts.append(("note", in_language(indicator.note, lang)))
    return [(_say_text(name, lang), text) for name, text in facts]


def _rule_lines(indicator: Indicator, version: Version, lang: str) -> str:
    """Return the rule of one version."""
    name, lines = rule_in_words(indicator, version, lang)
    return "\n".join([name, *(_wrap_lines(line, "  ") for line in lines)])


def rule_in_words(indicator: Indicator, version: Version, lang: str) -> tuple[str, list[str]]:
    """Return which years a version is the rule of, and the rule, a sentence a line."""
    since = str(version.from_year)
    until = str(version.to_year)
    key = "rule from" if version.to_year is None else "rule until"
    lines = []
    if version != indicator.versions[0]:
        lines.append(_say_text("comparable" if version.comparable else "not comparable", lang))
    if version.change:
        lines.append(version.change)
    lines += _measure_lines(version.measure, lang)
    columns = sorted(name.replace(_ANY_AREA, "{area}") for name in version.measure.columns([_ANY_AREA]))
    lines.append(_say_text("columns", lang, columns=columns))
    return _say_text(key, lang, since=since, until=until), lines


def _measure_lines(measure: Measure, lang: str) -> list[str]:
    """Return the rule of a measure, a sentence a line."""
    keys = {
        name: value for name in type(measure).model_fields if (value := getattr(measure, name)) is not None
    }
    words = {name: _key_in_words(name, value, lang) for name, value in keys.items()} | {"area": "{area}"}
    words |= measure.sentence_values()
    lines = [phrase("measures", key, lang, **words) for key in measure.sentence_keys()]
    lines.append(_say_text("base", lang, condition=words.get("base", _say_text("everybody", lang))))
    if "positive" in words:
        lines.append(_say_text("positive", lang, condition=words["positive"]))
    closing = measure.closing_sentence_keys()
    lines += [phrase("measures", key, lang, **words) for key in closing]
    return lines


def _key_in_words(name: str, value: Any, lang: str) -> str:
    """Return a key of a measure in words."""
    if name in ("base", "positive", "minus_base", "minus_positive", "among"):
        return condition_in_words(value, lang)
    if name in ("to", "of"):
        if value in ("rest", "areas"):
            return _say_text(value, lang)
        return _say_text("group", lang, condition=condition_in_words(value, lang))
    return shown(value, lang)


def _in_words(expression: Expression, lang: str) -> str:
    """Return an expression in words."""
    if isinstance(expression, And):
        clauses = _and_clauses(expression.parts, lang)
        return f", {_say_text('and', lang)} ".join(clauses)
    if isinstance(expression, Or):
        return f", {_say_text('or', lang)} ".join(_clause_in_words(part, lang) for part in expression.parts)
    if isinstance(expression, Missing):
        key = "is known" if expression.negated else "is unknown"
        return _say_text(key, lang, column=expression.column.column)
    if isinstance(expression, In):
        values = joined([_operand_in_words(value, lang) for value in expression.values], lang, last="or")
        key = "is none of" if expression.negated else "is one of"
        return _say_text(key, lang, column=expression.column.column, values=values)
    if isinstance(expression, Lit):
        return _say_text("everybody" if expression.value else "nobody", lang)
    left = expression.left
    sign = expression.op
    right = expression.right
    # A sentence begins with the column: 18 <= alder is told as alder is at least 18.
    if isinstance(left, Lit):
        left, sign, right = right, _MIRRORED[sign], left
    return _say_text(sign, lang, left=_operand_in_words(left, lang), right=_operand_in_words(right, lang))


_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _and_clauses(parts: Iterable[Expression], lang: str) -> list[str]:
    """Return the clauses of a conjunction, with ``18 <= alder and alder <= 64`` told as one."""
    clauses: list[str] = []
    waiting = list(parts)
    while waiting:
        first = waiting.pop(0)
        span = _interval_in_words(first, waiting[0], lang) if waiting else None
        if span is not None:
            waiting.pop(0)
        clauses.append(span or _clause_in_words(first, lang))
    return clauses


def _interval_in_words(low: Expression, high: Expression, lang: str) -> str | None:
    """Return "from … to …" when two neighbours are the ends of one interval."""
    if not (isinstance(low, Compare) and isinstance(high, Compare)):
        return None
    ends = isinstance(low.left, Lit) and isinstance(high.right, Lit)
    if not ends or low.op != "<=" or high.op != "<=" or low.right != high.left:
        return None
    assert isinstance(low.right, Name)
    return _say_text(
        "from to",
        lang,
        column=low.right.column,
        low=_operand_in_words(low.left, lang),
        high=_operand_in_words(high.right, lang),
    )


def _clause_in_words(part: Expression, lang: str) -> str:
    """Return a part of a longer condition, in brackets when it has parts itself."""
    words = _in_words(part, lang)
    return f"({words})" if isinstance(part, (And, Or)) else words


def _operand_in_words(operand: Name | Lit, lang: str) -> str:
    """Return a column or a fixed value in words."""
    if isinstance(operand, Name):
        return operand.column
    return str(operand) if isinstance(operand.value, str) else shown(operand.value, lang)


def _case_table(indicator: Indicator, case: Case, lang: str) -> str:
    """Return a worked case as a small table with its result."""
    names = [_own_word(f"column {name}", str(name), lang) for name in case.frame.columns]
    rows = [
        [_cell_text(value, lang) for value in row] for row in case.frame.itertuples(index=False, name=None)
    ]
    widths = [max(len(row[i]) for row in [names, *rows]) for i in range(len(names))]
    drawn = [
        "  " + " | ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in [names, *rows]
    ]
    unit = phrase("definition_units", indicator.unit, lang)
    figures = [
        _say_text(f"figure {key}", lang, number=case.expect[key], unit=unit)
        for key in ("base", "positive", "value")
        if key in case.expect
    ]
    result = _say_text("result", lang, figures=figures)
    if case.area is not None:
        area = _own_word(f"area {case.area}", case.area, lang)
        result = _say_text("result of", lang, figures=figures, area=area)
    title = _wrap_lines(_say_text("case", lang, name=case.name, year=str(case.year)), "")
    # A unit such as "kr." brings its own full stop.
    return "\n".join([title, *drawn, f"  {result.rstrip('.')}."])


def _own_word(key: str, name: str, lang: str) -> str:
    """Return the word for a column or an area that has one; any other is called what the case calls it."""
    return phrase("explanations", key, lang) if has_text("explanations", key) else name


def _wrap_lines(text: str, start: str) -> str:
    """Return a text in lines that fit a terminal, the later ones under the first."""
    return textwrap.fill(
        text, width=100, initial_indent=start, subsequent_indent=" " * len(start), break_long_words=False
    )


def _cell_text(value: object, lang: str) -> str:
    """Return a cell; a missing value says that it is."""
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return _say_text("empty", lang) if missing else shown(value, lang)
