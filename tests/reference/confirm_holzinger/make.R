# Intervals of reliability and HTMT, and common method variance, three factors of three items.
# counts: how often each row enters each of 30 resamples (one digit a row), with what R finds in it.
source("tests/reference/common.R")
suppressPackageStartupMessages({
  library(lavaan)
  library(semTools)
  library(psych)
})

model <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
blocks <- list(visual = 1:3, textual = 4:6, speed = 7:9)
data <- reference_data("holzinger")[paste0("x", 1:9)]
tight <- list(rel.tol = 1e-10)
fitted <- function(text, rows = data, ...) cfa(text, rows, control = tight, ...)
full <- fitted(model)

reliable <- function(rows) {
  fit <- suppressWarnings(fitted(model, rows, se = "none", test = "none"))
  l <- lavInspect(fit, "std")$lambda
  own <- lapply(1:3, function(j) l[blocks[[j]], j])
  c(
    alpha = sapply(blocks, function(b) {
      suppressMessages(suppressWarnings(psych::alpha(rows[b])))$total$raw_alpha
    }),
    omega = compRelSEM(fit, obs.var = FALSE),
    composite_reliability = sapply(own, function(x) sum(x)^2 / (sum(x)^2 + sum(1 - x^2))),
    ave = sapply(own, function(x) mean(x^2))
  )
}
ratios <- function(rows) {
  lower <- function(m) m[lower.tri(m)]
  c(
    htmt = lower(unclass(htmt(model, data = rows, htmt2 = FALSE))),
    htmt2 = lower(unclass(htmt(model, data = rows, htmt2 = TRUE)))
  )
}
implied <- function(fit) {
  s <- lavInspect(fit, "std")
  s$lambda %*% s$psi
}
set.seed(1939)
counts <- t(replicate(30, tabulate(sample(nrow(data), replace = TRUE), nrow(data))))
resample <- function(count) data[rep(seq_len(nrow(data)), count), ]
draws <- t(apply(counts, 1, function(count) unname(reliable(resample(count)))))
pairs <- t(apply(counts, 1, function(count) unname(ratios(resample(count)))))

test_of <- function(fit) c(as.list(fitMeasures(fit, c("chisq", "df", "cfi", "srmr"))))
method <- fitted(paste0(
  model, "\nmethod =~ ", paste0("1*x", 1:9, collapse = " + "),
  "\nmethod ~~ 0*visual + 0*textual + 0*speed"
))
variance <- subset(parameterEstimates(method), lhs == "method" & rhs == "method" & op == "~~")

# Williams, Hartman and Cavazotte (2010), with speed as the marker of visual and textual.
base <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6"
marked <- function(...) fitted(paste(base, ..., sep = "\n"), std.lv = TRUE)
CFA <- marked("speed =~ x7 + x8 + x9")
p <- parameterEstimates(CFA)
value <- function(l, o, r) sprintf("%.15g", p$est[p$lhs == l & p$op == o & p$rhs == r])
own <- paste0("x", 7:9)
fixed <- paste(c(
  paste0("speed =~ ", paste0(sapply(own, function(x) value("speed", "=~", x)), "*", own, collapse = " + ")),
  paste0(own, " ~~ ", sapply(own, function(x) value(x, "~~", x)), "*", own),
  "speed ~~ 0*visual + 0*textual"
), collapse = "\n")
baseline <- marked(fixed)
same <- paste0("speed =~ ", paste0("m*x", 1:6, collapse = " + "))
free <- paste0("speed =~ ", paste0("x", 1:6, collapse = " + "))
constant <- marked(fixed, same)
unequal <- marked(fixed, free)
b <- parameterEstimates(baseline)
phi <- sprintf("visual ~~ %.15g*textual", b$est[b$lhs == "visual" & b$op == "~~" & b$rhs == "textual"])
rejected <- lavTestLRT(constant, unequal)[2, "Pr(>Chisq)"] < .05
restricted <- marked(fixed, if (rejected) free else same, phi)

write_expected(
  list(
    data = "holzinger",
    feldt = lapply(blocks, function(b) {
      found <- suppressMessages(suppressWarnings(psych::alpha(data[b])))$feldt
      I(unlist(c(found$lower.ci, found$upper.ci)))
    }),
    counts = apply(counts, 1, paste, collapse = ""),
    reliability_names = names(reliable(data)),
    reliability_draws = draws,
    ratio_names = names(ratios(data)),
    ratio_draws = pairs,
    structure = columns(data.frame(item = rep(rownames(implied(full)), 3), construct = rep(colnames(implied(full)), each = 9), value = as.vector(implied(full)))),
    shares = list(
      pca = eigen(cor(data))$values[1] / 9,
      paf = sum(fa(data, 1, fm = "pa", min.err = 1e-12, max.iter = 5000)$loadings^2) / 9
    ),
    one_factor = test_of(fitted(paste("g =~", paste0("x", 1:9, collapse = " + ")))),
    measurement = test_of(full),
    method = c(test_of(method), list(est = variance$est, se = variance$se)),
    marker = lapply(
      list(CFA = CFA, baseline = baseline, `method-C` = constant, `method-U` = unequal, `method-R` = restricted),
      test_of
    ),
    rejected = rejected
  ),
  packages = c("lavaan", "semTools", "psych")
)
