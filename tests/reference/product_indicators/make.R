# Interactions of two latent variables by product indicators: semTools' indProd with double mean centring,
# lavaan on its products, probe2WayMC on the fit. data.csv: the first 300 rows of semTools' dat2way.
source("tests/reference/common.R")
source("tests/reference/sem.R")
suppressMessages(library(semTools))

data <- as.data.frame(dat2way[1:300, ])
write.csv(data, case_file("data.csv"), row.names = FALSE)
first <- c("x1", "x2", "x3")
second <- c("x4", "x5", "x6")
constructs <- "f1 =~ x1 + x2 + x3\nf2 =~ x4 + x5 + x6\nf3 =~ x7 + x8 + x9\n"
main <- paste0(constructs, "f3 ~ f1 + f2 + f1.f2\n")
pairs <- paste(first, second, sep = ".")
matched <- paste0(main, "f1.f2 =~ ", paste(pairs, collapse = " + "))
products <- function(rows, match = TRUE) indProd(rows, first, second, match = match, doubleMC = TRUE)

every <- unlist(lapply(first, paste, second, sep = "."))
two <- combn(every, 2)
shares <- apply(two, 2, function(pair) any(duplicated(unlist(strsplit(pair, ".", fixed = TRUE)))))
sharing <- paste(two[1, shares], "~~", two[2, shares], collapse = "\n")
all_pairs <- paste0(main, "f1.f2 =~ ", paste(every, collapse = " + "), "\n", sharing)

# f2 is an outcome of f1: its residual may covary with the product.
mediated <- paste0(matched, "\nf2 ~ f1\nf1.f2 ~~ f2")

# The appropriate standardised interaction (Wen, Marsh and Hau, 2010) from lavaan's covariances.
appropriate <- function(fit) {
  V <- lavInspect(fit, "cov.lv")
  est <- parameterEstimates(fit)
  raw <- est$est[est$lhs == "f3" & est$op == "~" & est$rhs == "f1.f2"]
  raw * sqrt(V["f1", "f1"] * V["f2", "f2"] / V["f3", "f3"])
}
values <- function(fit) {
  c(sem_values(fit, "data.csv"), list(appropriate = appropriate(fit)))
}
holes <- with_holes(data, names(data), 90, seed = 1886)

fit <- fit_lavaan(matched, products(data))
sd2 <- sqrt(lavInspect(fit, "cov.lv")["f2", "f2"])
probed <- function(at) columns(probe2WayMC(fit, c("f1", "f2", "f1.f2"), "f3", "f2", at)$SimpleSlope)

# Products built anew inside each resample.
set.seed(1986)
counts <- t(replicate(12, tabulate(sample(300, replace = TRUE), 300)))
table <- parTable(fit)
refit <- function(count) {
  again <- fit_lavaan(matched, products(data[rep(1:300, count), ]))
  parTable(again)$est[table$free > 0]
}

write_expected(list(
  products = columns(cbind(products(data)[pairs], products(data, FALSE)[every])[1:6, ]),
  covariances = named_matrix(cov(products(data))),
  matched = values(fit),
  mlr = values(fit_lavaan(matched, products(data), estimator = "MLR")),
  all = values(fit_lavaan(all_pairs, products(data, FALSE))),
  mediated = values(fit_lavaan(mediated, products(data))),
  holes = columns(holes),
  fiml = values(fit_fiml(matched, products(holes))),
  slopes = probed(c(-1, 0, 1)),
  sd_slopes = probed(c(-1, 0, 1) * sd2),
  sd_moderator = sd2,
  resamples = list(
    counts = apply(counts, 1, paste, collapse = ""),
    parameters = paste(table$lhs, table$op, table$rhs)[table$free > 0],
    estimates = t(apply(counts, 1, refit))
  )
), "semTools")
