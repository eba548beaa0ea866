"""What the columns of a delivery are called here, and what their codes mean.

column
    One question: the name in the file, the name here, its codes with labels, and which are no answers.
battery
    Items on one scale that are read together.
drift
    What two waves call the same things otherwise.
"""
