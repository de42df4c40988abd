# WLSMV with thresholds held, named and equal, a residual covariance, a regression of factors.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

set.seed(7)
cuts <- list(c(-1.3, -0.4, 0.5, 1.2), c(-0.5, 0.9), c(0.2), c(-1, 0, 1))
data <- factor_items(400, 8, cuts)
write_expected(ordered_values(data, names(data), "WLSMV"))
