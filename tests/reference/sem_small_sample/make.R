# Forty pupils, rows 101 to 140.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger")[101:140, ])
write_expected(sem_values(fit, "holzinger", rows = c(101L, 140L)))
