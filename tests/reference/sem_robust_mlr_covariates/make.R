# MLR with observed predictors.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), estimator = "MLR")
write_expected(sem_values(fit, "holzinger", list(estimator = "MLR")))
