# Theta parameterisation, residual variances equal too, DWLS.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

file <- "../ordered_groups/data.csv"
write_expected(ordered_values(reference_data(file), paste0("y", 1:8), "DWLS",
  group = "place", group.equal = c("loadings", "thresholds", "residuals"),
  parameterization = "theta",
  file = file
))
