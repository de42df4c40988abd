# MLM with observed predictors, whose moments are given.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), estimator = "MLM")
write_expected(sem_values(fit, "holzinger", list(estimator = "MLM")))
