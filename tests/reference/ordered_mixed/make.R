# Ordered items beside numeric variables: polyserial and product-moment correlations.
source("tests/reference/common.R")
source("tests/reference/ordered.R")

set.seed(5)
data <- simulate_items(200, list(
  item_1 = c(-1, 0, 1), size = NULL, item_2 = c(0.3), age = NULL,
  item_3 = c(-2, 0, 0.5, 2), item_4 = c(1.9)
))
write_expected(two_step_values(data, grep("item", names(data), value = TRUE)))
