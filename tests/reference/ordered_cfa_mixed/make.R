# WLSMV of ordered items beside numeric ones.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

set.seed(5)
cuts <- list(c(-1.3, -0.4, 0.5, 1.2), NULL, c(0.2), c(-1, 0, 1))
data <- factor_items(350, 8, cuts)
write_expected(ordered_values(data, c("y1", "y3", "y4", "y5", "y7", "y8"), "WLSMV"))
