"""The language of conditions: a text such as ``18 <= alder <= 64 and q12 in (1, 2)`` read and evaluated.

A condition is parsed and never executed. It knows comparisons (also chained), ``in``, ``not in``, ``and``,
``or``, parentheses, ``is missing`` and ``is not missing``; there are no calls and no arithmetic. A comparison
with a missing value is not true, and neither is its opposite.
"""

from __future__ import annotations

from social_balance.expressions.engines import holds_text, kinds, stripped, to_narwhals, true_or_unknown
from social_balance.expressions.memory import Conditions, truth
from social_balance.expressions.reading import parse
from social_balance.expressions.tree import (
    And,
    Compare,
    Expression,
    In,
    Lit,
    Missing,
    Name,
    Or,
    both,
    columns,
    joined,
    negation,
)

__all__ = [
    "And",
    "Compare",
    "Conditions",
    "Expression",
    "In",
    "Lit",
    "Missing",
    "Name",
    "Or",
    "both",
    "columns",
    "holds_text",
    "joined",
    "kinds",
    "negation",
    "parse",
    "stripped",
    "to_narwhals",
    "true_or_unknown",
    "truth",
]
