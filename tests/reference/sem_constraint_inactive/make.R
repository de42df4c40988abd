# Bounds that the free model satisfies: nothing changes.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_constrained(read_model(), reference_data("holzinger"))
values <- constrained_values(fit, "holzinger")
values$modification_indices <- modification_values(fit)
write_expected(values)
