# MLR with an equation, an active and an inactive bound.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_constrained(read_model(), reference_data("holzinger"), estimator = "MLR")
values <- constrained_values(fit, "holzinger", list(estimator = "MLR"))
values$wald <- wald_values(fit, "s8 == s9\nr == 0.3")
write_expected(values)
