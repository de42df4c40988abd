# Monte-Carlo power by lavaan: 500 normal samples from the population that estimate_power makes of
# loadings .8, .7, .6 and a smallest effect of .3, every one fitted and standardised by lavaan.
source("tests/reference/common.R")

draws <- 500
n <- 150
loadings <- c(0.8, 0.7, 0.6)
measured <- function(factor, item) {
  terms <- paste0(loadings, "*", item, 1:3, collapse = " + ")
  residuals <- paste0(item, 1:3, " ~~ ", 1 - loadings^2, "*", item, 1:3, collapse = "\n")
  paste0(factor, " =~ ", terms, "\n", residuals)
}
population <- paste(
  measured("f", "x"), measured("m", "y"), measured("g", "z"),
  "m ~ 0.3*f\ng ~ 0.3*m + 0*f\nf ~~ 1*f\nm ~~ 0.91*m\ng ~~ 0.91*g",
  sep = "\n"
)

set.seed(1939)
one <- function(i) {
  fit <- sem(read_model(), simulateData(population, sample.nobs = n), information = "expected")
  if (!lavInspect(fit, "converged")) return(NULL)
  rows <- standardizedSolution(fit)
  at <- function(key) unlist(rows[rows$label == key, c("est.std", "se")])
  c(a = at("a"), b = at("b"), c = at("c"), ab = at("ab"))
}
found <- do.call(rbind, lapply(seq_len(draws), one))
est <- function(key) found[, paste0(key, ".est.std")]
se <- function(key) found[, paste0(key, ".se")]
z <- qnorm(0.975)

write_expected(
  list(
    used = nrow(found), n = n,
    power = lapply(c(a = "a", b = "b", ab = "ab"), function(k) mean(est(k) > z * se(k))),
    negligible = mean(abs(est("c")) + qnorm(0.95) * se("c") < 0.3),
    joint = mean(est("a") > z * se("a") & est("b") > z * se("b")),
    half_width = lapply(c(a = "a", b = "b", ab = "ab"), function(k) mean(z * se(k))),
    half_width_sd = lapply(c(a = "a", b = "b", ab = "ab"), function(k) sd(z * se(k))),
    holm = mean(apply(found, 1, function(r) {
      p <- 2 * pnorm(-abs(c(r["a.est.std"] / r["a.se"], r["b.est.std"] / r["b.se"])))
      r["a.est.std"] > z * r["a.se"] && p.adjust(p, "holm")[1] < 0.05
    }))
  )
)
