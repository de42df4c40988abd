# Weights of factor scores by psych::factor.scores, fit of the solution by psych::fa.stats; eigenvalues
# of reduced correlations by psych::fa.parallel.
source("tests/reference/common.R")
source("tests/reference/efa.R")

# psych draws in forked workers, which the seed reaches only in one process.
options(mc.cores = 1)

tight_ml <- function(sample, m) {
  control <- list(opt = list(factr = 1, pgtol = 0, maxit = 10000))
  fit <- factanal(covmat = sample$R, n.obs = sample$n, factors = m, rotation = "none", control = control)
  plain(fit$loadings)
}

weights <- function(R, L, Phi, method) plain(factor.scores(R, L, Phi, method = method)$weights)

score_values <- function(name, m) {
  sample <- sample_correlations(name)
  rotated <- GPFoblq(tight_ml(sample, m), method = "oblimin", eps = 1e-6, maxit = 50000)
  L <- plain(rotated$loadings)
  Phi <- plain(rotated$Phi)
  components <- principal(sample$R, nfactors = m, rotate = "none")
  stats <- fa.stats(sample$R, L, Phi, n.obs = sample$n)
  set.seed(1965)
  parallel <- fa.parallel(sample$R,
    n.obs = sample$n, fa = "both", n.iter = 2000, sim = TRUE, SMC = TRUE, quant = 0.95, plot = FALSE
  )
  list(
    correlations = with_n(sample),
    n_factors = m,
    pattern = L,
    regression = weights(sample$R, L, Phi, "Thurstone"),
    bartlett = weights(sample$R, L, Phi, "Bartlett"),
    `anderson-rubin` = weights(sample$R, L, Phi, "Anderson"),
    determinacy = unname(factor.scores(sample$R, L, Phi, method = "Thurstone")$R2),
    components = plain(components$loadings),
    component_weights = plain(components$weights),
    statistics = list(
      objective = stats$objective, chisq = stats$STATISTIC, df = stats$dof, pvalue = stats$PVAL,
      tli = stats$TLI, rmsea = unname(stats$RMSEA[1]), bic = stats$BIC,
      rmsr = stats$rms, rmsr_df = stats$crms
    ),
    factor_eigenvalues = parallel$fa.values,
    factor_mean = parallel$fa.sim,
    factor_n = parallel$nfact
  )
}

quietly <- function(value) {
  capture.output(value)
  value
}

write_expected(
  list(holzinger = quietly(score_values("holzinger", 3)), bfi = quietly(score_values("bfi", 5))),
  packages = c("psych", "GPArotation")
)
