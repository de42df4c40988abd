# DWLS: the difference of its plain tests.
source("tests/reference/common.R")
source("tests/reference/ordered_inference.R")

set.seed(133)
cuts <- list(c(-0.5, 0.9), c(-1, 0, 1))
data <- factor_items(300, 6, cuts)
write_expected(inference_values(data, names(data), "DWLS"))
