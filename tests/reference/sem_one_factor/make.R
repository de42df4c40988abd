# Three indicators, no degrees of freedom.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"))
write_expected(sem_values(fit, "holzinger"))
