# The first fifty pupils: one residual variance is negative, and must be reported so.
source("tests/reference/common.R")
source("tests/reference/sem.R")

# lavaan prints and warns about the negative variance at every start.
quietly <- function(value) suppressWarnings({
  capture.output(value)
  value
})

fit <- quietly(fit_lavaan(read_model(), reference_data("holzinger")[1:50, ]))
write_expected(sem_values(fit, "holzinger", rows = c(1L, 50L)))
