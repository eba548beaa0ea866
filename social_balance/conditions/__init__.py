"""The language of conditions: a text such as ``18 <= alder <= 64 and q12 in (1, 2)`` read and evaluated.

A condition is parsed and never executed. It knows comparisons (also chained), ``in``, ``not in``, ``and``,
``or``, parentheses, ``is missing`` and ``is not missing``; there are no calls and no arithmetic. A comparison
with a missing value is not true, and neither is its opposite.
"""
