# Scaling factors in the text: fixed, free, named; thresholds equal by labels.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

file <- "../ordered_groups/data.csv"
write_expected(ordered_values(reference_data(file), paste0("y", 1:8), "WLSMV", group = "place",
  file = file
))
