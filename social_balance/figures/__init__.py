"""Pictures of the Årsstatus: functions of a release that return the axes they drew on.

style
    Sizes, colours and fonts that all figures share.
mark
    Sign, word and colour of a verdict, the same in figure, table and text.
"""
