"""Samples from a population, and what a model makes of many of them."""
