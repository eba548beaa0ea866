"""What can be measured, as numbers a person.

A *measure* is a rule that a definition names, such as a share of a base. Its *family* says how it is made of
persons (see `social_balance.measures.registry`). A *person variable* is a number for every person: 1 or 0, or
an amount. A *term* is one ratio of totals of two of them. *Cells* are alike persons counted together.
"""
