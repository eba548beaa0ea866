"""What a result shows of itself: tables and signs in words, for papers, notebooks and terminals.

part
    A cell, a column, a sign or a table, without a format.
tone
    What decides the colours of a sign; the same in figure, table and text.
view
    A result as a reader meets it: what it is, its state, a table, what to be careful about, what to do next.
state
    Whether what is shown may be published: "ikke frigivet", "fortroligt", or nothing to say.
"""
