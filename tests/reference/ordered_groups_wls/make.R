# WLS, equal loadings and thresholds, standardised factors.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

file <- "../ordered_groups/data.csv"
write_expected(ordered_values(reference_data(file), paste0("y", 1:8), "WLS",
  group = "place", group.equal = c("loadings", "thresholds"), std.lv = TRUE,
  file = file
))
