"""Counts that others have made.

cell
    One number of a published table, and where it stands.
dimension
    One side of a table, with its categories.
total
    A category that is the sum of others, and never a part beside them.
symbol
    What stands in a cell instead of a number, and says why.
counts
    Numerators and denominators by indicator, area and year.
"""
