"""Bytes and tables of any engine as columns of few types.

engine
    What holds a table and works on it: memory (pandas), DuckDB, Polars or Spark.
lazy table
    A table on an engine, seen through Narwhals; its rows stay where they are.
supported type
    int64, float64 with NaN for missing, text as categories, dates: what the other rooms meet.
"""
