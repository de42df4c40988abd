# The second-order contest under every estimator and treatment of missing answers: differences of
# chi-squares, the delta interval of the target coefficient, and delta intervals of omega and ECV.
source("tests/reference/common.R")
source("tests/reference/sem.R")
source("tests/reference/ordered_fit.R")

# Answers to twelve items of four dimensions under a general factor, the first two closer than it says.
set.seed(6)
n <- 400
loadings <- c(.7, .75, .6, .65)
share <- matrix(rnorm(n), n, 4) %*% diag(c(.3, .3, 0, 0))
dimension <- outer(rnorm(n), loadings) + share
for (k in 1:4) dimension[, k] <- dimension[, k] + sqrt(1 - loadings[k]^2 - (k < 3) * .09) * rnorm(n)
cuts <- list(c(-1.3, -0.4, 0.5, 1.2), c(-0.9, -0.2, 0.9), c(-0.7, 0.2, 1), c(-1, 0, 1))
whole <- as.data.frame(sapply(1:12, function(i) {
  weight <- c(.8, .7, .75)[(i - 1) %% 3 + 1]
  y <- weight * dimension[, (i + 2) %/% 3] + sqrt(1 - weight^2) * rnorm(n)
  findInterval(y, cuts[[(i - 1) %% 4 + 1]]) + 1
}))
names(whole) <- paste0("y", 1:12)
items <- names(whole)
data <- with_holes(whole, items, 120, seed = 3)
write.csv(data, case_file("data.csv"), row.names = FALSE)

dimensions <- "a =~ y1 + y2 + y3\nb =~ y4 + y5 + y6\nc =~ y7 + y8 + y9\nd =~ y10 + y11 + y12\n"
every <- paste(items, collapse = " + ")
models <- list(
  one_factor = paste("h =~", every, "\n"),
  correlated = dimensions,
  second_order = paste0(dimensions, "h =~ a + b + c + d\n")
)

nested <- list(c("one_factor", "correlated"), c("second_order", "correlated"))
differs <- function(fitted_to) {
  fits <- lapply(models, fitted_to)
  stopifnot(all(sapply(fits, lavInspect, "converged")))
  values <- lapply(nested, function(pair) comparison_values(fits[[pair[1]]], fits[[pair[2]]]))
  list(fits = fits, values = setNames(values, sapply(nested, paste, collapse = "/")))
}
of_numbers <- function(...) differs(function(model) fit_lavaan(model, data, ...))
of_categories <- function(estimator, missing) {
  differs(function(model) ordered_fit(data, items, estimator, model = model, missing = missing))
}

ML <- of_numbers()
FIML <- differs(function(model) fit_fiml(model, data))
cases <- list(
  ML = ML$values,
  ML_wishart = of_numbers(likelihood = "wishart")$values,
  MLM = of_numbers(estimator = "MLM")$values,
  MLMV = of_numbers(estimator = "MLMV")$values,
  MLR = of_numbers(estimator = "MLR")$values,
  GLS = of_numbers(estimator = "GLS")$values,
  WLS = of_numbers(estimator = "WLS")$values,
  DWLS = of_numbers(estimator = "DWLS")$values,
  ML_fiml = FIML$values,
  MLR_fiml = differs(function(model) fit_fiml(model, data, estimator = "MLR"))$values,
  "ML_two-stage" = differs(function(model) fit_two_stage(model, data, "two.stage"))$values,
  "MLR_two-stage" = differs(
    function(model) fit_two_stage(model, data, "robust.two.stage")
  )$values,
  ordered_WLSMV = of_categories("WLSMV", "listwise")$values,
  ordered_ULSMV = of_categories("ULSMV", "listwise")$values,
  ordered_WLS = of_categories("WLS", "listwise")$values,
  ordered_DWLS = of_categories("DWLS", "listwise")$values,
  ordered_WLSMV_pairwise = of_categories("WLSMV", "pairwise")$values,
  ordered_ULSMV_pairwise = of_categories("ULSMV", "pairwise")$values
)

