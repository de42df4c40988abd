"""One run for a timer: locked, published as a whole or not at all, and told in one record."""
