# Refit every model in lavaan from its moments and print how far the estimates agree.
#
#     Rscript refit.R       from the folder of the package; needs R with lavaan

suppressPackageStartupMessages(library(lavaan))

models <- read.delim("models.tsv", colClasses = "character", na.strings = "", quote = "")

covariances <- function(folder) {
  lower <- read.csv(file.path(folder, "covariances.csv"), check.names = FALSE)
  names <- unique(lower$variable)
  S <- matrix(NA_real_, length(names), length(names), dimnames = list(names, names))
  S[cbind(lower$variable, lower$with)] <- lower$covariance
  S[upper.tri(S)] <- t(S)[upper.tri(S)]
  S
}

refit <- function(row, start = "default") {
  means <- read.csv(file.path(row$folder, "means.csv"))
  n <- as.integer(row$n_obs)
  S <- covariances(row$folder)
  # lavaan takes covariances with divisor n - 1 and, for a normal likelihood, rescales them.
  if (row$divisor == "n") S <- S * n / (n - 1)
  suppressWarnings(sem(
    paste(readLines(file.path(row$folder, "model.lav"), encoding = "UTF-8"), collapse = "\n"),
    sample.cov = S, sample.nobs = n,
    sample.mean = if (nrow(means)) setNames(means$mean, means$variable)[rownames(S)] else NULL,
    estimator = row$refit_by, start = start,
    likelihood = if (row$convention == "wishart") "wishart" else "normal",
    optim.method = "BFGS", control = list(reltol = 1e-15, iter.max = 1e5)
  ))
}

difference <- function(fit, printed) {
  ours <- parameterEstimates(fit, remove.nonfree = FALSE)
  key <- function(table) ifelse(table$op == ":=", table$lhs, paste(table$lhs, table$op, table$rhs))
  at <- match(key(printed), key(ours))
  found <- abs(ours$est[at] - printed$est) / pmax(1, abs(printed$est))
  max(found[!is.na(at)])
}

tolerance <- 1e-4
worst <- 0
for (i in seq_len(nrow(models))) {
  row <- models[i, ]
  name <- paste0(row$wave, ", ", row$model)
  if (is.na(row$refit_by) || row$refit_by == "SLS") {
    cat(sprintf("%s: not refitted (%s)\n", name, if (is.na(row$reason)) row$refit_by else row$reason))
    next
  }
  printed <- read.csv(file.path(row$folder, "estimates.csv"), colClasses = c(label = "character"))
  fit <- refit(row)
  largest <- difference(fit, printed)
  note <- ""
  if (largest > tolerance) {
    # Another minimum, or the same one with the sign of a factor turned.
    near <- refit(row, printed[c("lhs", "op", "rhs", "est")])
    note <- sprintf(
      " from the printed estimates (%.1e from lavaan's own start; chi-square %.3f there, %.3f here)",
      largest, fitMeasures(fit, "chisq"), fitMeasures(near, "chisq")
    )
    largest <- difference(near, printed)
  }
  worst <- max(worst, largest)
  cat(sprintf("%s: largest difference of an estimate %.1e%s\n", name, largest, note))
}
if (worst > tolerance) {
  cat("Some estimates differ by more than 1e-4.\n")
  quit(status = 1)
}
