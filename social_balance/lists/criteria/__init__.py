"""The ministry's criteria for housing areas: which lists an area is on, and the way out.

rule
    Which thresholds hold in a year, and how many must be passed.
reading
    A figure as the rule compares it, such as a mean of two years.
way out
    By how much a figure would have to change for the area to leave the list.
"""
