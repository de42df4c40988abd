# Unrotated loadings: principal components, principal axes and minres by psych, ML by factanal.
source("tests/reference/common.R")
source("tests/reference/efa.R")

factanal_values <- function(sample, m) {
  tight <- list(opt = list(factr = 1, pgtol = 0, maxit = 10000))
  fit <- factanal(
    covmat = sample$R, n.obs = sample$n, factors = m, rotation = "none", control = tight
  )
  list(
    loadings = plain(fit$loadings), communalities = 1 - unname(fit$uniquenesses),
    discrepancy = unname(fit$criteria["objective"]),
    chisq = unname(fit$STATISTIC), df = fit$dof, pvalue = unname(fit$PVAL)
  )
}

psych_values <- function(sample, m, method) {
  fit <- fa(sample$R, nfactors = m, n.obs = sample$n, rotate = "none", fm = method)
  list(loadings = plain(fit$loadings), communalities = unname(fit$communality))
}

extraction_values <- function(sample, m) {
  components <- principal(sample$R, nfactors = m, rotate = "none")
  list(
    correlations = with_n(sample),
    n_factors = m,
    pca = list(
      loadings = plain(components$loadings), communalities = unname(components$communality)
    ),
    paf = psych_values(sample, m, "pa"),
    minres = psych_values(sample, m, "minres"),
    ml = factanal_values(sample, m)
  )
}

write_expected(
  list(
    holzinger_1 = extraction_values(sample_correlations("holzinger"), 1),
    holzinger_3 = extraction_values(sample_correlations("holzinger"), 3),
    bfi_5 = extraction_values(sample_correlations("bfi"), 5),
    ids_4 = extraction_values(list(R = spss_correlations(), n = 1000), 4)
  ),
  packages = c("psych", "GPArotation")
)
