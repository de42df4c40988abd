# Three paths and an indirect effect under twelve choices: estimator, parcels, some countries out.
source("tests/reference/common.R")
source("tests/reference/sem.R")

PATHS <- c("dem60~ind60", "dem65~ind60", "dem65~dem60", "through:=a*b")
FAMILIES <- c("one", "one", "one", "two")
OUT <- c(3, 40, 41)

loadings_alone <- function(items, data) {
  fit <- fit_lavaan(paste("f =~", paste(items, collapse = " + ")), data)
  table <- standardizedSolution(fit)
  setNames(table$est.std[table$op == "=~"], items)
}

# To and fro: the first three items of the ranking, then the rest in inverted order.
deal <- function(ranked) {
  places <- c(1:3, 3:1)[seq_along(ranked)]
  lapply(1:3, function(place) ranked[places == place])
}

parcelled <- function(data, model) {
  for (factor in c("dem60", "dem65")) {
    items <- list(dem60 = paste0("y", 1:4), dem65 = paste0("y", 5:8))[[factor]]
    parcels <- deal(names(sort(abs(loadings_alone(items, data)), decreasing = TRUE)))
    names <- paste0(factor, "_p", 1:3)
    for (i in 1:3) data[[names[i]]] <- rowMeans(data[parcels[[i]]])
    model <- sub(
      paste0(factor, " =~ [^\n]*"), paste(factor, "=~", paste(names, collapse = " + ")), model
    )
  }
  list(data = data, model = model)
}

world <- function(estimator, indicators, respondents) {
  data <- reference_data("democracy")
  if (respondents == "unflagged") data <- data[-OUT, ]
  made <- list(data = data, model = read_model())
  if (indicators == "parcels") made <- parcelled(data, made$model)
  fit <- fit_lavaan(made$model, made$data, estimator = estimator)
  table <- standardizedSolution(fit)
  rows <- table[match(PATHS, paste0(table$lhs, table$op, table$rhs)), ]
  measures <- fitMeasures(fit, c("chisq", "df", "cfi", "rmsea", "srmr"))
  list(
    estimator = estimator, indicators = indicators, respondents = respondents,
    n = nrow(data), fit = as.list(unclass(measures)),
    std = I(rows$est.std), se = I(rows$se), ci_lower = I(rows$ci.lower),
    ci_upper = I(rows$ci.upper), pvalue = I(rows$pvalue),
    pvalue_adjusted = I(ave(rows$pvalue, FAMILIES, FUN = function(p) p.adjust(p, "holm")))
  )
}

choices <- expand.grid(
  estimator = c("ML", "MLR", "GLS"), indicators = c("items", "parcels"),
  respondents = c("all", "unflagged"), stringsAsFactors = FALSE
)
write_expected(list(
  data = "democracy", out = OUT, paths = PATHS, families = FAMILIES,
  worlds = unname(do.call(Map, c(list(f = world), choices)))
))
