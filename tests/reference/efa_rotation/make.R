# Rotations of given loadings by stats, GPArotation to tight tolerances and psych.
source("tests/reference/common.R")
source("tests/reference/efa.R")

start <- function(R, m) plain(factanal(covmat = R, factors = m, rotation = "none")$loadings)

oblique <- function(rotated) list(pattern = plain(rotated$loadings), phi = plain(rotated$Phi))
orthogonal <- function(rotated) {
  list(pattern = plain(rotated$loadings), phi = diag(ncol(rotated$loadings)))
}

# The smaller half of each item's varimax loadings should be zero, the rest is free.
half_target <- function(A) {
  t(apply(abs(plain(varimax(A)$loadings)), 1, function(row) ifelse(row <= median(row), 0, NA)))
}

# psych's promax begins with a varimax that stops early (1e-5); from here it has nothing left to do.
settled_varimax <- function(A) plain(varimax(A, eps = 1e-14)$loadings)

gp <- function(A, method, normalize = FALSE, ...) {
  GPFoblq(A, method = method, normalize = normalize, eps = 1e-6, maxit = 50000, ...)
}

rotation_values <- function(A) {
  m <- ncol(A)
  equamax <- list(kappa = m / (2 * nrow(A)))
  list(
    start = A,
    varimax_kaiser = orthogonal(varimax(A, normalize = TRUE, eps = 1e-14)),
    varimax = orthogonal(varimax(A, normalize = FALSE, eps = 1e-14)),
    quartimax = orthogonal(GPForth(A, method = "quartimax", eps = 1e-7, maxit = 50000)),
    equamax = orthogonal(GPForth(A, method = "cf", methodArgs = equamax, eps = 1e-7, maxit = 50000)),
    oblimin_0 = oblique(gp(A, "oblimin", methodArgs = list(gam = 0))),
    oblimin_0_kaiser = oblique(gp(A, "oblimin", TRUE, methodArgs = list(gam = 0))),
    `oblimin_-0.5` = oblique(gp(A, "oblimin", methodArgs = list(gam = -0.5))),
    oblimin_0.2 = oblique(gp(A, "oblimin", methodArgs = list(gam = 0.2))),
    quartimin = oblique(gp(A, "quartimin")),
    geomin = oblique(gp(A, "geomin", methodArgs = list(delta = 0.01))),
    target = c(
      oblique(targetQ(A, Target = half_target(A), eps = 1e-6, maxit = 50000)),
      list(wanted = half_target(A))
    ),
    promax_psych_kaiser = oblique(kaiser(settled_varimax(A), rotate = "Promax", pro.m = 4)),
    promax_psych = oblique(Promax(settled_varimax(A), m = 4))
  )
}

write_expected(
  list(
    holzinger = rotation_values(start(sample_correlations("holzinger")$R, 3)),
    bfi = rotation_values(start(sample_correlations("bfi")$R, 5))
  ),
  packages = c("psych", "GPArotation")
)
