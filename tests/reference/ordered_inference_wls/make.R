# WLS with the full weight matrix.
source("tests/reference/common.R")
source("tests/reference/ordered_inference.R")

set.seed(134)
cuts <- list(c(-0.5, 0.9), c(-1, 0, 1))
data <- factor_items(600, 6, cuts)
write_expected(inference_values(data, names(data), "WLS"))
