# Satorra-Bentler, structural model with equal loadings.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("democracy"), estimator = "MLM")
write_expected(c(
  sem_values(fit, "democracy", list(estimator = "MLM")),
  list(residuals = residual_values(fit))
))
