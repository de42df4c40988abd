# Differences of latent means by school with loadings and intercepts equal: three factors by ML and
# MLR, and a second-order model. d in standard deviations pooled by n, errors by lavaan's := .
source("tests/reference/common.R")
source("tests/reference/sem.R")

measured <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
n <- table(factor(HolzingerSwineford1939$school, c("Pasteur", "Grant-White")))

with_means <- function(factors) {
  c(sprintf("%s ~~ c(v1_%1$s, v2_%1$s)*%1$s", factors),
    sprintf("%s ~ c(0, NA)*1 + c(m1_%1$s, m_%1$s)*1", factors),
    sprintf("d_%1$s := m_%1$s / sqrt((%2$d*v1_%1$s + %3$d*v2_%1$s) / %4$d)",
      factors, n[[1]], n[[2]], sum(n)))
}

means <- function(model, factors, ...) {
  fit <- fit_lavaan(paste(c(model, with_means(factors)), collapse = "\n"),
    reference_data("holzinger"), group = "school",
    group.equal = c("loadings", "intercepts"), ...)
  table <- parameterEstimates(fit)
  raw <- table[match(paste0("m_", factors), table$label), ]
  d <- table[match(paste0("d_", factors), table$lhs), ]
  list(lhs = I(factors), difference = raw$est, se = raw$se, pvalue = raw$pvalue,
    ci_lower = raw$ci.lower, ci_upper = raw$ci.upper,
    d = d$est, d_se = d$se, d_ci_lower = d$ci.lower, d_ci_upper = d$ci.upper)
}

three <- c("visual", "textual", "speed")
second <- paste(measured, "ability =~ visual + textual + speed",
  "visual + textual + speed ~ 0*1", sep = "\n")
write_expected(list(
  data = "holzinger", model = measured, second_order = second,
  ML = means(measured, three),
  MLR = means(measured, three, estimator = "MLR"),
  ability = means(second, "ability")
))
