"""Papers: one document model, and the files it is written as.

document
    Sections of paragraphs, tables and pictures, without a format.
paper
    A document for somebody, such as the report or its tables.
format
    How a paper is written to a file; one writer each, in a registry.
manifest
    The list of files that were written.
"""
