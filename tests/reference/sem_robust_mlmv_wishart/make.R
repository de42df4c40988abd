# MLMV, divisor N - 1.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), estimator = "MLMV", likelihood = "wishart")
write_expected(sem_values(fit, "holzinger", list(estimator = "MLMV", convention = "wishart")))
