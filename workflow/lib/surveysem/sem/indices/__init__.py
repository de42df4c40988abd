"""Fit indices and the chi-squares they rest on."""
