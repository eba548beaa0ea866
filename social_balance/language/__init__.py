"""What is said to people: faults, words and numbers, each language in a folder of its own.

language
    A folder of text tables (`da`, `en`); all files of a folder are read as one.
table, key
    Where a text stands: ``[faults] DEF003``. Every language has the same tables and keys.
template
    A text with names in braces, filled in where it is told.
fault
    What is wrong with what a person wrote or delivered: an `Issue`, whose code never changes its meaning.
place
    Where it stands: file, line, column, row; worded once, by `Place`.
mark
    How a code is shown: a sign, a tone, a short label and a sentence.
"""
