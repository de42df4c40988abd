# A hundred resamples within each school, loadings and intercepts equal, each refitted as tightly as
# lavaan goes (sem.R). resamples.json: how often each row is drawn (one digit a row, schools in the order of
# the data), discrepancy (lavaan's fmin is half of it), and whether lavaan's own fit converged.
# estimates.csv.gz: one column for each free row of the table, one row a resample.
source("tests/reference/common.R")
source("tests/reference/sem.R")

model <- read_model()
data <- reference_data("holzinger")
stopifnot(!is.unsorted(match(data$school, unique(data$school))))
equal <- c("loadings", "intercepts")

set.seed(1961)
draw <- function(n) tabulate(sample(n, replace = TRUE), n)
counts <- t(replicate(100, unlist(lapply(table(data$school)[unique(data$school)], draw))))
stopifnot(max(counts) < 10)
refit <- function(count) {
  rows <- data[rep(seq_len(nrow(data)), count), ]
  tight <- fit_lavaan(model, rows, group = "school", group.equal = equal)
  usual <- lavaan::sem(model, rows, group = "school", group.equal = equal)
  list(coef = coef(tight), fmin = tight@optim$fx, converged = lavInspect(usual, "converged"))
}
fits <- apply(counts, 1, refit)

estimates <- t(vapply(fits, function(fit) fit$coef, fits[[1]]$coef))
table <- parTable(lavaan::sem(model, data, group = "school", group.equal = equal))
free <- table$free > 0
colnames(estimates) <- paste(table$lhs, table$op, table$rhs, table$group)[free]
file <- gzfile(case_file("estimates.csv.gz"), "w")
digits <- apply(estimates, 2, sprintf, fmt = "%.15g")
write.csv(digits, file, row.names = FALSE, quote = FALSE)
close(file)

text <- toJSON(list(
  versions = versions(),
  counts = apply(counts, 1, paste, collapse = ""),
  converged = vapply(fits, function(fit) fit$converged, TRUE),
  fmin = vapply(fits, function(fit) fit$fmin, 0)
), digits = NA, auto_unbox = TRUE, pretty = TRUE)
writeLines(text, case_file("resamples.json"))
