# The ladder of Wu and Estabrook (2016) as semTools writes it, with lavaan's tests of its steps; items
# with three and more categories, then one with two among them, whose ladder has fewer steps.
source("tests/reference/common.R")
source("tests/reference/ordered_fit.R")
suppressPackageStartupMessages(library(semTools))

file <- "../ordered_groups/data.csv"
data <- reference_data(file)
classes <- c("thresholds", "loadings", "intercepts", "residuals")
steps <- list(
  configural = character(), thresholds = classes[1], metric = classes[1:2], scalar = classes[1:3],
  strict = classes
)

ladder <- function(model, items, steps) {
  fits <- lapply(steps, function(equal) {
    text <- as.character(measEq.syntax(model, data,
      ordered = items, parameterization = "theta", ID.fac = "std.lv",
      ID.cat = "Wu.Estabrook.2016", group = "place", group.equal = equal
    ))
    polished(function(start) {
      lavaan::lavaan(text, data,
        ordered = items, parameterization = "theta", group = "place", start = start
      )
    })
  })
  measures <- c("chisq", "df", "chisq.scaled", "cfi.scaled", "rmsea.scaled")
  rows <- lapply(seq_along(fits), function(k) {
    found <- as.list(fitMeasures(fits[[k]], measures))
    if (k == 1) return(found)
    test <- lavTestLRT(fits[[k]], fits[[k - 1]])
    c(found, list(
      chisq_diff = test[["Chisq diff"]][2], df_diff = test[["Df diff"]][2],
      pvalue_diff = test[["Pr(>Chisq)"]][2]
    ))
  })
  list(ordered = I(items), model = model, levels = setNames(rows, names(steps)))
}

items <- paste0("y", c(1, 2, 3, 5, 6, 7))
write_expected(list(
  data = file,
  ladders = list(
    several = ladder("f =~ y1 + y2 + y3\ng =~ y5 + y6 + y7", items, steps),
    three = ladder("f =~ y2 + y6 + y3 + y5", c("y2", "y6", "y3", "y5"), steps),
    binary = ladder(
      "f =~ y1 + y2 + y3 + y4", paste0("y", 1:4), steps[c("configural", "scalar", "strict")]
    )
  )
), "semTools")
