# Diagonally weighted least squares of numeric items.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), estimator = "DWLS")
write_expected(c(
  sem_values(fit, "holzinger", list(estimator = "DWLS")),
  list(modification_indices = modification_values(fit))
))
