"""What can be measured, as numbers a person.

measure
    A statistic that a definition may name, such as a share; an object of its family's class.
family
    Measures made in one way: ratios of totals, totals, ratings, distributions, compositions.
person variable
    A number for every person, from a condition or a column: numerator or denominator of a ratio.
base, positive
    Who is in the denominator (nævner), and who of them counts in the numerator (tæller).
composition
    A measure that depends on who else is there, such as exposure or dissimilarity.
"""
