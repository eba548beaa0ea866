"""What the next survey can show.

detectable change
    The smallest true change that a test finds as often as wanted.
power
    How often it is found.
design effect
    How much larger a variance is than that of a simple random sample of the size.
spread
    The standard deviation of a score among persons, read off earlier waves.
"""
