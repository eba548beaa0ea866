"""What may be published.

A *count* is a number of persons in one indicator, area and year: those counted, or the base. A *figure* is
what is published of one or more of them. A *relation* is a sum that everybody knows. A figure is hidden for
its own sake when those beneath it are few, or for the sake of others that it would show. The *pattern* is
what a release hides; the *attack* is what others can make of the rest.
"""
