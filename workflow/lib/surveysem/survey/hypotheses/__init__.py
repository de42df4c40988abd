"""Verdicts on hypotheses, and published claims set against them."""
