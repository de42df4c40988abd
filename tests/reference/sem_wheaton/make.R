# A published correlation matrix with standard deviations.
source("tests/reference/common.R")
source("tests/reference/sem.R")

names <- c("anomia67", "power67", "anomia71", "power71", "education", "sei")
S <- getCov(
  "1
   .66 1
   .56 .47 1
   .44 .52 .67 1
  -.36 -.41 -.35 -.37 1
  -.30 -.29 -.29 -.28 .54 1",
  names = names, sds = c(3.44, 3.06, 3.54, 3.16, 3.10, 21.22)
)
fit <- fit_lavaan(read_model(), sample.cov = S, sample.nobs = 932)
write_expected(c(
  sem_values(fit, "moments"),
  list(moments = c(named_matrix(S), n = 932), modification_indices = modification_values(fit))
))
