# WLS with observed predictors, whose moments are given.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), estimator = "WLS")
write_expected(c(
  sem_values(fit, "holzinger", list(estimator = "WLS")),
  list(modification_indices = modification_values(fit))
))
