# Regressions among factors, both schools as one sample: each item as its distance from the mean of its
# school (residuals of lm on the school) plus the mean of all.
source("tests/reference/common.R")
source("tests/reference/sem.R")

model <- paste0("visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9",
  "\ntextual ~ visual\nspeed ~ visual + textual")
data <- reference_data("holzinger")
for (item in paste0("x", 1:9)) {
  data[[item]] <- residuals(lm(data[[item]] ~ factor(data$school))) + mean(data[[item]])
}
fit <- fit_lavaan(model, data, estimator = "ML")
raw <- parameterEstimates(fit)
standardized <- standardizedSolution(fit)
write_expected(list(
  data = "holzinger", model = model, chisq = unname(fitMeasures(fit, "chisq")),
  path = paste(raw$lhs, raw$op, raw$rhs)[raw$op == "~"], est = raw$est[raw$op == "~"],
  se = raw$se[raw$op == "~"], std = standardized$est.std[standardized$op == "~"],
  std_se = standardized$se[standardized$op == "~"]
))
