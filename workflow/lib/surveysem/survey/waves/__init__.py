"""Waves of one study, set beside each other."""
