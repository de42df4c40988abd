# Yuan-Bentler in the form of Mplus; scaled differences against uncorrelated factors.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fitted_to <- function(model) fit_lavaan(model, reference_data("holzinger"), estimator = "MLR")
fit <- fitted_to(read_model())
restricted <- fitted_to(paste0(read_model(), "\nvisual ~~ 0*speed\ntextual ~~ 0*speed"))
write_expected(c(
  sem_values(fit, "holzinger", list(estimator = "MLR")),
  list(
    scaled_comparison = scaled_comparisons(restricted, fit),
    residuals = residual_values(fit)
  )
))
