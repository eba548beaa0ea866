"""Figures with their joint covariance, from persons."""
