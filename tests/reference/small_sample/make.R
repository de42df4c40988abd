# Small-sample corrections of the chi-square by semTools; of a second-order model, where semTools
# counts the second-order factor too, by the formulas with the three factors that items measure.
source("tests/reference/common.R")
source("tests/reference/sem.R")
suppressPackageStartupMessages(library(semTools))

factors <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
democracy <- "
ind60 =~ x1 + x2 + x3
dem60 =~ y1 + y2 + y3 + y4
dem65 =~ y5 + y6 + y7 + y8
dem60 ~ ind60
dem65 ~ ind60 + dem60"

corrected <- function(fit) {
  found <- suppressMessages(chisqSmallN(fit, smallN.method = "all"))
  lapply(found[c("swain", "yuan.2015", "yuan.2005", "bartlett")], function(test) {
    as.list(unclass(test))[c("chisq", "df", "pvalue", "smallN.factor")]
  })
}

by_formula <- function(fit, k) {
  p <- length(lavNames(fit))
  n <- lavInspect(fit, "ntotal")
  X <- fitMeasures(fit, "chisq")[[1]]
  df <- fitMeasures(fit, "df")[[1]]
  one <- function(factor) {
    list(
      chisq = factor * X, df = df, pvalue = pchisq(factor * X, df, lower.tail = FALSE),
      smallN.factor = factor
    )
  }
  list(
    yuan.2005 = one(1 - (2 * p + 2 * k + 7) / (6 * n)),
    bartlett = one(1 - (2 * p + 4 * k + 5) / (6 * n))
  )
}

fitted_to <- fit_lavaan
holzinger <- reference_data("holzinger")
second <- fitted_to(paste0(factors, "\nability =~ visual + textual + speed"), holzinger)
write_expected(list(
  holzinger = corrected(fitted_to(factors, holzinger)),
  wishart = corrected(fitted_to(factors, holzinger, likelihood = "wishart")),
  democracy = corrected(fitted_to(democracy, reference_data("democracy"))),
  second_order = c(corrected(second)[c("swain", "yuan.2015")], by_formula(second, 3))
), "semTools")
