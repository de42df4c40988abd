# What is looked at before any model: what screen_<case>/make.R calls.

suppressPackageStartupMessages({
  library(lavaan)
  library(psych)
})

# Little's test on lavaan's EM moments, pattern by pattern (Little, 1988); Sigma has the divisor n.
little <- function(data) {
  data <- data[rowSums(!is.na(data)) > 0, ]
  em <- lavaan:::lav_mvnorm_missing_h1_estimate_moments(as.matrix(data), tol = 1e-14, max.iter = 20000L)
  mu <- em$Mu
  sigma <- em$Sigma
  seen <- !is.na(data)
  key <- apply(seen, 1, paste, collapse = "")
  chisq <- 0
  df <- -ncol(data)
  for (pattern in unique(key)) {
    rows <- data[key == pattern, , drop = FALSE]
    here <- seen[which(key == pattern)[1], ]
    d <- colMeans(rows[, here, drop = FALSE]) - mu[here]
    chisq <- chisq + nrow(rows) * sum(d * solve(sigma[here, here], d))
    df <- df + sum(here)
  }
  list(
    n = nrow(data), patterns = length(unique(key)), chisq = chisq, df = df,
    pvalue = pchisq(chisq, df, lower.tail = FALSE)
  )
}

distances <- function(data) {
  S <- cov(data) * (nrow(data) - 1) / nrow(data)
  d2 <- mahalanobis(data, colMeans(data), S)
  p1 <- pchisq(d2, ncol(data), lower.tail = FALSE)
  rank <- rank(-d2, ties.method = "first")
  list(
    mahalanobis = unname(d2), pvalue = unname(p1),
    pvalue_rank = pbinom(rank - 1, nrow(data), p1, lower.tail = FALSE),
    pvalue_exact = unname(pbeta(d2 / (nrow(data) - 1), ncol(data) / 2,
      (nrow(data) - ncol(data) - 1) / 2, lower.tail = FALSE)),
    leverage = unname(hat(as.matrix(data)))
  )
}

# psych's S has the divisor n - 1, Mardia's and AMOS's n.
normality <- function(data) {
  of_all <- mardia(data, plot = FALSE)
  n <- nrow(data)
  p <- ncol(data)
  b1p <- of_all$b1p * (n / (n - 1))^3
  # psych's factor of Mardia (1974), which is small.skew over its statistic without it.
  small <- of_all$small.skew / (n * of_all$b1p / 6)
  list(
    skewness = vapply(data, function(x) psych::skew(x, type = 1), 0),
    kurtosis = vapply(data, function(x) psych::kurtosi(x, type = 1), 0),
    b1p = b1p,
    chisq = small * n * b1p / 6,
    df = p * (p + 1) * (p + 2) / 6,
    skew_pvalue = pchisq(small * n * b1p / 6, p * (p + 1) * (p + 2) / 6, lower.tail = FALSE),
    b2p = of_all$b2p * (n / (n - 1))^2
  )
}

returns <- function(x, late) {
  welch <- t.test(x[!late], x[late])
  ranks <- suppressWarnings(wilcox.test(x[!late], x[late], exact = FALSE))
  n <- table(late)
  pooled <- sqrt(sum((n - 1) * tapply(x, late, var)) / (sum(n) - 2))
  list(
    t = unname(welch$statistic), df = unname(welch$parameter), t_pvalue = welch$p.value,
    mann_whitney = unname(ranks$statistic), mann_whitney_pvalue = ranks$p.value,
    d = (mean(x[!late]) - mean(x[late])) / pooled
  )
}
