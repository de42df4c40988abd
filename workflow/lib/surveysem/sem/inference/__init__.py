"""What an estimated model says: tables, effects, residuals, comparisons."""
