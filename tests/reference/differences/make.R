# Differences of chi-squares of nested models, by estimators and conventions.
source("tests/reference/common.R")
source("tests/reference/sem.R")

factors <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
apart <- paste0(factors, "\nvisual ~~ 0*speed\ntextual ~~ 0*speed")
tied <- "visual =~ x1 + a*x2 + a*x3\ntextual =~ x4 + b*x5 + b*x6\nspeed =~ x7 + x8 + x9"
mimic <- "ability =~ x1 + x2 + x3 + x4\nability ~ sex + ageyr"
without_sex <- "ability =~ x1 + x2 + x3 + x4\nability ~ 0*sex + ageyr"

differs <- function(restricted, general, ...) {
  fitted_to <- function(model) fit_lavaan(model, reference_data("holzinger"), ...)
  comparison_values(fitted_to(restricted), fitted_to(general))
}

write_expected(list(
  GLS = differs(apart, factors, estimator = "GLS"),
  WLS = differs(tied, factors, estimator = "WLS"),
  MLM = differs(without_sex, mimic, estimator = "MLM"),
  MLMV = differs(without_sex, mimic, estimator = "MLMV"),
  MLMV_wishart = differs(apart, factors, estimator = "MLMV", likelihood = "wishart"),
  wishart = differs(apart, factors, likelihood = "wishart", group = "school")
))
