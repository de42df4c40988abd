"""The study as people write it: configuration, codebook, hypotheses, models, waves."""
