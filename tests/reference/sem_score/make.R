# Score tests of equal labels and of a held value; of added parameters.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"))
values <- sem_values(fit, "holzinger")
values$score <- list(score_values(fit), score_values(fit, "visual =~ x7 + x9\nx1 ~~ x2\nx7 ~~ x8"))
values$wald <- wald_values(fit, "a == b\nb*e == 0.5")
write_expected(values)
