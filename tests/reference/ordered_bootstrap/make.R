# A hundred resamples of ordered items, each refitted as tightly as lavaan goes (ordered_fit.R).
# resamples.json: how often each row is drawn (one digit a row, one text a resample), discrepancy
# (lavaan's fmin is half of it, on the scale of N), and whether lavaan fits the resample: not where an item
# has lost a category. estimates.csv.gz: free parameters, one row a resample, empty where there is no fit.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")

set.seed(1984)
cuts <- list(c(-1.3, -0.4, 0.5, 1.2), c(-0.5, 0.9), c(-2.35, 0.2), c(-1, 0, 1))
data <- factor_items(250, 6, cuts)
counts <- t(replicate(100, tabulate(sample(nrow(data), replace = TRUE), nrow(data))))
stopifnot(max(counts) < 10)
full <- lavaan::sem(read_model(), data, ordered = names(data), estimator = "WLSMV")
refit <- function(count) {
  rows <- data[rep(seq_len(nrow(data)), count), ]
  levels <- function(d) vapply(d, function(x) length(unique(x)), 0L)
  if (any(levels(rows) < levels(data))) return(NULL)
  polished(function(start) {
    lavaan::sem(read_model(), rows, ordered = names(data), estimator = "WLSMV", start = start)
  })
}
fits <- suppressWarnings(apply(counts, 1, refit, simplify = FALSE))

table <- parTable(full)
free <- table$free > 0
values <- function(fit) if (is.null(fit)) rep(NA, sum(free)) else parTable(fit)$est[free]
estimates <- t(vapply(fits, values, numeric(sum(free))))
colnames(estimates) <- paste(table$lhs, table$op, table$rhs)[free]
file <- gzfile(case_file("estimates.csv.gz"), "w")
digits <- ifelse(is.na(estimates), "", sprintf("%.15g", estimates))
write.csv(digits, file, row.names = FALSE, quote = FALSE)
close(file)

text <- toJSON(list(
  versions = versions(),
  counts = apply(counts, 1, paste, collapse = ""),
  converged = vapply(fits, function(fit) !is.null(fit) && lavInspect(fit, "converged"), TRUE),
  fmin = vapply(fits, function(fit) if (is.null(fit)) NA else fit@optim$fx, 0)
), digits = NA, na = "null", auto_unbox = TRUE, pretty = TRUE)
writeLines(text, case_file("resamples.json"))
