# Two schools, equal loadings; the test against the model without.
source("tests/reference/common.R")
source("tests/reference/sem.R")

schools <- function(...) fit_lavaan(read_model(), reference_data("holzinger"), group = "school", ...)
fit <- schools(group.equal = "loadings")
write_expected(c(
  sem_values(fit, "holzinger", list(group = "school", equal = I("loadings"))),
  list(
    modification_indices = modification_values(fit),
    comparison = comparison_values(fit, schools())
  )
))
