# GLS, structural model.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("democracy"), estimator = "GLS")
write_expected(sem_values(fit, "democracy", list(estimator = "GLS")))