# Deviance of each case, of what it shows, from the moments that a model implies.
deviance_of <- function(X, moments) {
  apply(X, 1, function(x) {
    at <- !is.na(x)
    S <- moments$cov[at, at, drop = FALSE]
    c(determinant(S)$modulus) + mahalanobis(x[at], moments$mean[at], S)
  })
}
contributions <- function(fit) {
  X <- lavInspect(fit, "data")
  h1 <- lavInspect(fit, "h1")
  implied <- fitted(fit)
  S <- unclass(h1$cov)[items, items]
  mean <- if (is.null(h1$mean)) colMeans(X) else unclass(h1$mean)[items]
  if (is.null(implied$mean)) implied$mean <- mean
  u <- deviance_of(X, list(cov = unclass(implied$cov)[items, items], mean = implied$mean)) -
    deviance_of(X, list(cov = S, mean = mean))
  stopifnot(abs(sum(u) - fitMeasures(fit, "chisq")) < 1e-6)
  u
}
target <- function(fits) {
  u0 <- contributions(fits$second_order)
  u1 <- contributions(fits$correlated)
  logit <- log(sum(u1) / sum(u0 - u1))
  parts <- u1 / sum(u1) - (u0 - u1) / sum(u0 - u1)
  plogis(logit + c(-1, 1) * qnorm(.975) * sqrt(length(parts) * var(parts)))
}

# The same interval by the moments of the sample, of one factor against correlated factors: slopes of
# the discrepancy by the moments (of GLS and of two stages by differences), Gamma of all moments.
lower <- which(lower.tri(diag(12), diag = TRUE), arr.ind = TRUE)
lower <- lower[order(lower[, 1], lower[, 2]), ]
symmetric <- function(x) {
  S <- matrix(0, 12, 12)
  S[lower] <- x
  S[lower[, 2:1]] <- x
  S
}
by_difference <- function(f, x, h = 1e-5) {
  sapply(seq_along(x), function(j) {
    e <- replace(numeric(length(x)), j, h)
    (f(x + e) - f(x - e)) / (2 * h)
  })
}
cov_of <- function(part) unclass(part$cov)[items, items]
ml_distance <- function(S, m, Sigma, mu) {
  c(determinant(Sigma)$modulus - determinant(S)$modulus) + sum(diag(solve(Sigma, S))) - 12 +
    mahalanobis(m, mu, Sigma)
}
slopes_of <- list(
  weights = function(fit) {
    r <- lavInspect(fit, "wls.obs") - lavInspect(fit, "wls.est")
    W <- unclass(lavInspect(fit, "WLS.V"))
    list(value = c(r %*% W %*% r), slopes = c(2 * W %*% r))
  },
  GLS = function(fit) {
    Sigma <- cov_of(fitted(fit))
    f <- function(x) {
      A <- diag(12) - solve(symmetric(x), Sigma)
      0.5 * sum(diag(A %*% A))
    }
    x <- cov_of(lavInspect(fit, "sampstat"))[lower]
    list(value = f(x), slopes = by_difference(f, x))
  },
  stages = function(fit) {
    h1 <- lavInspect(fit, "h1")
    implied <- fitted(fit)
    f <- function(x) {
      ml_distance(symmetric(x[1:78]), x[79:90], cov_of(implied), implied$mean[items])
    }
    x <- c(cov_of(h1)[lower], h1$mean[items])
    list(value = f(x), slopes = by_difference(f, x))
  }
)
fourth <- function(fit) {
  X <- lavInspect(fit, "data")
  d <- sweep(X, 2, colMeans(X))
  products <- d[, lower[, 1]] * d[, lower[, 2]]
  cov(products) * (nrow(X) - 1) / nrow(X)
}
of_stages <- function(fit) {
  cells <- c(paste0("y", lower[, 1], " ~~ y", lower[, 2]), paste0(items, " ~ 1"))
  saturated <- fit_fiml(paste(cells, collapse = "\n"), data, estimator = "MLR")
  free <- subset(as.data.frame(parTable(saturated)), free > 0)
  key <- function(a, b) paste(pmin(a, b), pmax(a, b))
  known <- ifelse(free$op == "~1", free$lhs, key(free$lhs, free$rhs))
  wanted <- c(key(items[lower[, 1]], items[lower[, 2]]), items)
  at <- free$free[match(wanted, known)]
  nrow(data) * unclass(vcov(saturated))[at, at]
}
# WLS lists variances and covariances by column.
by_column <- function(fit) {
  at <- which(lower.tri(diag(12), diag = TRUE), arr.ind = TRUE)
  order <- match(paste(at[, 1], at[, 2]), paste(lower[, 1], lower[, 2]))
  fourth(fit)[order, order]
}
by_moments <- function(fits, slopes, Gamma) {
  pair <- fits[c("one_factor", "correlated")]
  found <- lapply(pair, slopes)
  measures <- lapply(pair, fitMeasures)
  scale <- function(m) if ("chisq.scaling.factor" %in% names(m)) m[["chisq.scaling.factor"]] else 1
  reported <- function(m) if ("chisq.scaled" %in% names(m)) m[["chisq.scaled"]] else m[["chisq"]]
  d <- mapply(
    function(s, m) s$slopes * m[["chisq"]] / s$value / scale(m), found, measures, SIMPLIFY = FALSE
  )
  high <- reported(measures$one_factor)
  low <- reported(measures$correlated)
  v <- d$correlated / low - (d$one_factor - d$correlated) / (high - low)
  n <- lavInspect(pair$correlated, "ntotal")
  se <- sqrt(c(v %*% Gamma(pair$correlated) %*% v) / (n - 1))
  plogis(log(low / (high - low)) + c(-1, 1) * qnorm(.975) * se)
}
gamma_of <- function(fit) unclass(lavInspect(fit, "gamma"))
two_stage <- function(name) {
  differs(function(model) fit_two_stage(model, data, name))$fits
}
target_by_moments <- list(
  GLS = I(by_moments(of_numbers(estimator = "GLS")$fits, slopes_of$GLS, fourth)),
  WLS = I(by_moments(of_numbers(estimator = "WLS")$fits, slopes_of$weights, by_column)),
  "ML_two-stage" = I(by_moments(two_stage("two.stage"), slopes_of$stages, of_stages)),
  "MLR_two-stage" = I(by_moments(two_stage("robust.two.stage"), slopes_of$stages, of_stages)),
  ordered_WLSMV = I(by_moments(of_categories("WLSMV", "listwise")$fits, slopes_of$weights, gamma_of)),
  ordered_WLS = I(by_moments(of_categories("WLS", "listwise")$fits, slopes_of$weights, gamma_of)),
  ordered_ULSMV_pairwise = I(
    by_moments(of_categories("ULSMV", "pairwise")$fits, slopes_of$weights, gamma_of)
  )
)

