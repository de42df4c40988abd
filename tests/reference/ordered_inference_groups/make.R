# Two groups with equal loadings, WLSMV.
source("tests/reference/common.R")
source("tests/reference/ordered_inference.R")

file <- "../ordered_groups/data.csv"
write_expected(inference_values(reference_data(file), paste0("y", 1:8), "WLSMV",
  group = "place", group.equal = "loadings", scores = TRUE, file = file
))
