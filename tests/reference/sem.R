# One lavaan fit, written in full: what sem_<case>/make.R calls.

# lavaan's optimiser stops where estimates are known to 1e-5 (democracy with equal loadings: 1e-4).
# Newton steps on lavaan's own gradient and Hessian, each the start of a new fit, end at 1e-13.
# A data frame as `start` turns fixed.x off in 0.6-14, hence the explicit TRUE.
# The starts also reach its baseline model, which a negative variance upsets, hence the first one's.
fit_lavaan <- function(model, ...) {
  first <- lavaan::sem(model, ..., fixed.x = TRUE)
  fit <- first
  for (step in 1:3) fit <- lavaan::sem(model, ..., fixed.x = TRUE, start = newton_step(fit))
  fit@baseline <- first@baseline
  fit
}

newton_step <- function(fit) {
  K <- fit@Model@eq.constraints.K
  if (!fit@Model@eq.constraints) K <- diag(length(coef(fit)))
  H <- crossprod(K, lavInspect(fit, "hessian") %*% K)
  g <- crossprod(K, c(lavInspect(fit, "gradient")))
  # In 0.6-14 this gradient is on twice the scale of the Hessian with several groups and FIML.
  if (lavInspect(fit, "ngroups") > 1 && lavInspect(fit, "options")$missing == "ml") g <- g / 2
  table <- parTable(fit)
  free <- table$free > 0
  table$est[free] <- table$est[free] - drop(K %*% solve(H, g))[table$free[free]]
  several <- if (max(table$group) > 1) "group"
  as.data.frame(table)[free, c("lhs", "op", "rhs", several, "est")]
}

sem_values <- function(fit, data, call = list(), rows = NULL) {
  stopifnot(lavInspect(fit, "converged"))
  standardized <- standardizedSolution(fit)
  list(
    data = data,
    rows = rows,
    call = modifyList(list(estimator = "ML"), call),
    n_obs = lavInspect(fit, "ntotal"),
    n_free = unname(fitMeasures(fit, "npar")),
    admissible = is_admissible(fit),
    estimates = columns(parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE)),
    standardized = columns(standardized),
    fit = named_vector(fitMeasures(fit)),
    groups = group_values(fit),
    r_squared = by_group(fit, named_vector, lavInspect(fit, "rsquare")),
    implied = by_group(fit, function(moments) named_matrix(moments$cov), fitted(fit))
  )
}

group_values <- function(fit) {
  if (lavInspect(fit, "ngroups") == 1) return(NULL)
  list(labels = I(lavInspect(fit, "group.label")), n = I(unname(lavInspect(fit, "nobs"))))
}

# Of one group as it is, of several by their labels.
by_group <- function(fit, written, values) {
  if (lavInspect(fit, "ngroups") == 1) written(values) else lapply(values, written)
}

is_admissible <- function(fit) {
  smallest <- function(M) min(eigen(M, symmetric = TRUE, only.values = TRUE)$values)
  groups <- lavInspect(fit, "est", drop.list.single.group = FALSE)
  blocks <- unlist(lapply(groups, function(M) M[c("theta", "psi")]), recursive = FALSE)
  min(vapply(Filter(length, blocks), smallest, 0)) > -1e-8
}

# Of relations that the model does not contain. lavaan also lists fixed values, and regressions of fixed
# exogenous variables, with numbers that change with fixed.x: no reference for either.
modification_values <- function(fit) {
  several <- if (lavInspect(fit, "ngroups") > 1) "group"
  key <- function(table) do.call(paste, table[c("lhs", "op", "rhs", several)])
  found <- modindices(fit)
  exogenous <- found$op == "~" & found$lhs %in% lavNames(fit, "ov.x")
  found <- found[!exogenous & !key(found) %in% key(as.data.frame(parTable(fit))), ]
  columns(found[c("lhs", "op", "rhs", several, "mi", "epc", "sepc.lv", "sepc.all")])
}

residual_values <- function(fit) {
  kinds <- c("raw", "standardized", "normalized")
  one <- function(kind) {
    by_group(fit, function(found) named_matrix(found$cov), residuals(fit, type = kind))
  }
  setNames(lapply(kinds, one), kinds)
}

score_values <- function(fit) {
  scores <- function(method) lapply(columns(do.call(rbind, scores_of(fit, method))), I)
  list(regression = scores("regression"), bartlett = scores("Bartlett"))
}

scores_of <- function(fit, method) {
  found <- lavPredict(fit, method = method)
  if (is.list(found)) lapply(found, unclass) else list(unclass(found))
}

# The restricted model first, then the general one.
comparison_values <- function(restricted, general) {
  table <- lavTestLRT(restricted, general)
  list(
    chisq_diff = table[["Chisq diff"]][2],
    df_diff = table[["Df diff"]][2],
    pvalue = table[["Pr(>Chisq)"]][2]
  )
}

# With missing values: lavaan's EM for the saturated model run to the end, not to 1e-5.
fit_fiml <- function(model, data, ...) {
  fit_lavaan(model, data, missing = "fiml", em.h1.tol = 1e-14, em.h1.iter.max = 5000L, ...)
}

# `missing` two.stage or robust.two.stage. lavaan 0.6-14 scales the baseline model of such fits as if no
# value were missing; here it is a model of its own, fitted in the same way.
fit_two_stage <- function(model, data, missing, group = NULL, ...) {
  fitted <- function(f, model, ...) {
    f(model, data,
      missing = missing, group = group, em.h1.tol = 1e-14, em.h1.iter.max = 5000L, ...
    )
  }
  fit <- fitted(fit_lavaan, model, ...)
  items <- lavNames(fit, "ov")
  baseline <- fitted(lavaan::sem, paste(items, "~~", items, collapse = "\n"))
  fit@baseline <- list(partable = parTable(baseline), test = baseline@test)
  fit
}

