# WLSMV under a product, a difference of thresholds, an active bound and one that is not.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

data <- read.csv(file.path(dirname(case_folder()), "ordered_constraints", "data.csv"))
write.csv(data, case_file("data.csv"), row.names = FALSE)
free <- lavaan::sem(sub("a\\*b == c.*", "", read_model()), data, ordered = names(data))
fit <- fit_constrained(read_model(), data, ordered = names(data), estimator = "WLSMV", free = free)
values <- ordered_values(data, names(data), "WLSMV", fit = fit)
values$estimates$se[is.na(values$estimates$se)] <- 0
write_expected(values)
