# Three factors in two groups: labels make the regressions equal; thresholds, loadings, factor means equal.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

file <- "../ordered_groups/data.csv"
write_expected(ordered_values(reference_data(file), paste0("y", 1:8), "ULSMV",
  group = "place", group.equal = c("loadings", "thresholds", "means", "lv.variances"), file = file
))
