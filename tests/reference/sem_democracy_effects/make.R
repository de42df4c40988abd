# Loadings equal over time, defined parameters, and the test against the free model.
source("tests/reference/common.R")
source("tests/reference/sem.R")

data <- reference_data("democracy")
fit <- fit_lavaan(read_model(), data)
free <- fit_lavaan(read_model("../sem_democracy/model.lav"), data)
write_expected(c(
  sem_values(fit, "democracy"),
  list(modification_indices = modification_values(fit), comparison = comparison_values(fit, free))
))
