# Two schools with missing values, equal loadings and intercepts.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[c("school", tests)], tests, 300, 21)
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")

fit <- fit_fiml(read_model(), reference_data("data.csv"),
  group = "school", group.equal = c("loadings", "intercepts")
)
write_expected(c(
  sem_values(fit, "data.csv",
    list(group = "school", equal = I(c("loadings", "intercepts")), missing = "fiml")
  ),
  list(modification_indices = modification_values(fit))
))
