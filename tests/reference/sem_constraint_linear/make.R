# Linear equations: effect coding of two factors, which are not identified otherwise, and two more.
source("tests/reference/common.R")
source("tests/reference/sem.R")

# lavaan's check of the information does not see the constraints here and warns
fit <- suppressWarnings(fit_constrained(read_model(), reference_data("holzinger")))
values <- constrained_values(fit, "holzinger")
values$modification_indices <- modification_values(fit)
values$wald <- wald_values(fit, "a1 == a2\nb2 == 1.1*b3")
values$score <- list(score_values(fit), score_values(fit, "visual =~ x5 + x9\nx1 ~~ x4"))
write_expected(values)
