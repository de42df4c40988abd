# Observed predictors, some missing: those rows leave, since the moments of predictors are given.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[c(tests, "ageyr", "sex")], tests, 400, 11)
pupils <- with_holes(pupils, "ageyr", 12, 12)
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")

fit <- fit_fiml(read_model(), reference_data("data.csv"))
write_expected(c(
  sem_values(fit, "data.csv", list(missing = "fiml")),
  list(residuals = residual_values(fit), modification_indices = modification_values(fit))
))
