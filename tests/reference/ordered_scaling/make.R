# Scaling factors in the text of one group: held, and free where two thresholds are held.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

set.seed(23)
data <- factor_items(400, 6, list(c(-1.3, -0.4, 0.5, 1.2), c(-0.5, 0.9), c(-1, 0, 1)), factors = 1)
write_expected(ordered_values(data, names(data), "WLSMV"))
