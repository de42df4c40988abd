# Strict invariance with standardised factors, variances and covariances equal as well.
source("tests/reference/common.R")
source("tests/reference/sem.R")

fit <- fit_lavaan(read_model(), reference_data("holzinger"),
  group = "school", std.lv = TRUE,
  group.equal = c("loadings", "intercepts", "residuals", "lv.variances", "lv.covariances")
)
equal <- c("loadings", "intercepts", "residuals", "lv_variances", "lv_covariances")
write_expected(sem_values(fit, "holzinger",
  list(group = "school", equal = I(equal), std_lv = TRUE)
))
