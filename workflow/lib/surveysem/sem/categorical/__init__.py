"""Models of ordered items: least squares on thresholds and polychoric correlations."""
