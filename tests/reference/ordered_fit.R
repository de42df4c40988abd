# One lavaan fit of ordered items, written in full: what ordered_<case>/make.R calls.
source("tests/reference/sem.R")

ordered_values <- function(data, ordered, estimator, ..., file = "data.csv",
                           fit = ordered_fit(data, ordered, estimator, ...)) {
  list(
    data = file, ordered = I(ordered), call = our_call(estimator, ...),
    n_obs = lavInspect(fit, "ntotal"), n_free = unname(fitMeasures(fit, "npar")),
    estimates = columns(parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE)),
    standardized = columns(standardizedSolution(fit)),
    fit = c(named_vector(fitMeasures(fit)), corrected_baseline(fit)),
    groups = group_values(fit),
    r_squared = by_group(fit, named_vector, lavInspect(fit, "rsquare")),
    implied = by_group(fit, function(moments) named_matrix(moments$cov), fitted(fit))
  )
}

ordered_fit <- function(data, ordered, estimator, ..., model = read_model()) {
  fit <- polished(function(start) {
    lavaan::sem(model, data, ordered = ordered, estimator = estimator, start = start, ...)
  })
  stopifnot(lavInspect(fit, "converged"))
  fit
}

# The options of lavaan by the names that surveysem has for them.
our_call <- function(estimator, ..., group.equal = NULL, group.partial = NULL, std.lv = NULL) {
  c(
    list(estimator = estimator), list(...),
    if (!is.null(std.lv)) list(std_lv = std.lv),
    if (length(group.equal)) list(equal = I(gsub(".", "_", group.equal, fixed = TRUE))),
    if (length(group.partial)) list(free = I(group.partial))
  )
}

# Of several groups, lavaan 0.6-14 divides Gamma by the share of the group in the factor of the
# baseline model, but does not multiply the information by it: CFI and TLI with both left out.
corrected_baseline <- function(fit) {
  if (lavInspect(fit, "ngroups") == 1) return(NULL)
  out <- lavaan:::lav_fit_catml_dwls(fit)
  if (is.na(out$XX3)) return(NULL)
  pairs <- function(G) {
    p <- fit@Model@nvar[[1]]
    sum(tail(diag(G), p * (p - 1) / 2))
  }
  factor <- sum(vapply(lavTech(fit, "gamma"), pairs, 0)) / out$df3.null
  excess <- out$XX3 - out$c.hat3 * out$df3
  excess0 <- out$XX3.null - factor * out$df3.null
  list(
    cfi.robust.corrected = 1 - max(excess, 0) / max(excess, excess0, 0),
    tli.robust.corrected = 1 - (excess / out$df3) / (excess0 / out$df3.null)
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

# Answers of two groups of 400 and 300 to 8 items of two factors: loading and thresholds of y2, and
# the residual variance of y7, differ; so do the means and variances of the factors.
two_group_items <- function(cuts) {
  group <- rep(c("rural", "urban"), c(400, 300))
  urban <- group == "urban"
  n <- length(group)
  f <- (0.3 * urban) + sqrt(1 + 0.4 * urban) * rnorm(n)
  g <- 0.5 * f + sqrt(0.75) * rnorm(n) - 0.2 * urban
  y <- sapply(1:8, function(i) {
    loading <- 0.6 + 0.1 * (i %% 3)
    loading * (if (i < 5) f else g) + sqrt(1 - loading^2) * rnorm(n) * (1 + 0.3 * (i == 7) * urban)
  })
  y[, 2] <- y[, 2] + urban * (0.3 * f - 0.4)
  data <- as.data.frame(lapply(1:8, function(i) {
    findInterval(y[, i], cuts[[(i - 1) %% length(cuts) + 1]]) + 1
  }))
  names(data) <- paste0("y", 1:8)
  data$place <- group
  write.csv(data, case_file("data.csv"), row.names = FALSE)
  data
}
