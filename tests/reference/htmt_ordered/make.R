# HTMT and HTMT2 of polychoric correlations: of all rows, of pairs of answers, and of resamples.
# counts: how often each row enters each of 12 resamples (one digit a row), with what R finds in it.
source("tests/reference/common.R")
suppressPackageStartupMessages(library(semTools))

model <- read_model()
set.seed(2015)
n <- 240
phi <- matrix(c(1, .5, .3, .5, 1, .6, .3, .6, 1), 3)
factors <- matrix(rnorm(3 * n), n) %*% chol(phi)
measured <- rep(1:3, c(3, 4, 2))
loadings <- c(.8, .7, .6, .9, .7, -.6, .5, .8, .7)
cuts <- list(
  c(-1, 0, 1), c(-.5, .6), 0.2, c(-1.5, -.5, .5, 1.5), c(-1, .2), c(-.8, 0, .9), .1, c(-.7, .7),
  c(-1.2, -.3, .4, 1.1)
)
data <- as.data.frame(sapply(seq_along(cuts), function(j) {
  y <- loadings[j] * factors[, measured[j]] + sqrt(1 - loadings[j]^2) * rnorm(n)
  findInterval(y, cuts[[j]]) + 1
}))
names(data) <- paste0("y", seq_along(data))
holes <- data
holes[cbind(sample(n, 60), sample(ncol(data), 60, replace = TRUE))] <- NA
write.csv(data, case_file("data.csv"), row.names = FALSE)
write.csv(holes, case_file("holes.csv"), row.names = FALSE)

ratios <- function(rows, missing = "listwise") {
  lower <- function(m) m[lower.tri(m)]
  of <- function(geometric) {
    lower(unclass(htmt(model, rows, ordered = names(rows), missing = missing, htmt2 = geometric)))
  }
  list(htmt = of(FALSE), htmt2 = of(TRUE))
}
counts <- t(replicate(12, tabulate(sample(n, replace = TRUE), n)))
drawn <- lapply(1:12, function(r) ratios(data[rep(seq_len(n), counts[r, ]), ]))
write_expected(
  list(
    data = "data.csv",
    complete = ratios(data),
    pairwise = ratios(holes, "pairwise"),
    counts = apply(counts, 1, paste, collapse = ""),
    htmt_draws = t(sapply(drawn, `[[`, "htmt")),
    htmt2_draws = t(sapply(drawn, `[[`, "htmt2"))
  ),
  packages = "semTools"
)
