# Correlation residuals (type "cor": of the sample less of the model) and standardised residual
# covariances, by ML, by ML with missing answers, by MLR, and of ordered items by WLSMV. lavResiduals
# gives the same statistics under other names; the script stops where it does not.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

answers <- function(case) read.csv(file.path("tests/reference", case, "data.csv"))
model <- function(case) paste(readLines(file.path("tests/reference", case, "model.lav")), collapse = "\n")
three <- model("sem_fiml_holzinger")
items <- answers("ordered_cfa")
fits <- list(
  ml = fit_lavaan(three, reference_data("holzinger")),
  mlr = fit_lavaan(three, reference_data("holzinger"), estimator = "MLR"),
  fiml = fit_fiml(three, answers("sem_fiml_holzinger")),
  wlsmv = ordered_fit(items, names(items), "WLSMV", model = model("ordered_cfa"))
)
values <- function(fit) {
  of <- function(type) unclass(residuals(fit, type = type)$cov)
  sample <- unclass(lavInspect(fit, "sampstat")$cov)
  z <- suppressWarnings(lavResiduals(fit, type = "raw"))$cov.z
  own <- of("standardized")
  lower <- lower.tri(own)
  stopifnot(max(abs(unclass(z)[lower] - own[lower])) < 1e-6)
  list(
    covariance = named_matrix(sample), correlation = named_matrix(cov2cor(sample)),
    residual = named_matrix(of("cor")), z = named_matrix(own)
  )
}
write_expected(c(list(data = "holzinger"), lapply(fits, values)))
