# Each covariance from the pupils who show both tests; one pupil without any.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[tests], tests, 270, 41)
pupils[7, ] <- NA
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")

fit <- fit_lavaan(read_model(), reference_data("data.csv"), missing = "pairwise")
write_expected(c(
  sem_values(fit, "data.csv", list(missing = "pairwise")),
  list(residuals = residual_values(fit), modification_indices = modification_values(fit))
))
