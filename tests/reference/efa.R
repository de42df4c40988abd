# Matrices and loadings that several efa_<case>/make.R start from.

suppressPackageStartupMessages({
  library(psych)
  library(GPArotation)
})

HOLZINGER_ITEMS <- paste0("x", 1:9)

# Correlations of complete cases with their number.
sample_correlations <- function(name) {
  items <- switch(name,
    holzinger = reference_data("holzinger")[HOLZINGER_ITEMS],
    bfi = na.omit(reference_data("bfi")[1:25])
  )
  list(R = cor(items), n = nrow(items))
}

spss_correlations <- function() {
  as.matrix(read.csv("tests/reference/spss_ids/correlations.csv", row.names = 1))
}

with_n <- function(sample) c(named_matrix(sample$R), n = sample$n)

plain <- function(matrix) unname(unclass(matrix))
