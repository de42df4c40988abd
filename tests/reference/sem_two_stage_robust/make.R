# The same with errors that do not rest on normality: lavaan's ML with robust.two.stage.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[tests], tests, 270, 52)
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")

fit <- fit_two_stage(read_model(), reference_data("data.csv"), "robust.two.stage")
write_expected(sem_values(fit, "data.csv", list(estimator = "MLR", missing = "two-stage")))
