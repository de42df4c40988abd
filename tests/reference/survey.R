# Reliability and validity of the factors of a measurement model: what survey_<case>/make.R calls.

suppressPackageStartupMessages({
  library(semTools)
  library(psych)
})

items_of <- function(fit) {
  loadings <- lavInspect(fit, "std")$lambda
  lapply(setNames(colnames(loadings), colnames(loadings)), function(factor) {
    rownames(loadings)[loadings[, factor] != 0]
  })
}

# Omega divides by the variance of the sum score that the model implies (McDonald 1999); semTools' default
# divides by the observed one. Its AVE weights by variances; from standardised loadings it is their mean
# square.
reliability_values <- function(fit, data) {
  items <- items_of(fit)
  lambda <- lavInspect(fit, "std")$lambda
  standardised <- function(factor) lambda[items[[factor]], factor]
  classic <- lapply(items, function(block) {
    suppressWarnings(suppressMessages(psych::alpha(data[block], warnings = FALSE)))
  })
  per_factor <- function(value) vapply(names(items), value, 0)
  list(
    items = lapply(items, I),
    alpha = per_factor(function(f) classic[[f]]$total$raw_alpha),
    standardised_alpha = per_factor(function(f) classic[[f]]$total$std.alpha),
    alpha_if_dropped = lapply(classic, function(a) I(a$alpha.drop$raw_alpha)),
    corrected_item_total = lapply(classic, function(a) I(a$item.stats$r.drop)),
    omega = compRelSEM(fit, obs.var = FALSE),
    omega_of_observed_variance = compRelSEM(fit),
    composite_reliability = per_factor(function(f) {
      l <- standardised(f)
      sum(l)^2 / (sum(l)^2 + sum(1 - l^2))
    }),
    ave = per_factor(function(f) mean(standardised(f)^2)),
    ave_semtools = AVE(fit)
  )
}

validity_values <- function(model, fit, data) {
  list(
    correlations = named_matrix(lavInspect(fit, "cor.lv")),
    correlation_table = columns(subset(
      standardizedSolution(fit),
      op == "~~" & lhs != rhs & lhs %in% lavNames(fit, "lv")
    )),
    htmt = named_matrix(htmt(model, data = data, htmt2 = FALSE)),
    htmt2 = named_matrix(htmt(model, data = data, htmt2 = TRUE))
  )
}

survey_values <- function(model, data, name) {
  fit <- fit_lavaan(model, data)
  vectors <- function(value) if (is.numeric(value)) as.list(unclass(value)) else value
  list(
    data = name,
    reliability = lapply(reliability_values(fit, data), vectors),
    validity = validity_values(model, fit, data)
  )
}
