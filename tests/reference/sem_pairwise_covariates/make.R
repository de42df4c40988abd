# Pairwise with observed predictors, some missing: those rows leave; groups of their own means.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[c("school", tests, "ageyr")], tests, 300, 42)
pupils <- with_holes(pupils, "ageyr", 12, 43)
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")

fit <- fit_lavaan(read_model(), reference_data("data.csv"),
  missing = "pairwise", group = "school", group.equal = "loadings"
)
write_expected(sem_values(fit, "data.csv",
  list(group = "school", equal = I("loadings"), missing = "pairwise")
))