# Take out `count` values of the columns, the same ones in every run.
with_holes <- function(data, columns, count, seed) {
  set.seed(seed)
  values <- as.matrix(data[columns])
  values[sample(length(values), count)] <- NA
  data[columns] <- values
  data
}

# Scaled differences as surveysem calls them, the restricted model first.
scaled_comparisons <- function(restricted, general) {
  one <- function(method) {
    table <- lavTestLRT(restricted, general, method = method)
    list(
      chisq_diff = table[["Chisq diff"]][2],
      df_diff = table[["Df diff"]][2],
      pvalue = table[["Pr(>Chisq)"]][2]
    )
  }
  list(
    "satorra-bentler-2001" = one("satorra.bentler.2001"),
    "satorra-bentler-2010" = one("satorra.bentler.2010")
  )
}

# A fit under constraints that lavaan does not eliminate. Its optimiser stops near 1e-5; Newton steps
# on the conditions of Karush, Kuhn and Tucker follow, each evaluated by lavaan without optimisation.
# `free`, a fit without the constraints, is where they begin if its optimiser fails.
fit_constrained <- function(model, ..., free = NULL) {
  at <- function(start) {
    lavaan::sem(model, ..., fixed.x = TRUE, start = start, optim.method = "none")
  }
  first <- if (is.null(free)) lavaan::sem(model, ..., fixed.x = TRUE) else at(free_estimates(free))
  fit <- first
  for (step in 1:10) {
    if (max(abs(kkt_residual(fit))) < 1e-11) break
    start <- kkt_step(fit)
    # 0.6-14 takes some starts of ordered items for singular: the last bits decide
    fit <- tryCatch(at(start), error = function(e) at(transform(start, est = round(est, 12))))
  }
  stopifnot(max(abs(kkt_residual(fit))) < 1e-9)
  fit@baseline <- first@baseline
  fit
}

# What an active bound holds has no error; rounding gives lavaan NaN or 1e-9 there.
constrained_values <- function(fit, ...) {
  values <- sem_values(fit, ...)
  held <- is.na(values$estimates$se)
  values$estimates$se[held] <- 0
  for (limit in c("ci_lower", "ci_upper")) {
    values$estimates[[limit]][held] <- values$estimates$est[held]
  }
  values
}

# Equations and active bounds (zero where they hold) and their derivatives.
held_constraints <- function(fit) {
  known <- function(f) if (length(formals(f))) f else function(x) NULL
  equations <- known(fit@Model@ceq.function)
  bounds <- known(fit@Model@cin.function)
  active <- which(bounds(fit@optim$x) < 1e-3)
  values <- function(x) c(equations(x), bounds(x)[active])
  list(values = values, J = function(x) lavaan:::lav_func_jacobian_complex(values, x))
}

own_gradient <- function(fit) {
  g <- c(lavInspect(fit, "gradient"))
  if (lavInspect(fit, "ngroups") > 1 && lavInspect(fit, "options")$missing == "ml") g <- g / 2
  g
}

kkt_residual <- function(fit) {
  x <- fit@optim$x
  held <- held_constraints(fit)
  if (!length(held$values(x))) return(own_gradient(fit))
  J <- held$J(x)
  g <- own_gradient(fit)
  multipliers <- qr.solve(t(J), g)
  c(g - drop(crossprod(J, multipliers)), held$values(x))
}

kkt_step <- function(fit) {
  x <- fit@optim$x
  held <- held_constraints(fit)
  H <- lavInspect(fit, "hessian")
  g <- own_gradient(fit)
  change <- if (!length(held$values(x))) {
    -solve(H, g)
  } else {
    J <- held$J(x)
    multipliers <- qr.solve(t(J), g)
    curved <- function(x) drop(crossprod(held$J(x), multipliers))
    H <- H - lavaan:::lav_func_jacobian_simple(curved, x)
    k <- nrow(J)
    both <- rbind(cbind(H, t(J)), cbind(J, matrix(0, k, k)))
    (MASS::ginv(both) %*% -c(g, held$values(x)))[seq_along(x)]
  }
  free_estimates(fit, x + change)
}

free_estimates <- function(fit, x = fit@optim$x) {
  table <- parTable(fit)
  free <- table$free > 0
  table$est[free] <- x[table$free[free]]
  several <- if (max(table$group) > 1) "group"
  as.data.frame(table)[free, c("lhs", "op", "rhs", several, "est")]
}

wald_values <- function(fit, constraints) {
  found <- lavTestWald(fit, constraints)
  list(constraints = constraints, stat = found$stat, df = found$df, pvalue = found$p.value)
}

# Of all equalities, or of the parameters that the text `add` names.
score_values <- function(fit, add = NULL) {
  found <- suppressWarnings(lavTestScore(fit, add = add, epc = !is.null(add)))
  single <- as.data.frame(found$uni)
  if (is.null(add)) single[c("lhs", "rhs")] <- lapply(single[c("lhs", "rhs")], spelled, fit = fit)
  list(
    add = add,
    total = list(chisq = found$test$X2, df = found$test$df, pvalue = found$test$p.value),
    single = columns(single)
  )
}

# Sides of an equality: lavaan's own names of parameters as a reader writes them.
spelled <- function(sides, fit) {
  table <- parTable(fit)
  groups <- lavInspect(fit, "group.label")
  vapply(sides, function(side) {
    row <- which(table$plabel == side | (table$label == side & table$label != ""))[1]
    if (is.na(row)) return(side)
    name <- trimws(paste(table$lhs[row], table$op[row], table$rhs[row]))
    if (length(groups)) paste0(name, " (", groups[table$group[row]], ")") else name
  }, "", USE.NAMES = FALSE)
}
