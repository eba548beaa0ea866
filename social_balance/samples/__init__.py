"""How people were drawn and weighted.

design
    Weights, strata, sampling units and population sizes of a survey.
stratum, PSU
    The groups that were drawn from separately, and the primary sampling units drawn in each.
lonely PSU
    The only unit of its stratum, which shows no variance of its own.
margin
    Known totals of the population, over the categories of some columns.
calibration
    The smallest change of weights that makes a sample agree with margins [Deville & Särndal 1992].
panel
    Waves that share persons.
replicate
    One of many sets of weights from whose spread a variance is read.
"""
