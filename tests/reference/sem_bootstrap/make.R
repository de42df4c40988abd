# Two hundred resamples of sem_alliance_scale, each refitted as tightly as lavaan's optimiser goes.
# resamples.json: how often each row is drawn (one digit a row, one text a resample), convergence and
# discrepancy (lavaan's fmin is half of it); estimates.csv.gz: free parameters, one row a resample.
source("tests/reference/common.R")

shared <- file.path(dirname(case_folder()), "sem_alliance_scale")
model <- readLines(file.path(shared, "model.lav"), encoding = "UTF-8")
data <- read.csv(file.path(shared, "data.csv"))
tight <- list(rel.tol = 1e-14, x.tol = 1e-14, iter.max = 20000, eval.max = 40000)
full <- lavaan::sem(model, data, control = tight)

set.seed(1959)
counts <- t(replicate(200, tabulate(sample(nrow(data), replace = TRUE), nrow(data))))
stopifnot(max(counts) < 10)
refit <- function(count) {
  rows <- data[rep(seq_len(nrow(data)), count), ]
  lavaan::sem(model, rows, start = full, control = tight, se = "none", test = "none", baseline = FALSE)
}
fits <- suppressWarnings(apply(counts, 1, refit))

table <- parTable(full)
free <- table$free > 0
estimates <- t(vapply(fits, function(fit) parTable(fit)$est[free], numeric(sum(free))))
colnames(estimates) <- paste(table$lhs, table$op, table$rhs)[free]
file <- gzfile(case_file("estimates.csv.gz"), "w")
write.csv(format(estimates, digits = 15, trim = TRUE), file, row.names = FALSE, quote = FALSE)
close(file)

text <- toJSON(list(
  versions = versions(),
  case = "sem_alliance_scale",
  counts = apply(counts, 1, paste, collapse = ""),
  converged = vapply(fits, lavInspect, TRUE, "converged"),
  fmin = vapply(fits, function(fit) fit@optim$fx, 0)
), digits = NA, auto_unbox = TRUE, pretty = TRUE)
writeLines(text, case_file("resamples.json"))
