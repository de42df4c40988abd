# WLSMV of two factors that fit badly: difference test, modification indices, residuals, scores.
source("tests/reference/common.R")
source("tests/reference/ordered_inference.R")

set.seed(31)
cuts <- list(c(-1.3, -0.4, 0.5, 1.2), c(-0.5, 0.9), c(0.2), c(-1, 0, 1))
data <- factor_items(250, 8, cuts)
write_expected(inference_values(data, names(data), "WLSMV", scores = TRUE))
