"""Whether a condition fits the columns that it meets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from social_balance.conditions.tree import (
    Compare,
    Expression,
    In,
    columns_read,
    comparisons_of,
    literals_of,
    names_of,
)
from social_balance.language.faults import InputError, Issue, Place, Word, suggest


def require_columns(expression: Expression, kinds: Mapping[str, str], known: Iterable[Any]) -> None:
    """Raise every fault of the columns that a condition meets."""
    names = sorted(str(name) for name in known)
    issues = [
        Issue("EXP020", place=Place.column(name), found=name,
              values={"known": names, "suggestion": suggest(name, names)})
        for name in sorted(columns_read(expression) - set(kinds))
    ]  # fmt: skip
    for leaf in comparisons_of(expression):
        if isinstance(leaf, (Compare, In)):
            issues += [issue for issue in _kind_clashes(leaf, kinds) if issue not in issues]
    if issues:
        raise InputError(issues)


def _kind_clashes(leaf: Compare | In, kinds: Mapping[str, str]) -> list[Issue]:
    """List the faults of one comparison: numbers with text, or what cannot be compared."""
    sides = [(Place.column(name.column), kinds.get(name.column, "empty")) for name in names_of(leaf)]
    fixed = literals_of(leaf)
    other = sides[-1][1] if not fixed else "texts" if isinstance(fixed[0].value, str) else "numbers"
    issues = []
    for place, kind in sides:
        if kind == "mixed":
            issues.append(Issue("EXP022", place=place))
        elif kind in ("dates", "other"):
            issues.append(Issue("EXP023", place=place, values={"kind": Word(kind)}))
        elif {kind, other} == {"numbers", "texts"}:
            values = {"kind": Word(kind), "other": Word(other), "condition": str(leaf)}
            issues.append(Issue("EXP021", place=place, values=values))
    return issues
