# Omegas, ECV, PUC and H of a bifactor and of a second-order model of Thurstone's nine tests
# (correlations of 213 pupils, McDonald 1999, in psych).
source("tests/reference/common.R")
suppressPackageStartupMessages({
  library(psych)
  library(semTools)
})

S <- psych::Thurstone
N <- 213
fit_model <- function(name) {
  fit <- cfa(read_model(name), sample.cov = S, sample.nobs = N)
  stopifnot(lavInspect(fit, "converged"))
  fit
}
bifactor <- fit_model("bifactor.lav")
second <- fit_model("second_order.lav")

# Rodriguez, Reise and Haviland (2016); L has the general factor in its first column.
coefficients_of <- function(L, theta) {
  share <- function(rows, own) {
    sums <- colSums(L[rows, , drop = FALSE])^2
    total <- sum(sums) + sum(theta[rows])
    c(omega = sum(sums) / total, omega_hierarchical = sums[[own]] / total)
  }
  everyone <- rep(TRUE, nrow(L))
  rows <- lapply(seq_len(ncol(L)), function(k) if (k == 1) everyone else L[, k] != 0)
  shares <- sapply(seq_len(ncol(L)), function(k) share(rows[[k]], k))
  sizes <- sapply(rows[-1], sum)
  list(
    factor = I(colnames(L)),
    omega = I(shares["omega", ]), omega_hierarchical = I(shares["omega_hierarchical", ]),
    ecv = I(unname(colSums(L^2) / sum(L^2))),
    h = I(unname(apply(L, 2, function(l) 1 / (1 + 1 / sum(l^2 / (1 - l^2)))))),
    puc = 1 - sum(choose(sizes, 2)) / choose(nrow(L), 2),
    i_ecv = I(unname(L[, 1]^2 / rowSums(L^2)))
  )
}

std <- lavInspect(bifactor, "std")
order_of <- c("general", "verbal", "fluency", "reasoning")
direct <- unclass(std$lambda)[, order_of]

std2 <- lavInspect(second, "std")
first <- unclass(std2$lambda)[, order_of[-1]]
gamma <- unclass(std2$beta)[order_of[-1], "general"]
left <- diag(unclass(std2$psi))[order_of[-1]]
transformed <- cbind(general = first %*% gamma, sweep(first, 2, sqrt(left), "*"))
colnames(transformed) <- order_of

# psych takes unstandardised loadings, hence std.lv, and divides by observed variances.
unit <- cfa(read_model("bifactor.lav"),
  sample.cov = S, sample.nobs = N, sample.cov.rescale = FALSE, std.lv = TRUE
)
by_psych <- omegaFromSem(unit, flip = FALSE, plot = FALSE)
implied <- cov2cor(unclass(fitted(bifactor)$cov))
higher <- compRelSEM(second, higher = "general", obs.var = FALSE)
plain <- suppressWarnings(reliabilityL2(second, "general"))

# The delta method from the standardised loadings of std.lv, whose covariances lavaan gives.
intervals <- function() {
  fit <- cfa(read_model("bifactor.lav"), sample.cov = S, sample.nobs = N, std.lv = TRUE)
  table <- standardizedSolution(fit)
  loadings <- table$op == "=~"
  place <- cbind(match(table$rhs, rownames(direct)), match(table$lhs, order_of))[loadings, ]
  share <- function(x) {
    L <- replace(direct * 0, place, x)
    found <- coefficients_of(L, 1 - rowSums(L^2))
    c(found$omega, found$omega_hierarchical, found$ecv)
  }
  x <- table$est.std[loadings]
  names <- paste0(table$lhs, "=~", table$rhs)[loadings]
  h <- 1e-5
  J <- sapply(seq_along(x), function(j) {
    e <- replace(numeric(length(x)), j, h)
    (share(x + e) - share(x - e)) / (2 * h)
  })
  se <- sqrt(diag(J %*% lavInspect(fit, "vcov.std.all")[names, names] %*% t(J)))
  by_factor <- function(values) matrix(values, 4)
  list(
    lower = by_factor(share(x) - qnorm(.975) * se), upper = by_factor(share(x) + qnorm(.975) * se)
  )
}

write_expected(
  list(
    sample = named_matrix(S),
    n_obs = N,
    intervals = intervals(),
    bifactor = columns(standardizedSolution(bifactor)),
    second_order = columns(standardizedSolution(second)),
    chisq = list(
      bifactor = fitMeasures(bifactor, "chisq")[[1]],
      second_order = fitMeasures(second, "chisq")[[1]]
    ),
    direct = coefficients_of(direct, diag(unclass(std$theta))),
    transformed = coefficients_of(transformed, diag(unclass(std2$theta))),
    psych = list(
      omega_hierarchical = by_psych$omega,
      observed = sum(S), implied = sum(implied)
    ),
    semTools = list(higher = named_vector(higher), second_level = named_vector(plain))
  ),
  packages = c("psych", "semTools")
)
