# Partial scalar invariance: two intercepts differ between the schools, factor means are free.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"),
  group = "school", group.equal = c("loadings", "intercepts"), group.partial = c("x3~1", "x7~1")
)
call <- list(
  group = "school", equal = I(c("loadings", "intercepts")), free = I(c("x3 ~ 1", "x7 ~ 1"))
)
write_expected(c(
  sem_values(fit, "holzinger", call),
  list(modification_indices = modification_values(fit))
))
