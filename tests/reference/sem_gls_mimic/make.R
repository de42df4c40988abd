# GLS with observed predictors, whose moments are given.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), estimator = "GLS")
write_expected(c(
  sem_values(fit, "holzinger", list(estimator = "GLS")),
  list(modification_indices = modification_values(fit))
))
