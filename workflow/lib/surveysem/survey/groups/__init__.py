"""Structural paths of several groups of respondents."""
