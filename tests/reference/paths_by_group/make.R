# Regressions among factors by school with loadings equal: differences with errors by lavaan's :=, and
# chi-square differences when one regression, or all of them, are held equal.
source("tests/reference/common.R")
source("tests/reference/sem.R")

measured <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
model <- paste0(measured, "\ntextual ~ visual\nspeed ~ visual + textual")
labelled <- paste0(measured, "\ntextual ~ c(a1, a2)*visual\n",
  "speed ~ c(b1, b2)*visual + c(c1, c2)*textual\na := a2 - a1\nb := b2 - b1\nc := c2 - c1")

fitted_with <- function(model, ...) {
  fit_lavaan(model, reference_data("holzinger"), group = "school", ...)
}
step <- function(restricted, general) {
  test <- lavTestLRT(restricted, general)
  list(chisq_diff = test[["Chisq diff"]][2], df_diff = test[["Df diff"]][2],
    pvalue = test[["Pr(>Chisq)"]][2])
}
paths <- c("textual ~ visual", "speed ~ visual", "speed ~ textual")

cases <- lapply(c(ML = "ML", MLR = "MLR"), function(estimator) {
  metric <- fitted_with(model, group.equal = "loadings", estimator = estimator)
  table <- parameterEstimates(
    fitted_with(labelled, group.equal = "loadings", estimator = estimator)
  )
  found <- table[match(c("a", "b", "c"), table$lhs), ]
  value <- function(labels) table$est[match(labels, table$label)]
  held <- function(free) {
    fitted_with(model, group.equal = c("loadings", "regressions"), group.partial = free,
      estimator = estimator)
  }
  list(
    path = I(paths), est = value(c("a2", "b2", "c2")),
    est_reference = value(c("a1", "b1", "c1")), difference = found$est, se = found$se,
    pvalue = found$pvalue, ci_lower = found$ci.lower, ci_upper = found$ci.upper,
    one = lapply(setNames(paths, paths), function(path) step(held(setdiff(paths, path)), metric)),
    all = step(held(character(0)), metric),
    metric = step(metric, fitted_with(model, estimator = estimator))
  )
})
write_expected(c(list(data = "holzinger", model = model), cases))
