# 200 samples of 200 from a population in which a moderates the effect of b on y, neither of which has
# an effect of its own: products of items by semTools' indProd, maximum likelihood, Wald test.
source("tests/reference/common.R")
suppressPackageStartupMessages(library(semTools))

measured <- "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\ny =~ y1 + y2 + y3\nab =~ a1.b1 + a2.b2 + a3.b3\n"
model <- paste0(measured, "y ~ a + b + ab\n")
loadings <- list(a = c(.8, .7, .75), b = c(.7, .8, .75), y = c(.8, .7, .75))
beta <- c(0, 0, .25)
rho <- .4
n <- 200
rest <- 1 - beta[1]^2 - beta[2]^2 - 2 * beta[1] * beta[2] * rho - beta[3]^2 * (1 + rho^2)

sample_of <- function() {
  a <- rnorm(n)
  b <- rho * a + sqrt(1 - rho^2) * rnorm(n)
  y <- beta[1] * a + beta[2] * b + beta[3] * (a * b - rho) + sqrt(rest) * rnorm(n)
  data <- lapply(names(loadings), function(f) {
    items <- sapply(loadings[[f]], function(l) l * get(f) + sqrt(1 - l^2) * rnorm(n))
    setNames(as.data.frame(items), paste0(f, 1:3))
  })
  indProd(do.call(cbind, data), var1 = 1:3, var2 = 4:6, match = TRUE, meanC = TRUE, doubleMC = TRUE)
}
set.seed(2004)
found <- t(replicate(200, {
  fit <- suppressWarnings(lavaan::sem(model, sample_of(), control = list(rel.tol = 1e-10)))
  rows <- parameterEstimates(fit)
  row <- rows[rows$lhs == "y" & rows$rhs == "ab", ]
  sd <- sqrt(diag(lavInspect(fit, "cov.lv")))
  c(row$est, row$se, row$est * sd[["a"]] * sd[["b"]] / sd[["y"]], lavInspect(fit, "converged"))
}))
good <- found[found[, 4] == 1 & is.finite(found[, 2]), ]
write_expected(
  list(
    n = n, used = nrow(good), beta = I(beta), rho = rho, loadings = loadings,
    power = mean(abs(good[, 1] / good[, 2]) > qnorm(.975)),
    se = mean(good[, 2]), se_sd = sd(good[, 2]),
    standardized = mean(good[, 3]), standardized_sd = sd(good[, 3])
  ),
  packages = "semTools"
)
