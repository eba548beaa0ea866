"""How people were drawn and weighted.

A *design* names the columns that say how respondents were drawn: *strata* (drawn apart), *psu* (the units
that were drawn, such as households), *population* (units there were to draw from), *weights*. A *sample* is a
design bound to a table. A *margin* is what is known of the population, such as its number by area and age; to
*calibrate* is to change weights as little as possible until the sample hits its margins, and the variance
then rests on *residuals*: what the *auxiliary variables* leave unexplained. A *panel* is waves that share
persons.
"""
