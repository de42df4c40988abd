# Two numeric variables among the items of two groups: equal intercepts beside equal thresholds, and
# an equal regression; theta parameterisation, equal residual variances.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

set.seed(29)
data <- reference_data("../ordered_groups/data.csv")
data$y3 <- round(data$y3 + rnorm(nrow(data)), 6)
data$y6 <- round(5 + 2 * data$y6 + rnorm(nrow(data)), 6)
write.csv(data, case_file("data.csv"), row.names = FALSE)
write_expected(ordered_values(data, paste0("y", c(1, 2, 4, 5, 7, 8)), "WLSMV",
  group = "place", parameterization = "theta",
  group.equal = c("loadings", "thresholds", "intercepts", "regressions", "residuals")
))
