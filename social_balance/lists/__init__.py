"""The ministry's criteria, targets, complaints and printed arithmetic: figures in, judgement out.

list
    Housing areas that meet the law's criteria in a year.
criterion, threshold
    What is compared, and with what.
target
    A level or a direction that an indicator is to reach.
complaint
    A decision that was tried again: upheld, changed or sent back.
"""
