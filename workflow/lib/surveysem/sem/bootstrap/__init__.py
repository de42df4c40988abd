"""Refits to resamples, compiled where they can be."""
