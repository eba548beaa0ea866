"""The yearly job: configuration in, status out.

configuration
    The text file that names the data and what is asked of them.
wave
    One survey of one year.
status
    All estimates of a year's job, and the flat tables that papers are made of.
"""
