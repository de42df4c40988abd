# Unweighted least squares.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), estimator = "ULS")
write_expected(c(
  sem_values(fit, "holzinger", list(estimator = "ULS")),
  list(modification_indices = modification_values(fit))
))
