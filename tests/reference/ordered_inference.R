# What follows from a lavaan fit of ordered items: what ordered_inference_<case>/make.R calls.
source("tests/reference/ordered_fit.R")

# restricted.lav is a special case of model.lav. lavaan has no errors of residuals beside numeric variables.
inference_values <- function(data, ordered, estimator, ..., residuals = TRUE, scores = FALSE, file = "data.csv") {
  fit <- ordered_fit(data, ordered, estimator, ...)
  restricted <- ordered_fit(data, ordered, estimator, ..., model = read_model("restricted.lav"))
  kinds <- if (residuals) c(raw = "raw", standardized = "standardized") else c(raw = "raw")
  c(
    ordered_values(data, ordered, estimator, ..., file = file),
    list(
      comparison = comparison_values(restricted, fit),
      modification_indices = modification_values(fit),
      residuals = lapply(kinds, residual_values_of, fit = fit)
    ),
    if (scores) list(scores = score_values(fit))
  )
}

residual_values_of <- function(type, fit) {
  found <- residuals(fit, type = type)
  if (lavInspect(fit, "ngroups") > 1 && type == "standardized") found <- standardized_in_groups(fit)
  by_group(fit, function(part) {
    list(correlations = named_matrix(part$cov), thresholds = named_vector(part$th))
  }, found)
}

# Of several groups, lavaan 0.6-14 divides the covariance of the moments of each by the cases of all, and
# leaves out what the moments of other groups say about parameters held equal: here with both.
standardized_in_groups <- function(fit) {
  D <- lavTech(fit, "delta")
  W <- lavTech(fit, "WLS.V")
  G <- lavTech(fit, "gamma")
  n <- lavInspect(fit, "nobs")
  inverse <- lavTech(fit, "inverted.information.expected")
  raw <- residuals(fit, type = "raw")
  for (g in seq_along(D)) {
    variance <- 0
    for (k in seq_along(D)) {
      Q <- -(D[[g]] %*% inverse %*% t(D[[k]]) %*% W[[k]]) * n[k] / sum(n)
      if (g == k) Q <- Q + diag(nrow(Q))
      variance <- variance + diag(Q %*% G[[k]] %*% t(Q)) / n[k]
    }
    se <- sqrt(variance)
    thresholds <- seq_along(raw[[g]]$th)
    errors <- lav_matrix_vech_reverse(se[-thresholds], diagonal = FALSE)
    near <- abs(raw[[g]]$cov) < 1e-5
    raw[[g]]$cov <- unclass(raw[[g]]$cov) / ifelse(near, 1, errors)
    raw[[g]]$th <- raw[[g]]$th / ifelse(abs(raw[[g]]$th) < 1e-5, 1, se[thresholds])
  }
  raw
}

# lavPredict stops at 1e-8 of the log-density, with gradients by steps of 1e-3: here both are tight.
# lavaan 0.6-14 multiplies thresholds and what is expected by the scaling factors, but not the residual
# standard deviations: where scaling factors are not 1 (theta parameterisation) that is put right.
score_values <- function(fit, methods = c(regression = "EBM", bartlett = "ML")) {
  tight <- new.env(parent = asNamespace("lavaan"))
  tight$optim <- function(par, fn, gr, control, ...) {
    control <- list(reltol = 1e-16, ndeps = rep(1e-4, length(par)), maxit = 2000)
    for (step in 1:3) {
      found <- stats::optim(par, fn, gr, control = control, ...)
      par <- found$par
    }
    found
  }
  tight$computeTHETA <- function(lavmodel) {
    delta <- lavmodel@GLIST[names(lavmodel@GLIST) == "delta"]
    Map(function(Theta, d) Theta * tcrossprod(d), lavaan:::computeTHETA(lavmodel), delta)
  }
  scores <- lavaan:::lav_predict_eta_ebm_ml
  environment(scores) <- tight
  assignInNamespace("lav_predict_eta_ebm_ml", scores, "lavaan")
  lapply(methods, function(method) by_group(fit, columns, lavPredict(fit, method = method)))
}
