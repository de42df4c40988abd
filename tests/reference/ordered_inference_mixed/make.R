# WLSMV of ordered items beside numeric ones.
source("tests/reference/common.R")
source("tests/reference/ordered_inference.R")

set.seed(35)
cuts <- list(c(-1.3, -0.4, 0.5, 1.2), NULL, c(0.2), c(-1, 0, 1))
data <- factor_items(250, 8, cuts)
ordered <- c("y1", "y3", "y4", "y5", "y7", "y8")
write_expected(inference_values(data, ordered, "WLSMV", residuals = FALSE, scores = TRUE))
