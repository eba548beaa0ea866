"""What the next survey can show.

A *plan* holds how many are asked and what is taken for granted (its *assumptions*). The *spread* of an area
on a theme is the standard deviation between persons times the root of the design effect. A change or a
narrowing is *detectable* when a test finds it with the *power* wanted; *needed* is how many answers it takes.
"""
