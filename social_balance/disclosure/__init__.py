"""What may be published.

release
    A status from which everything that must not be published has been taken out; the only door to papers.
floor
    The fewest persons that a published count may have.
primary, secondary
    Hidden because it is small; hidden because it would show one that is.
complement
    The persons of the base who are not counted.
hidden
    Missing, with the reason; never 0.
"""
