# Three correlated factors, divisor N - 1.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), likelihood = "wishart")
write_expected(c(
  sem_values(fit, "holzinger", call = list(convention = "wishart")),
  list(modification_indices = modification_values(fit), residuals = residual_values(fit))
))
