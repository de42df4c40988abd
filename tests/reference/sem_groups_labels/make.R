# Modifiers for each group, labels across groups, regressions held equal by class, definitions.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"),
  group = "school", group.equal = c("regressions", "loadings")
)
write_expected(sem_values(fit, "holzinger",
  list(group = "school", equal = I(c("regressions", "loadings")))
))
