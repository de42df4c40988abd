# Fixed values, a freed marker, equalities among loadings and residual variances.
source("tests/reference/common.R")
source("tests/reference/sem.R")

# lavaan warns that its starting values imply a correlation above 1; the solution does not.
fit <- suppressWarnings(fit_lavaan(read_model(), reference_data("holzinger")))
write_expected(sem_values(fit, "holzinger"))
