# MLR with missing values.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[tests], tests, 300, 31)
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")

fit <- fit_fiml(read_model(), reference_data("data.csv"), estimator = "MLR")
write_expected(c(
  sem_values(fit, "data.csv", list(estimator = "MLR", missing = "fiml")),
  list(residuals = residual_values(fit), scores = score_values(fit))
))
