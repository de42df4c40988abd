# GLS in two schools, equal loadings.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), 
  estimator = "GLS", group = "school", group.equal = "loadings"
)
write_expected(c(
  sem_values(fit, "holzinger", list(
    estimator = "GLS", group = "school", equal = I("loadings")
  )),
  list(modification_indices = modification_values(fit))
))
