"""Counts that others have made."""
