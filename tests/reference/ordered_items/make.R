# Items with 2 to 7 categories, one of them answered once: thresholds, polychorics, covariance.
source("tests/reference/common.R")
source("tests/reference/ordered.R")

set.seed(11)
data <- simulate_items(300, list(
  trust_1 = c(-1.5, -0.8, 0, 0.9, 1.6), trust_2 = c(-0.4), trust_3 = c(-1, 1),
  trust_4 = c(-1.8, -1.1, -0.4, 0.3, 1, 1.7), trust_5 = c(0, 0.7), trust_6 = c(-0.9, 0.2, 2.2)
))
write_expected(
  c(two_step_values(data, names(data)), list(psych = psych_values(data))),
  packages = "psych"
)
