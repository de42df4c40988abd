"""Compiled refits; everything here needs numba, so that it is imported where it is used."""
