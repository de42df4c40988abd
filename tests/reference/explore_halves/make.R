# Congruence of the factors of two halves by psych, cross-validation index of a model fitted by lavaan.
source("tests/reference/common.R")
source("tests/reference/sem.R")

items <- paste0("x", 1:9)
answers <- reference_data("holzinger")[, items]
halves <- list(a = answers[1:150, ], b = answers[151:301, ])
pattern <- function(half) {
  fit <- factanal(half, 3, rotation = "none", control = list(opt = list(factr = 1, pgtol = 0)))
  unclass(varimax(fit$loadings)$loadings)
}
patterns <- lapply(halves, pattern)

# F(S of the other half, Sigma fitted to this half), Cudeck and Browne (1983); divisor N.
index <- function(here, there, model) {
  Sigma <- unclass(fitted(fit_lavaan(model, here))$cov)[items, items]
  S <- cov(there) * (nrow(there) - 1) / nrow(there)
  c(determinant(Sigma)$modulus - determinant(S)$modulus + sum(diag(solve(Sigma, S))) - length(items))
}
models <- c(
  cvi = "v =~ x1 + x2 + x3\nt =~ x4 + x5 + x6\ns =~ x7 + x8 + x9",
  cvi_one_factor = paste("g =~", paste(items, collapse = " + "))
)
write_expected(list(
  data = "holzinger",
  patterns = lapply(patterns, function(L) matrix(L, nrow(L))),
  congruence = matrix(psych::factor.congruence(patterns$a, patterns$b, digits = 12), 3),
  a = lapply(models, function(m) index(halves$a, halves$b, m)),
  b = lapply(models, function(m) index(halves$b, halves$a, m))
), "psych")
