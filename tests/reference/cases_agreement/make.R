# Cohen's kappa of square tables, with its interval; the first is that of Fleiss, Cohen and Everitt (1969).
source("tests/reference/common.R")

tables <- list(
  fleiss = matrix(c(53, 5, 2, 11, 14, 5, 1, 6, 3), 3, byrow = TRUE),
  binary = matrix(c(12, 3, 4, 21), 2, byrow = TRUE),
  opposed = matrix(c(2, 9, 8, 1), 2, byrow = TRUE),
  sparse = matrix(c(4, 0, 1, 0, 0, 1, 1, 0, 3), 3, byrow = TRUE)
)

agreement <- function(table, alpha) {
  found <- suppressWarnings(psych::cohen.kappa(table, alpha = alpha))
  as.list(found$confid[1, ])
}

write_expected(
  lapply(tables, function(table) {
    list(
      table = table,
      level_95 = agreement(table, 0.05),
      level_90 = agreement(table, 0.10)
    )
  }),
  packages = "psych"
)
