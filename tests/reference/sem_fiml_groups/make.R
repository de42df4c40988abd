# Two schools with missing values, nothing equal: residuals and scores of each.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[c("school", tests)], tests, 270, 22)
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")

fit <- fit_fiml(read_model(), reference_data("data.csv"), group = "school")
write_expected(c(
  sem_values(fit, "data.csv", list(group = "school", missing = "fiml")),
  list(residuals = residual_values(fit), scores = score_values(fit))
))
