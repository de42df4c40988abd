# What follows from a lavaan fit of ordered items: what ordered_inference_<case>/make.R calls.
source("tests/reference/ordered_fit.R")

# restricted.lav is a special case of model.lav. lavaan has no errors of residuals beside numeric variables.
inference_values <- function(data, ordered, estimator, residuals = TRUE, scores = FALSE) {
  fitted <- function(text) {
    polished(function(start) {
      lavaan::sem(text, data, ordered = ordered, estimator = estimator, start = start)
    })
  }
  fit <- fitted(read_model())
  kinds <- if (residuals) c(raw = "raw", standardized = "standardized") else c(raw = "raw")
  c(
    ordered_values(data, ordered, estimator),
    list(
      comparison = comparison_values(fitted(read_model("restricted.lav")), fit),
      modification_indices = modification_values(fit),
      residuals = lapply(kinds, residual_part, fit = fit)
    ),
    if (scores) list(scores = score_values(fit))
  )
}

residual_part <- function(type, fit) {
  found <- residuals(fit, type = type)
  list(correlations = named_matrix(found$cov), thresholds = named_vector(found$th))
}

# lavPredict stops at 1e-8 of the log-density, with gradients by steps of 1e-3: here both are tight.
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
  scores <- lavaan:::lav_predict_eta_ebm_ml
  environment(scores) <- tight
  assignInNamespace("lav_predict_eta_ebm_ml", scores, "lavaan")
  lapply(methods, function(method) columns(lavPredict(fit, method = method)))
}
