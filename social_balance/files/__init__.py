"""Bytes and tables of any engine as columns of few types."""
