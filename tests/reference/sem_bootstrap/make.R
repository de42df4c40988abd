# Two hundred resamples of sem_alliance_scale, each refitted as tightly as lavaan's optimiser goes.
# resamples.json: how often each row is drawn (one digit a row, one text a resample), discrepancy
# (lavaan's fmin is half of it), and whether lavaan's own fit of the resample converged: with the tight
# tolerances nlminb never says so. estimates.csv.gz: free parameters, one row a resample.
source("tests/reference/common.R")

shared <- file.path(dirname(case_folder()), "sem_alliance_scale")
model <- readLines(file.path(shared, "model.lav"), encoding = "UTF-8")
data <- read.csv(file.path(shared, "data.csv"))
tight <- list(rel.tol = 1e-14, x.tol = 1e-14, iter.max = 20000, eval.max = 40000)
full <- lavaan::sem(model, data)

set.seed(1959)
counts <- t(replicate(200, tabulate(sample(nrow(data), replace = TRUE), nrow(data))))
stopifnot(max(counts) < 10)
refit <- function(count, start, ...) {
  rows <- data[rep(seq_len(nrow(data)), count), ]
  lavaan::sem(model, rows, start = start, se = "none", test = "none", baseline = FALSE, ...)
}
usual <- suppressWarnings(apply(counts, 1, refit, full))
fits <- suppressWarnings(lapply(1:200, function(r) refit(counts[r, ], usual[[r]], control = tight)))

table <- parTable(full)
free <- table$free > 0
estimates <- t(vapply(fits, function(fit) parTable(fit)$est[free], numeric(sum(free))))
colnames(estimates) <- paste(table$lhs, table$op, table$rhs)[free]
file <- gzfile(case_file("estimates.csv.gz"), "w")
digits <- apply(estimates, 2, sprintf, fmt = "%.15g")
write.csv(digits, file, row.names = FALSE, quote = FALSE)
close(file)

text <- toJSON(list(
  versions = versions(),
  case = "sem_alliance_scale",
  counts = apply(counts, 1, paste, collapse = ""),
  converged = vapply(usual, lavInspect, TRUE, "converged"),
  fmin = vapply(fits, function(fit) fit@optim$fx, 0)
), digits = NA, auto_unbox = TRUE, pretty = TRUE)
writeLines(text, case_file("resamples.json"))
