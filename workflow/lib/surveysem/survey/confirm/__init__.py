"""Reliability and validity of the constructs."""
