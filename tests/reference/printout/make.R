# What lavaan prints of a fit, line by line.
source("tests/reference/common.R")

data <- reference_data("holzinger")
lines <- function(...) {
  fit <- sem(read_model(), data, optim.method = "BFGS", control = list(reltol = 1e-15), ...)
  capture.output(summary(fit, fit.measures = TRUE, standardized = TRUE, rsquare = TRUE))
}
write_expected(list(
  ML = I(lines()),
  MLR = I(lines(estimator = "MLR", meanstructure = TRUE)),
  groups = I(lines(group = "school", group.equal = c("loadings", "regressions")))
))
