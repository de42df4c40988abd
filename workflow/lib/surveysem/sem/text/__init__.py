"""Model text: words, expressions, statements."""
