# Theta parameterisation of the answers of ordered_inference_wlsmv.
source("tests/reference/common.R")
source("tests/reference/ordered_inference.R")

file <- "../ordered_inference_wlsmv/data.csv"
data <- reference_data(file)
write_expected(inference_values(data, names(data), "WLSMV",
  parameterization = "theta", scores = TRUE, file = file
))
