# DWLS in two schools, equal loadings and intercepts.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), 
  estimator = "DWLS", group = "school", group.equal = c("loadings", "intercepts")
)
write_expected(c(
  sem_values(fit, "holzinger", list(
    estimator = "DWLS", group = "school", equal = I(c("loadings", "intercepts"))
  )),
  list(modification_indices = modification_values(fit))
))
