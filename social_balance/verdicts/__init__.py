"""Index, gap, verdict, and the words for them.

score
    An indicator on its goalposts, 0–100, higher is better.
index
    The weighted mean of a theme's scores in an area and year.
development
    The change of an index from one year to another.
gap, narrowing
    Reference minus area; the gap before less the gap after, so that positive is better.
state
    What a test says of one change: better, worse, unchanged or undecided.
verdict
    The area's own state joined with that of its gap.
claim
    Several states asserted at once, tested by an intersection–union test.
family
    The tests that are read together, and corrected together.
basis
    The indicators that a row rests on.
"""
