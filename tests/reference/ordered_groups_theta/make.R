# Theta parameterisation: residual variances of the second group are free but the first two of y5 and y6, which are held.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

file <- "../ordered_groups/data.csv"
write_expected(ordered_values(reference_data(file), paste0("y", 1:8), "WLSMV",
  group = "place", group.equal = c("loadings", "thresholds"), parameterization = "theta",
  file = file
))
