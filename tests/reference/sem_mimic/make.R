# Multiple indicators, multiple causes.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"))
write_expected(c(
  sem_values(fit, "holzinger"),
  list(modification_indices = modification_values(fit))
))
