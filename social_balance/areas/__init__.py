"""Which area a name means, and when.

area
    A housing area that is followed; it has an id, a name, other names and parts.
rest, whole
    Everyone outside the areas, and the whole municipality of which the areas are part.
part
    A block that belongs to an area, in some years or in all.
drawing
    How the areas were bounded in a year.
residence
    The area where a person lived on a date.
"""
