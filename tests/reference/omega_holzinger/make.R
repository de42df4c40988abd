# McDonald's omega with the implied variance of the sum as denominator, residuals correlated or not.
source("tests/reference/common.R")
suppressPackageStartupMessages(library(semTools))

data <- reference_data("holzinger")
plain <- cfa(read_model(), data)
correlated <- cfa(paste(read_model(), "x7 ~~ x8", sep = "\n"), data)

write_expected(
  list(
    data = "holzinger",
    estimates = columns(parameterEstimates(correlated, standardized = TRUE)),
    omega = named_vector(compRelSEM(plain, obs.var = FALSE)),
    omega_correlated = named_vector(compRelSEM(correlated, obs.var = FALSE))
  ),
  packages = "semTools"
)
