# Collinearity of predictors in models with latent and observed ones; rival models: AIC, BIC, their
# weights and a difference test.
source("tests/reference/common.R")
source("tests/reference/sem.R")

holzinger <- reference_data("holzinger")
factors <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"

inflation <- function(R) {
  R <- cov2cor(R)
  values <- eigen(R, symmetric = TRUE, only.values = TRUE)$values
  list(vif = as.list(diag(solve(R))), condition_index = sqrt(max(values) / min(values)))
}

latent <- paste(factors, "speed ~ visual + textual + ageyr", "ageyr ~~ visual + textual", sep = "\n")
fit <- fit_lavaan(latent, holzinger)
predictors <- c("visual", "textual", "ageyr")
joint <- lavInspect(fit, "cov.all")[predictors, predictors]

observed <- c("x1", "x2", "x3", "x4")
by_regression <- lapply(setNames(observed, observed), function(name) {
  others <- reformulate(setdiff(observed, name), name)
  1 / (1 - summary(lm(others, holzinger))$r.squared)
})

models <- list(
  full = paste(factors, "textual ~ visual", "speed ~ visual + textual", sep = "\n"),
  mediated = paste(factors, "textual ~ visual", "speed ~ textual", sep = "\n"),
  turned = paste(factors, "visual ~ textual", "speed ~ visual + textual", sep = "\n"),
  apart = paste(factors, "speed ~ visual", "visual ~~ 0*textual", "textual ~~ speed", sep = "\n")
)
fits <- lapply(models, fit_lavaan, holzinger)
per_model <- function(index) vapply(fits, function(f) unname(fitMeasures(f, index)), 0)
weights <- function(x) exp(-(x - min(x)) / 2) / sum(exp(-(x - min(x)) / 2))
test <- lavTestLRT(fits$mediated, fits$full)

write_expected(list(
  data = "holzinger",
  collinearity = c(list(model = latent), inflation(joint)),
  regressions = by_regression,
  rivals = list(
    models = models,
    n_free = as.list(per_model("npar")),
    aic = as.list(per_model("aic")),
    bic = as.list(per_model("bic")),
    weight_aic = as.list(weights(per_model("aic"))),
    weight_bic = as.list(weights(per_model("bic"))),
    mediated = list(
      chisq_diff = test[["Chisq diff"]][2], df_diff = test[["Df diff"]][2],
      pvalue = test[["Pr(>Chisq)"]][2]
    )
  )
))
