"""Papers other than the report itself: each a function from released tables to a document.

case text
    What a committee is asked to treat: the council's headings, figures filled in, the rest left to people.
annex
    A paper that the case text points at.
"""
