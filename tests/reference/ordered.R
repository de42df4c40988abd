# Values of lavaan's first two steps for ordered items, and of psych's polychoric.

suppressPackageStartupMessages(library(psych))

# Answers to items that measure one factor, cut at thresholds given by item; written to data.csv.
simulate_items <- function(n, thresholds, loading = 0.7) {
  factor <- rnorm(n)
  answers <- lapply(thresholds, function(cuts) {
    y <- loading * factor + sqrt(1 - loading^2) * rnorm(n)
    if (is.null(cuts)) round(2 * y + 3, 6) else findInterval(y, cuts) + 1
  })
  data <- as.data.frame(answers)
  write.csv(data, case_file("data.csv"), row.names = FALSE)
  data
}

# The saturated model of WLSMV: thresholds, correlations and their asymptotic covariance.
two_step_values <- function(data, ordered) {
  fit <- suppressWarnings(
    lavCor(data, ordered = ordered, output = "fit", se = "robust.sem", estimator = "WLSMV")
  )
  Gamma <- unclass(lavInspect(fit, "gamma"))
  list(
    data = "data.csv", ordered = I(ordered), n = nrow(data),
    moments = named_vector(lavInspect(fit, "wls.obs")),
    correlations = named_matrix(lavCor(data, ordered = ordered)),
    gamma = named_matrix(Gamma)
  )
}

psych_values <- function(data) {
  named_matrix(suppressWarnings(polychoric(data, correct = 0, global = FALSE)$rho))
}
