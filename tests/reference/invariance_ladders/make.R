# The ladder of invariance by school: a model of three factors, by ML and MLR, one factor alone, and
# a second-order model whose dimensions have their intercepts at 0. Score tests of equal intercepts.
source("tests/reference/common.R")
source("tests/reference/sem.R")

three <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
classes <- c("loadings", "intercepts", "residuals")
steps <- list(configural = "", metric = classes[1], scalar = classes[1:2], strict = classes)

ladder <- function(model, ..., suffix = "") {
  fits <- lapply(steps, function(equal) {
    fit_lavaan(model, reference_data("holzinger"), group = "school", group.equal = equal, ...)
  })
  measures <- paste0(c("chisq", "pvalue", "cfi", "rmsea"), suffix)
  rows <- lapply(seq_along(fits), function(k) {
    found <- as.list(fitMeasures(fits[[k]], c(measures, "df", "srmr")))
    names(found) <- sub(".scaled", "", names(found), fixed = TRUE)
    if (k == 1) return(found)
    test <- lavTestLRT(fits[[k]], fits[[k - 1]])
    c(found, list(
      chisq_diff = test[["Chisq diff"]][2], df_diff = test[["Df diff"]][2],
      pvalue_diff = test[["Pr(>Chisq)"]][2]
    ))
  })
  list(fits = fits, rows = setNames(rows, names(steps)))
}

score <- function(fit, op) {
  test <- lavTestScore(fit)$uni
  table <- parTable(fit)
  row <- match(test$lhs, table$plabel)
  held <- table$op[row] == op
  list(parameter = I(table$lhs[row][held]), chisq = I(test$X2[held]))
}

whole <- ladder(three)
write_expected(list(
  data = "holzinger", model = three,
  ML = whole$rows,
  MLR = ladder(three, estimator = "MLR", suffix = ".scaled")$rows,
  speed = ladder("speed =~ x7 + x8 + x9")$rows,
  second_order = ladder(paste(
    three, "ability =~ visual + textual + speed", "visual + textual + speed ~ 0*1",
    sep = "\n"
  ))$rows,
  intercepts = score(whole$fits$scalar, "~1")
))