# Omega, hierarchical omega and ECV from standardised loadings, with gradients by differences.
std_lv <- function(name, ...) fit_lavaan(models[[name]], data, std.lv = TRUE, ...)
block <- rep(1:4, each = 3)
shares <- function(general, group, own) {
  L <- cbind(general, sapply(1:4, function(k) ifelse(block == k, group * sqrt(own[block]), 0)))
  theta <- 1 - rowSums(L^2)
  one <- function(rows, k) {
    sums <- colSums(L[rows, , drop = FALSE])^2
    c(sum(sums), sums[k]) / (sum(sums) + sum(theta[rows]))
  }
  rows <- c(list(1:12), lapply(1:4, function(k) which(block == k)))
  t(sapply(1:5, function(k) c(one(rows[[k]], k), sum(L[, k]^2) / sum(L^2))))
}
of_second_order <- function(x) {
  gamma <- x[13:16]
  shares(x[1:12] * gamma[block], x[1:12], 1 - gamma^2)
}
intervals <- function(fit, share) {
  vcov <- lavInspect(fit, "vcov.std.all")
  std <- standardizedSolution(fit)
  loadings <- std$op == "=~"
  x <- std$est.std[loadings]
  V <- vcov[paste0(std$lhs, "=~", std$rhs)[loadings], paste0(std$lhs, "=~", std$rhs)[loadings]]
  h <- 1e-5
  J <- sapply(seq_along(x), function(j) {
    e <- replace(numeric(length(x)), j, h)
    c(share(x + e) - share(x - e)) / (2 * h)
  })
  se <- matrix(sqrt(diag(J %*% V %*% t(J))), 5)
  est <- share(x)
  list(est = est, lower = est - qnorm(.975) * se, upper = est + qnorm(.975) * se)
}

write_expected(list(
  models = models,
  differences = cases,
  target = list(ML = I(target(ML$fits)), ML_fiml = I(target(FIML$fits))),
  target_by_moments = target_by_moments,
  second_order = intervals(std_lv("second_order"), of_second_order),
  second_order_MLR = intervals(std_lv("second_order", estimator = "MLR"), of_second_order)
))
