# Two schools: equations across groups, an active bound between regressions.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_constrained(read_model(), reference_data("holzinger"), group = "school")
values <- constrained_values(fit, "holzinger", list(group = "school"))
values$wald <- wald_values(fit, "a1 == a2\nd1 == d2")
write_expected(values)
