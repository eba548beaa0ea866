"""The yearly job: configuration in, status out.

A *configuration* names the sources and what is asked of them. A *wave* is one year's delivery of a survey. A
*status* is everything one configuration gives, before it is decided what may be published; its *tables* are
what figures and reports are made of.
"""
