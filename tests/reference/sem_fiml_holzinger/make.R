# Three correlated factors, one value in ten missing, one pupil without any.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[tests], tests, 270, 3)
pupils[5, ] <- NA
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")
pupils <- reference_data("data.csv")

fit <- fit_fiml(read_model(), pupils)
write_expected(c(
  sem_values(fit, "data.csv", list(missing = "fiml")),
  list(
    modification_indices = modification_values(fit),
    residuals = residual_values(fit),
    scores = score_values(fit)
  )
))
