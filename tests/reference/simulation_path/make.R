# A population by simulateData, one of our draws from it fitted by lavaan, power by semTools.
# draw.csv holds S (divisor N) of the first draw of size 100 of sem.monte_carlo with seed 1.
source("tests/reference/common.R")
source("tests/reference/sem.R")

implied <- function(text) {
  fitted(simulateData(text, return.fit = TRUE, sample.nobs = 10) |> attr("fit"))$cov
}

S <- as.matrix(read.csv(case_file("draw.csv")))
rownames(S) <- colnames(S)
fit <- fit_lavaan(read_model(),
  sample.cov = S, sample.nobs = 100, sample.cov.rescale = FALSE
)

# The functions inside lavaan:::ValeMaurelli1983.
eval(body(lavaan:::ValeMaurelli1983)[[2]])
eval(body(lavaan:::ValeMaurelli1983)[[3]])
shapes <- list(c(1.75, 3.75), c(0.75, 1), c(-1, 2), c(0, 4))
polynomials <- lapply(shapes, function(s) fleishman1978_abcd(s[1], s[2])[-1])
between <- function(i, j) do.call(getICOV, as.list(unname(c(polynomials[[i]], polynomials[[j]], 0.4))))

power <- function(rmsea0, rmsea_a, df, n) {
  list(
    rmsea0 = rmsea0, rmsea_a = rmsea_a, df = df, n = n,
    power = semTools::findRMSEApower(rmsea0, rmsea_a, df, n),
    n_80 = semTools::findRMSEAsamplesize(rmsea0, rmsea_a, df)
  )
}

write_expected(
  c(
    sem_values(fit, "draw.csv"),
    list(
      population = named_matrix(implied(read_model("population.lav"))),
      shapes = shapes, polynomials = polynomials,
      intermediate = list(between(1, 2), between(1, 3), between(2, 4)),
      rmsea = list(
        power(0.05, 0.08, 24, 300), power(0, 0.05, 50, 200), power(0.05, 0.01, 100, 250),
        power(0.05, 0.08, 862, 136), power(0.06, 0.08, 5, 400)
      )
    )
  ),
  packages = "semTools"
)
