# Latent regressions with observed covariates.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"))
write_expected(c(
  sem_values(fit, "holzinger"),
  list(residuals = residual_values(fit))
))
