# MLR in two schools, equal loadings and intercepts.
source("tests/reference/common.R")
source("tests/reference/sem.R")

schools <- function(...) {
  fit_lavaan(read_model(), reference_data("holzinger"),
    estimator = "MLR", group = "school", group.equal = c(...)
  )
}
fit <- schools("loadings", "intercepts")
call <- list(estimator = "MLR", group = "school", equal = I(c("loadings", "intercepts")))
write_expected(sem_values(fit, "holzinger", call))
