# Two schools, equal loadings and intercepts.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[c("school", tests)], tests, 300, 53)
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")

fit <- fit_two_stage(read_model(), reference_data("data.csv"), "two.stage",
  group = "school", group.equal = c("loadings", "intercepts")
)
write_expected(sem_values(fit, "data.csv",
  list(group = "school", equal = I(c("loadings", "intercepts")), missing = "two-stage")
))
