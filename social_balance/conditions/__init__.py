"""The language of conditions and its evaluators.

A condition is a text such as ``18 <= alder <= 64 and q12 in (1, 2)``, parsed and never executed. It knows
comparisons (also chained), ``in``, ``not in``, ``and``, ``or``, parentheses, ``is missing`` and ``is not
missing``; there are no calls and no arithmetic. A comparison with a missing value is not true, and neither is
its opposite.

expression
    The tree that a condition is read into.
leaf
    A single comparison in it.
truth
    Where it is definitely true, row by row [Kleene 1952].
kind
    What a column holds: numbers, texts, dates or something that cannot be compared.
"""
