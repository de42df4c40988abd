# Answers missing at random places, one respondent with none: thresholds and correlations pairwise.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

data <- with_holes(reference_data("../ordered_groups/data.csv"), paste0("y", 1:8), 500, seed = 4)
data[5, paste0("y", 1:8)] <- NA
write.csv(data, case_file("data.csv"), row.names = FALSE, na = "")
write_expected(ordered_values(data, paste0("y", 1:8), "WLSMV", missing = "pairwise"))
