# Score tests of loadings and intercepts that are equal in two schools; of an added covariance.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"),
  group = "school", group.equal = c("loadings", "intercepts")
)
values <- sem_values(fit, "holzinger",
  list(group = "school", equal = I(c("loadings", "intercepts")))
)
values$score <- list(score_values(fit), score_values(fit, "x1 ~~ x4"))
write_expected(values)
