# WLSMV of 20 items with five categories, N = 500: the reference work for speed.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

set.seed(20)
cuts <- list(c(-1.3, -0.4, 0.5, 1.2), c(-0.9, 0, 0.6, 1.4))
data <- factor_items(500, 20, cuts, factors = 4)
write_expected(ordered_values(data, names(data), "WLSMV"))
