# WLSMV of a second-order factor and a defined parameter.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

set.seed(6)
cuts <- list(c(-1.3, -0.4, 0.5, 1.2), c(-0.5, 0.9), c(0.2), c(-1, 0, 1))
data <- factor_items(500, 12, cuts, factors = 4)
write_expected(ordered_values(data, names(data), "WLSMV"))
