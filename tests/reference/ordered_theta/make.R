# Theta parameterisation beside a numeric variable: a residual covariance, a residual variance held.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

set.seed(19)
data <- factor_items(400, 8, list(c(-1.3, -0.4, 0.5, 1.2), c(-0.5, 0.9), c(-1, 0, 1), c(0.2)))
data$y6 <- round(data$y6 + rnorm(400), 6)
write.csv(data, case_file("data.csv"), row.names = FALSE)
write_expected(ordered_values(data, setdiff(names(data), "y6"), "WLSMV", parameterization = "theta"))
