"""What a printed paper says of its own figures, held against the figures themselves.

paper
    Passages and tables with the places they stand in, whatever the format.
quantity
    A printed number with its unit, its decimals and where it stands.
skeleton
    A sentence in small letters with every number, date and reference replaced by a mark.
check
    From a sentence, a passage, a table or a paper to remarks of some kinds.
remark
    What is doubtful, where, what it is by computation, and how certain that is.
"""
