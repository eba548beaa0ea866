"""Figures with their joint covariance, from persons.

figure
    An estimated value with its labels: measure, area, year.
estimates
    A vector of figures and their covariance matrix: the one shape that every result has.
influence
    A person's part in a figure's uncertainty (linearised value, z) [Binder 1983].
domain
    The persons that a figure is about; the design is kept whole for every domain.
degrees of freedom
    How well a variance is known; they travel with the row.
base, effective base
    How many persons a figure rests on, as counted and as a simple random sample would have them.
"""
