"""A first codebook for a survey: roles, scales and constructs, proposed from names and answers."""
