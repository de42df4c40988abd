# Missing values: an equation between products and an active bound.
source("tests/reference/common.R")
source("tests/reference/sem.R")

data <- with_holes(reference_data("holzinger")[c(paste0("x", 1:6))], paste0("x", 1:6), 150, 5)
write.csv(data, case_file("data.csv"), row.names = FALSE, na = "")
fit <- fit_constrained(read_model(), read.csv(case_file("data.csv")), missing = "fiml",
  em.h1.tol = 1e-14, em.h1.iter.max = 5000L
)
write_expected(constrained_values(fit, "data.csv", list(missing = "fiml")))
