# WLS with the full weight matrix.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

set.seed(4)
cuts <- list(c(-1.3, -0.4, 0.5, 1.2), c(-0.5, 0.9), c(0.2), c(-1, 0, 1))
data <- factor_items(700, 8, cuts)
write_expected(ordered_values(data, names(data), "WLS"))
