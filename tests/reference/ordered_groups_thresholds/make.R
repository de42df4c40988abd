# Equal loadings and thresholds but those of y2: scaling factors and factor means are free.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

file <- "../ordered_groups/data.csv"
write_expected(ordered_values(reference_data(file), paste0("y", 1:8), "WLSMV",
  group = "place", group.equal = c("loadings", "thresholds"),
  group.partial = c("f=~y2", "y2|t1"),
  file = file
))
