# Two small groups: Fisher's exact test, Wilcoxon's with the interval of Hodges and Lehmann.
source("tests/reference/common.R")

shares <- list(
  tea = matrix(c(3, 1, 1, 3), 2, byrow = TRUE),
  apart = matrix(c(0, 5, 4, 0), 2, byrow = TRUE),
  uneven = matrix(c(2, 7, 8, 2), 2, byrow = TRUE)
)
numbers <- list(
  four = list(a = c(1.1, 3.4, 2.2, 0.3), b = c(4.5, 5.2, 2.9, 7.7)),
  uneven = list(a = c(0.80, 0.83, 1.89, 1.04, 1.45), b = c(1.15, 0.88, 0.90, 0.74, 1.21, 2.01)),
  three = list(a = c(1, 2, 3), b = c(4, 5, 6.5))
)

ranks <- function(x, level) {
  found <- suppressWarnings(wilcox.test(x$b, x$a, exact = TRUE, conf.int = TRUE, conf.level = level))
  list(p = found$p.value, difference = unname(found$estimate), interval = as.numeric(found$conf.int))
}

write_expected(list(
  shares = lapply(shares, function(x) list(table = x, p = fisher.test(x)$p.value)),
  numbers = lapply(numbers, function(x) {
    c(x, list(level_95 = ranks(x, 0.95), level_85 = ranks(x, 0.85)))
  })
))
