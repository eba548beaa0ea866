"""What an agency sends, as answers.

delivery
    A file as it was sent: survey, register or counts.
format
    How a file is written (SPSS, Stata, CSV, Excel, Parquet), told by its bytes and its ending.
answer
    A valid code of a question; everything else is missing, with the reason beside it.
codebook
    What the columns of a delivery are called here, what their codes mean and who was asked.
nonresponse
    A person or an answer that is not there.
"""
