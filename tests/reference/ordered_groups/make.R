# Two groups, nothing equal.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

set.seed(11)
data <- two_group_items(list(c(-1, 0, 0.9), c(-0.6, 0.5), c(-1.1, -0.2, 0.5, 1.4), 0.3))
write_expected(ordered_values(data, paste0("y", 1:8), "WLSMV", group = "place"))
