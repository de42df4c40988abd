# The same in two groups with equal loadings and thresholds.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

file <- "../ordered_pairwise/data.csv"
write_expected(ordered_values(reference_data(file), paste0("y", 1:8), "WLSMV",
  missing = "pairwise", group = "place", group.equal = c("loadings", "thresholds"),
  file = file
))
