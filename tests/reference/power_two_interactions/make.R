# 200 samples of 250 from a population in which a moderates the effect of b on y, but not that of c:
# products of items by semTools' indProd, maximum likelihood, Wald tests.
source("tests/reference/common.R")
suppressPackageStartupMessages(library(semTools))

model <- paste0(
  "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\nc =~ c1 + c2 + c3\ny =~ y1 + y2 + y3\n",
  "ab =~ a1.b1 + a2.b2 + a3.b3\nac =~ a1.c1 + a2.c2 + a3.c3\n",
  paste0("a", 1:3, ".b", 1:3, " ~~ a", 1:3, ".c", 1:3, collapse = "\n"), "\n",
  "y ~ a + b + c + ab + ac\n"
)
loadings <- list(a = c(.8, .7, .75), b = c(.7, .8, .75), c = c(.75, .8, .7), y = c(.8, .7, .75))
rho <- list(ab = .4, ac = .3, bc = .2)
beta <- c(ab = .25, ac = 0)
n <- 250
R <- diag(3)
R[lower.tri(R)] <- c(rho$ab, rho$ac, rho$bc)
R[upper.tri(R)] <- t(R)[upper.tri(R)]
rest <- 1 - beta[["ab"]]^2 * (1 + rho$ab^2)

sample_of <- function() {
  X <- matrix(rnorm(3 * n), n) %*% chol(R)
  latent <- list(
    a = X[, 1], b = X[, 2], c = X[, 3],
    y = beta[["ab"]] * (X[, 1] * X[, 2] - rho$ab) + sqrt(rest) * rnorm(n)
  )
  data <- do.call(cbind, lapply(names(loadings), function(f) {
    items <- sapply(loadings[[f]], function(l) l * latent[[f]] + sqrt(1 - l^2) * rnorm(n))
    setNames(as.data.frame(items), paste0(f, 1:3))
  }))
  for (other in c("b", "c")) {
    data <- indProd(data,
      var1 = paste0("a", 1:3), var2 = paste0(other, 1:3),
      match = TRUE, meanC = TRUE, doubleMC = TRUE
    )
  }
  data
}
set.seed(2010)
found <- replicate(200, simplify = FALSE, {
  fit <- suppressWarnings(lavaan::sem(model, sample_of(), control = list(rel.tol = 1e-10)))
  rows <- parameterEstimates(fit)
  rows <- rows[rows$lhs == "y" & rows$rhs %in% c("ab", "ac"), ]
  sd <- sqrt(diag(lavInspect(fit, "cov.lv")))
  std <- rows$est * sd[["a"]] * sd[c("b", "c")] / sd[["y"]]
  list(good = lavInspect(fit, "converged"), z = rows$est / rows$se, std = std)
})
found <- Filter(function(x) x$good && all(is.finite(x$z)), found)
z <- t(sapply(found, `[[`, "z"))
std <- t(sapply(found, `[[`, "std"))
each <- function(values) setNames(as.list(values), c("ab", "ac"))
write_expected(
  list(
    n = n, used = length(found), beta = as.list(beta), rho = rho, loadings = loadings,
    power = each(colMeans(abs(z) > qnorm(.975))),
    standardized = each(colMeans(std)), standardized_sd = each(apply(std, 2, sd))
  ),
  packages = "semTools"
)
