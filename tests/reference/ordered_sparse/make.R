# Seven categories and 90 respondents: most two-way tables have empty cells.
source("tests/reference/common.R")
source("tests/reference/ordered.R")

set.seed(90)
cuts <- c(-1.8, -1.1, -0.4, 0.3, 1, 1.7)
data <- simulate_items(90, list(perf_1 = cuts, perf_2 = cuts - 0.3, perf_3 = cuts + 0.3, perf_4 = cuts))
write_expected(two_step_values(data, names(data)))
