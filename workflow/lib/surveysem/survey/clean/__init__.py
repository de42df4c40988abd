"""From the raw file to the analysed items."""
