# Three correlated factors, scaled by their variances.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"), std.lv = TRUE)
write_expected(sem_values(fit, "holzinger", call = list(std_lv = TRUE)))
