"""Full counts on any engine.

register
    One row per person and year; everyone is there.
model
    "census": a figure is a fact; "superpopulation": it is an estimate of an underlying risk.
cell
    The rows of one area, year and stratum, of which only sums are fetched.
person type
    Persons alike in place, conditions and number, counted together (tallies).
products
    Sums over persons of what their rows of two years have in common: the covariance between years.
"""
