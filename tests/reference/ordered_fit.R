# One lavaan fit of ordered items, written in full: what ordered_<case>/make.R calls.
source("tests/reference/sem.R")

ordered_values <- function(data, ordered, estimator, ...) {
  fit <- polished(function(start) {
    lavaan::sem(read_model(), data,
      ordered = ordered, estimator = estimator, start = start, ...
    )
  })
  stopifnot(lavInspect(fit, "converged"))
  list(
    data = "data.csv", ordered = I(ordered), call = c(list(estimator = estimator), list(...)),
    n_obs = lavInspect(fit, "ntotal"), n_free = unname(fitMeasures(fit, "npar")),
    estimates = columns(parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE)),
    standardized = columns(standardizedSolution(fit)),
    fit = named_vector(fitMeasures(fit)),
    r_squared = named_vector(lavInspect(fit, "rsquare")),
    implied = named_matrix(fitted(fit)$cov)
  )
}

# lavaan stops early here too: Newton steps as in sem.R.
polished <- function(refit) {
  first <- refit("default")
  fit <- first
  for (step in 1:3) fit <- refit(newton_step(fit))
  fit@baseline <- first@baseline
  fit
}

# n answers to p items of correlated factors, with categories that are not used evenly.
factor_items <- function(n, p, cuts, factors = 2) {
  f <- matrix(rnorm(n * factors), n)
  for (k in seq_len(factors)[-1]) f[, k] <- 0.5 * f[, 1] + sqrt(0.75) * f[, k]
  y <- sapply(seq_len(p), function(i) {
    loading <- 0.5 + 0.3 * (i %% 3) / 2
    loading * f[, ceiling(i * factors / p)] + sqrt(1 - loading^2) * rnorm(n)
  })
  y[, 2] <- y[, 2] + 0.3 * y[, 1]
  data <- as.data.frame(lapply(seq_len(p), function(i) {
    at <- cuts[[(i - 1) %% length(cuts) + 1]]
    if (is.null(at)) round(3 + 2 * y[, i], 6) else findInterval(y[, i], at) + 1
  }))
  names(data) <- paste0("y", seq_len(p))
  write.csv(data, case_file("data.csv"), row.names = FALSE)
  data
}
