"""What the command line shows beside the results: help that teaches, and the state of the machine.

help
    The texts of a command in the reader's language, with examples that run.
doctor
    Which versions, extras, fonts, engines and how much memory there are.
remark
    What is no fault and yet worth a look, such as a question that changed between two waves.
"""
