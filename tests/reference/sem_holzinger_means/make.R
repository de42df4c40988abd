# Three correlated factors with the means of the items.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"))
write_expected(c(
  sem_values(fit, "holzinger"),
  list(residuals = residual_values(fit))
))
