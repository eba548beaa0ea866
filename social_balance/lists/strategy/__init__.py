"""A strategy's goals in a text file: its indicators, their figures, and what papers have written of them.

goal
    What a council has decided to reach; it has indicators.
published
    What a paper says of an indicator, held against the figures.
claim
    A judgement, a change or a distance that a paper states.
remark
    Where a claim and the figures do not agree, or can be read in two ways.
"""
