"""An indicator as a text file, and its own tests.

indicator
    One measured thing with one rule, in one TOML file.
version
    The rule from a year on; a new one says whether figures before it can be compared.
case
    A worked example in the file: a few rows and the figure that they give. It is also a test.
theme
    A folder of indicators and its ``tema.toml``.
catalogue
    All themes of a folder.
"""
