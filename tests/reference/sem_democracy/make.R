# Bollen's model, residuals correlated over time.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("democracy"))
write_expected(c(
  sem_values(fit, "democracy"),
  list(modification_indices = modification_values(fit))
))
