"""The names that stand for an area by its part in a comparison, in tables, files and measures."""

REST = "rest"
WHOLE = "whole"
OWN_DISTRICT = "eget"  # fills {area} when residents of the rest rate the district they live in
