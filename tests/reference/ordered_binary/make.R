# Two-way tables of 2 x 2, two of them with an empty cell that lavaan fills with 1/2.
source("tests/reference/common.R")
source("tests/reference/ordered.R")

set.seed(4)
data <- simulate_items(80, list(
  yes_1 = -1.2, yes_2 = 0.1, yes_3 = 1.3, yes_4 = 0.4
), loading = 0.85)
write_expected(two_step_values(data, names(data)))
