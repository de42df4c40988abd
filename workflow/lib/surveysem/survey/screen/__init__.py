"""What a careful reader looks at before any model: gaps, respondents, distributions, the sample."""
