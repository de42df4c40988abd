# Kaiser-Meyer-Olkin and Bartlett by psych.
source("tests/reference/common.R")
source("tests/reference/efa.R")

adequacy_values <- function(name) {
  sample <- sample_correlations(name)
  kmo <- KMO(sample$R)
  bartlett <- cortest.bartlett(sample$R, n = sample$n)
  list(
    correlations = with_n(sample),
    kmo = kmo$MSA,
    kmo_per_item = I(unname(kmo$MSAi)),
    bartlett_chisq = bartlett$chisq,
    bartlett_df = bartlett$df,
    bartlett_pvalue = bartlett$p.value,
    determinant = det(sample$R)
  )
}

write_expected(
  list(holzinger = adequacy_values("holzinger"), bfi = adequacy_values("bfi")),
  packages = "psych"
)
