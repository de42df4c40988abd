# Equations between products, quotients of defined parameters, and a bound that is not active.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_constrained(read_model(), reference_data("democracy"))
values <- constrained_values(fit, "democracy")
values$wald <- wald_values(fit, "a*b == c\nl4^2 == 1")
write_expected(values)
