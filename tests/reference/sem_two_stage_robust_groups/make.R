# Two schools, equal loadings, robust.two.stage.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[c("school", tests)], tests, 300, 54)
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")

fit <- fit_two_stage(read_model(), reference_data("data.csv"), "robust.two.stage",
  group = "school", group.equal = "loadings"
)
write_expected(sem_values(fit, "data.csv",
  list(estimator = "MLR", group = "school", equal = I("loadings"), missing = "two-stage")
))
