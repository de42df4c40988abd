# MLM in two schools, equal loadings.
source("tests/reference/common.R")
source("tests/reference/sem.R")

schools <- function(...) {
  fit_lavaan(read_model(), reference_data("holzinger"), estimator = "MLM", group = "school", ...)
}
fit <- schools(group.equal = "loadings")
write_expected(sem_values(fit, "holzinger",
  list(estimator = "MLM", group = "school", equal = I("loadings"))
))
