# Two active bounds and one that is not, beside an equation.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_constrained(read_model(), reference_data("holzinger"))
values <- constrained_values(fit, "holzinger")
values$modification_indices <- modification_values(fit)
write_expected(values)
